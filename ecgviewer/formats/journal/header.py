"""The beginning of a journal: whose review of which record it is."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from ecgviewer.core.scheme_text import scheme_of
from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.journal.chain import NOT_FITTING, checked
from ecgviewer.formats.journal.lines import LONGEST_LINE, JournalHeader

_RECORD_BEGINS = b'{"kind":"record",'
#: How the file of a journal begins.
_BEGINNING = b'{"kind":"header"'
#: More than any header has, and not the whole of a file that is none.
_MOST_HEADER = 2**20


def read_header(path: Path) -> JournalHeader:
    """Return whose review of which record a journal is, without its edits.

    Nothing but the lines that say so is read: the chain may be broken.

    Raises
    ------
    JournalError
        If it is not a journal.
    OSError
        If it cannot be read.
    """
    check_ordinary(path, math.inf)
    with path.open("rb") as file:
        first = file.readline(_MOST_HEADER)
        header = checked(path, 1, lambda: header_in(json.loads(first)))
        lines = iter(partial(file.readline, LONGEST_LINE), b"")
        # A journal of format 1 may know its record by now.
        for number, line in enumerate(() if header.identity else lines, 2):
            if line.startswith(_RECORD_BEGINS) and line.endswith(b"\n"):
                read = partial(_restated, header, line)
                header = checked(path, number, read)
    return header


def is_blank(path: Path) -> bool:
    """Return whether a file holds no review yet: 0 bytes, or a header at most.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    check_ordinary(path, math.inf)
    with path.open("rb") as file:
        first, second = file.readline(_MOST_HEADER), file.readline(LONGEST_LINE)
    if second.endswith(b"\n"):
        return False
    header = first[: len(_BEGINNING)] == _BEGINNING[: len(first)]
    return header or not (first + second).strip(b"\0")


def reader_of(path: Path) -> str:
    """Return whose journal a file is; empty where that is unknown."""
    try:
        check_ordinary(path, math.inf)
        with path.open("rb") as file:
            return str(json.loads(file.readline(_MOST_HEADER))["reader"])
    except (OSError, *NOT_FITTING):
        return ""


def header_in(content: dict[str, Any]) -> JournalHeader:
    """Return the header that a line holds; KeyError, TypeError or ValueError if not."""
    # Journals of format 1 say less.
    said = {
        "identity": "",
        "leads": (),
        "sealed": "",
        "label_scheme": None,
        "format": 1,
        "n_searched": 0,
        "analysed_leads": (),
        **content,
    }
    names = [field.name for field in fields(JournalHeader)]
    values = {name: said[name] for name in names}
    values["leads"] = tuple(said["leads"])
    values["analysed_leads"] = leads_in(content)
    values["label_scheme"] = scheme_of(said["label_scheme"])
    return JournalHeader(**values)


def with_record(header: JournalHeader, content: dict[str, Any]) -> JournalHeader:
    """Return a header with what a later line says of the record."""
    return replace(
        header,
        record=str(content["record"]),
        checksum=str(content["checksum"]),
        identity=str(content["identity"]),
        leads=tuple(content["leads"]),
        n_samples=int(content.get("n_samples", header.n_samples)),
        sealed=str(content.get("sealed", header.sealed)),
        format=int(content.get("format", header.format)),
    )


def _restated(header: JournalHeader, line: bytes) -> JournalHeader:
    return with_record(header, json.loads(line))


def leads_in(content: dict[str, Any]) -> tuple[str, ...]:
    """Return the analysed leads that a line names; none where it says nothing."""
    return tuple(map(str, content.get("analysed_leads", ())))
