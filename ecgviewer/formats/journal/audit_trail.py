"""The journal of a review as a list that people can read, and as a CSV file."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.journal.reader import journal_lines

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class AuditEntry:
    """One line of a journal.

    Attributes
    ----------
    line : int
        Its number in the file, from 1.
    at : str
        When it was written, UTC in ISO 8601.
    by : str
        Who did it.
    what : str
        What was done, in words.
    beats : int
        Beats that it is about.
    first_sample : str
        Sample of the first of them; empty for none.
    classifier_id : str
        The classifier in use.
    """

    line: int
    at: str
    by: str
    what: str
    beats: int
    first_sample: str
    classifier_id: str


def read_audit(path: Path) -> list[AuditEntry]:
    """Return everything that a journal holds, oldest first.

    Raises
    ------
    JournalError
        If it cannot be read, or something in it was changed.
    """
    contents = journal_lines(path)
    header = contents[0]
    texts: dict[int, str] = {}
    entries = []
    for number, content in enumerate(contents, 1):
        entries.append(_entry(number, content, header, texts))
        if content["kind"] == "edit":
            texts[content["seq"]] = content["text"]
    return entries


def _entry(
    number: int,
    content: dict[str, Any],
    header: dict[str, Any],
    texts: dict[int, str],
) -> AuditEntry:
    rows = content.get("rows") or content.get("after") or {}
    if not rows.get("sample"):
        rows = content.get("before") or rows
    samples = rows.get("sample", [])
    return AuditEntry(
        line=number,
        at=content.get("at", content.get("created", "")),
        by=content.get("by", header["reader"]),
        what=_what(content, texts),
        beats=len(samples),
        first_sample=str(min(samples)) if samples else "",
        classifier_id=content.get("classifier_id", ""),
    )


def _what(content: dict[str, Any], texts: dict[int, str]) -> str:
    kind = content["kind"]
    if kind == "header":
        source = content["annotator"] or "detected beats"
        return (
            f"Review of {content['record']} ({source}) begun in {content['software']}"
        )
    if kind == "beats":
        return "Beats before the first edit"
    if kind == "sign":
        return f"Signed: {content['meaning']}"
    if kind == "edit":
        return str(content["text"])
    return f"{kind.title()} of: {texts.get(content['of'], '')}"


def write_audit(path: Path, entries: list[AuditEntry]) -> None:
    """Write an audit trail as CSV (UTF-8, header line).

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(AuditEntry)])
    for entry in entries:
        writer.writerow([_harmless(value) for value in astuple(entry)])
    with replace_file(path) as file:
        file.write(text.getvalue().encode("utf-8"))


def _harmless(value: object) -> object:
    """Return text that a spreadsheet does not run as a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
