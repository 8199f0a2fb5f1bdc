"""The journal of a review as a list that people can read, and as a CSV file."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from ecgviewer.core.review.evidence import seen_of
from ecgviewer.core.wording import count
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.spreadsheet_text import harmless
from ecgviewer.formats.journal.items import ITEMS, first_sample_of
from ecgviewer.formats.journal.reader import journal_lines
from ecgviewer.formats.journal.rhythms import EPISODES
from ecgviewer.formats.journal.rows import unpacked_ids


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
        Sample of the first of them, or where the episode or item begins; empty for
        none.
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
    header: dict[str, Any] = {}
    texts: dict[int, str] = {}
    signed = _SignedState()
    entries = []
    for number, content in enumerate(journal_lines(path), 1):
        header = header or content
        said = signed.after(content, content.get("by", header["reader"]))
        entries.append(_entry(number, content, header, texts, said))
        if content["kind"] == "edit":
            texts[content["seq"]] = content["text"]
    return entries


class _SignedState:
    """Whether the last signature holds, line after line."""

    def __init__(self) -> None:
        self._done: list[int] = []
        self._signed: list[int] | None = None
        self._by, self._holds = "", False

    def after(self, content: dict[str, Any], by: str) -> str:
        """Return what a line does to the last signature, in words."""
        kind = content["kind"]
        if kind == "sign":
            self._signed, self._by, self._holds = self._done[-1:], by, True
        elif kind == "undo":
            self._done.pop()
        elif kind in ("edit", "redo"):
            self._done.append(content["seq"] if kind == "edit" else content["of"])
        held, self._holds = self._holds, self._done[-1:] == self._signed
        if held == self._holds:
            return ""
        how = "again" if self._holds else "no longer"
        return f"; the signature of {self._by} holds {how}"


def _entry(
    number: int,
    content: dict[str, Any],
    header: dict[str, Any],
    texts: dict[int, str],
    signed: str,
) -> AuditEntry:
    beats, first_sample = _beats(content)
    return AuditEntry(
        line=number,
        at=content.get("at", content.get("created", "")),
        by=content.get("by", header["reader"]),
        what=_what(content, texts) + signed,
        beats=beats,
        first_sample=first_sample,
        classifier_id=content.get("classifier_id", ""),
    )


def _beats(content: dict[str, Any]) -> tuple[int, str]:
    """Return how many beats a line is about, and the sample of the first of them."""
    if "beats" in content:
        return len(unpacked_ids(content["beats"])), str(content["first_sample"])
    if ITEMS in content:
        return 0, first_sample_of(content)
    if EPISODES in content:
        rows = content[EPISODES]
        return 0, str(min(row["start"] for row in (*rows["before"], *rows["after"])))
    for rows in (content.get(name, {}) for name in ("rows", "after", "before")):
        # Steps from one beat to the next begin with the first sample.
        samples = rows.get("sample") or rows.get("steps", [])
        if samples:
            first = samples[0] if "steps" in rows else min(samples)
            return len(samples), str(first)
    return 0, ""


def _what(content: dict[str, Any], texts: dict[int, str]) -> str:
    kind = content["kind"]
    if kind == "header":
        source = content["annotator"] or "detected beats"
        return (
            f"Review of {content['record']} ({source}) begun in {content['software']}"
        )
    if kind == "beats":
        n = len(content.get("rhythms", ()))
        also = f" and {count(n, 'rhythm')}" if n else ""
        return f"Beats{also} before the first edit"
    if kind == "record":
        copied = content.get("copied_from")
        source = f", copied from {copied}" if copied else ""
        return f"Record {content['record']} from here on{source}"
    if kind == "sign":
        seen = f"; {seen_of(content['seen']).text}" if "seen" in content else ""
        return f"Signed: {content['meaning']}{seen}"
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
    # RFC 4180; a carriage return within a cell gets its quotes by it.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(AuditEntry)])
    for entry in entries:
        writer.writerow([harmless(str(value)) for value in astuple(entry)])
    with replace_file(path) as file:
        file.write(text.getvalue().encode("utf-8"))
