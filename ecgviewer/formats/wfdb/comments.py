"""The comment lines of a WFDB header: what they say of patient and recording."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: ``Age: 63`` or, as in LUDB, ``<age>: 63``.
_NAMED = re.compile(
    r"(?P<open><?)(?P<name>[A-Za-z][A-Za-z /_-]{0,30}?)>?\s*:\s*(?P<text>.*)"
)
#: Age, sex, and what the recorder was, as in the MIT-BIH databases.
_MIT = re.compile(r"(?P<age>\d{1,3}|-1|\?)\s+(?P<sex>[MF?])(?!\S)\s*(?P<rest>.*)")
_SEXES = {"m": "male", "male": "male", "f": "female", "female": "female"}
_NOT_KNOWN = ("-1", "?")
_PLAIN = "Comments"


def details_of(comments: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return what comments say, each with what it is called.

    Lines without a name belong to a name before them that has no text of its own, else
    to the comments. One in angle brackets has all lines up to the next of these.

    Parameters
    ----------
    comments : sequence of str
        The lines without their number signs.
    """
    found: dict[str, list[str]] = {}
    name, takes_all = _PLAIN, False
    for line in map(str.strip, comments):
        match = _NAMED.fullmatch(line)
        if match and (match["open"] or not takes_all):
            title = _title(match["name"])
            found.setdefault(title, []).append(_said(title, match["text"]))
            name = _PLAIN if match["text"] else title
            takes_all = bool(match["open"]) and name == title
        elif not found and (match := _MIT.fullmatch(line)):
            age = "" if match["age"] in _NOT_KNOWN else match["age"]
            found = {"Age": [age], "Sex": [_said("Sex", match["sex"])]}
            found[_PLAIN] = [match["rest"]]
        else:
            found.setdefault(name, []).append(line)
    texts = ((title, "\n".join(filter(None, lines))) for title, lines in found.items())
    return tuple((title, text) for title, text in texts if text)


def _title(name: str) -> str:
    plain = name.strip().replace("_", " ")
    return plain[:1].upper() + plain[1:]


def _said(title: str, text: str) -> str:
    if title != "Sex":
        return text
    return "" if text in _NOT_KNOWN else _SEXES.get(text.lower(), text)
