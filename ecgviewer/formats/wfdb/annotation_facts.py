"""What a WFDB annotation file says of itself, in the comments that it begins with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.formats.wfdb.annotation_bytes import MAX_CODE, RawAnnotations
from ecgviewer.formats.wfdb.annotation_codes import NOTE, SYMBOLS

_TIME_RESOLUTION = "## time resolution: "
_DEFINITIONS = "## annotation type definitions"
_END_OF_DEFINITIONS = "## end of definitions"
# Not two #: of "## " at sample 0, wfdb-python passes over no line that it does not know
# and reads for ever.
_WRITTEN_BY = "# written by "


@dataclass(frozen=True)
class Definition:
    """What an annotation file says one of its codes means."""

    code: int
    symbol: str
    description: str = ""


@dataclass(frozen=True)
class FileFacts:
    """Time resolution in Hz, codes with a meaning of their own, and the writer."""

    fs: float | None = None
    definitions: tuple[Definition, ...] = ()
    writer: str = ""


def decoded(aux: bytes) -> str:
    """Return text as UTF-8 where it is, else as Latin-1, which fits any bytes."""
    try:
        return aux.decode()
    except UnicodeDecodeError:
        return aux.decode("latin-1")


def symbols_of(definitions: tuple[Definition, ...]) -> list[str]:
    """Return the symbols by code, no symbol twice; a standard code keeps its own."""
    symbols = list(SYMBOLS)
    for definition in definitions:
        symbols[definition.code] = f"[{definition.code}]"
    for definition in definitions:
        if definition.symbol not in symbols:
            symbols[definition.code] = definition.symbol
    return symbols


def facts_of(raw: RawAnnotations) -> tuple[FileFacts, int]:
    """Return the facts that a file begins with, and its first other annotation."""
    row = 0
    fs = _number(_comment_at_start(raw, row), _TIME_RESOLUTION)
    row += fs is not None
    definitions: list[Definition] = []
    if _comment_at_start(raw, row) == _DEFINITIONS:
        definitions = _definitions(raw, row + 1)
        row += len(definitions) + 2 if definitions else 0
    if row and raw.code[row : row + 1].tolist() == [0] and raw.aux.get(row) is None:
        row += 1
    writer = _writer(_comment_at_start(raw, row))
    row += bool(writer)
    return FileFacts(fs, tuple(definitions), writer), row


def _writer(comment: str) -> str:
    # Early files have a second #.
    _, found, writer = comment.partition(_WRITTEN_BY)
    return writer if comment in (found + writer, f"#{found}{writer}") else ""


def _comment_at_start(raw: RawAnnotations, row: int) -> str:
    """Return the text of a row that is a comment at sample 0, else an empty one."""
    if row >= len(raw) or raw.sample[row] or raw.code[row] != NOTE:
        return ""
    return decoded(raw.aux.get(row) or b"").rstrip("\0\n")


def _number(text: str, prefix: str) -> float | None:
    try:
        value = float(text.removeprefix(prefix))
    except ValueError:
        return None
    return value if text.startswith(prefix) and 0 < value < np.inf else None


def _definitions(raw: RawAnnotations, row: int) -> list[Definition]:
    """Return the definitions from a row to their end mark; none if one is malformed."""
    found: list[Definition] = []
    while (text := _comment_at_start(raw, row)) != _END_OF_DEFINITIONS:
        code, symbol, description = [*text.split(" ", 2), "", ""][:3]
        if not (code.isdecimal() and 0 < int(code) <= MAX_CODE and symbol):
            return []
        found.append(Definition(int(code), symbol, description))
        row += 1
    return found


def head_of(facts: FileFacts) -> list[tuple[int, bytes]]:
    """Return code and text of the annotations that say what the file is."""
    lines = []
    if facts.fs is not None:
        lines.append(f"{_TIME_RESOLUTION}{facts.fs:.12g}")
    if facts.definitions:
        defined = [f"{d.code} {d.symbol} {d.description}\n" for d in facts.definitions]
        lines += [_DEFINITIONS, *defined, _END_OF_DEFINITIONS]
    head = [(NOTE, line.encode()) for line in lines]
    if head:
        # The WFDB library ends the head with an annotation that is none.
        head.append((0, b""))
    if facts.writer:
        head.append((NOTE, f"{_WRITTEN_BY}{facts.writer}".encode()))
    return head
