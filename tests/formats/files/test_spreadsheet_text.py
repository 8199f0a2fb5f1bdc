"""No text of a person becomes a formula, in whichever file it is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ecgviewer.core.review.beat_editor import comment_beats
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.export.review_export import export_csv
from ecgviewer.formats.files.spreadsheet_text import harmless, plain
from ecgviewer.formats.journal.audit_trail import AuditEntry, write_audit
from tests.formats.small_records import small_session

_TEXTS = ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "'=1", "＝1", "＠x"]


@pytest.mark.parametrize("text", [*_TEXTS, "", "a=1", "fine"])
def test_what_is_written_is_read_back(tmp_path: Path, text: str) -> None:
    assert plain(harmless(text)) == text
    session = small_session(3)
    session.edit(comment_beats(session.beats, [0], text or "x"))
    path = export_csv(session, tmp_path, text)
    assert read_csv(path).comment[0] == (text or "x")


@pytest.mark.parametrize("text", _TEXTS)
def test_both_tables_have_one_guard(tmp_path: Path, text: str) -> None:
    session = small_session(3)
    session.edit(comment_beats(session.beats, [0], text))
    audit = tmp_path / "audit.csv"
    write_audit(audit, [AuditEntry(1, "", text, text, 1, "7", text)])
    for path in (export_csv(session, tmp_path, "Ada"), audit):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert text not in cells
        assert f"'{text}" in cells
