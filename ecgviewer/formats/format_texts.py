"""What is said of the formats for records, to people and to their desktops."""

from __future__ import annotations

from collections.abc import Sequence

from ecgviewer.formats import record_formats


def listed(words: Sequence[str], last: str = "or") -> str:
    """Return words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def all_endings() -> tuple[str, ...]:
    """Return the endings of all files that a record can be opened by."""
    endings = (ending for each in record_formats.FORMATS for ending in each.endings)
    return tuple(dict.fromkeys(endings))


def first_endings() -> tuple[str, ...]:
    """Return the endings of the files that records are opened by, one a format."""
    return tuple(dict.fromkeys(each.endings[0] for each in record_formats.FORMATS))


def opened_endings() -> tuple[str, ...]:
    """Return the endings that belong to records alone: a double-click opens these.

    Other programs write files of the other endings, too.
    """
    own = (each for each in record_formats.FORMATS if not each.shares_ending)
    return tuple(dict.fromkeys(each.endings[0] for each in own))


def formats_text() -> str:
    """Return what can be opened: the formats, each with its endings."""
    names = [f"{f.name} ({listed(f.endings)})" for f in record_formats.FORMATS]
    return listed(names)


def format_rows() -> list[str]:
    """Return the rows of the guide's table of formats."""
    return [
        f"| {each.title} | {', '.join(f'`{ending}`' for ending in each.endings)} |"
        for each in record_formats.FORMATS
    ]


def open_filter() -> str:
    """Return the filters of the dialog that asks for a record; each is there once."""
    kinds = [
        f"{each.title}s ({_patterns(each.endings[:1])})"
        for each in record_formats.FORMATS
    ]
    if len(kinds) > 1:
        kinds.insert(0, f"Recordings ({_patterns(opened_endings())})")
    return ";;".join([*kinds, "All files (*)"])


def _patterns(endings: Sequence[str]) -> str:
    return " ".join(f"*{ending}" for ending in endings)


def mac_document_types() -> list[dict[str, object]]:
    """Return `CFBundleDocumentTypes` of the application's property list.

    The first ending of a format is opened by a double-click. The others are offered
    only: thousands of programs write `.dat`.
    """
    types: list[dict[str, object]] = []
    for each in record_formats.FORMATS:
        first, *others = (ending.removeprefix(".") for ending in each.endings)
        rank = "Alternate" if each.shares_ending else "Default"
        types.append(_mac_type(each.title, [first], rank))
        if others:
            types.append(_mac_type(f"{each.name} signals", others, "Alternate"))
    return types


def _mac_type(title: str, endings: list[str], rank: str) -> dict[str, object]:
    return {
        "CFBundleTypeName": title,
        "CFBundleTypeRole": "Viewer",
        "CFBundleTypeExtensions": endings,
        "LSHandlerRank": rank,
    }
