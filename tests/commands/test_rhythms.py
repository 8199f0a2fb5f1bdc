"""The command that exports a journal writes its rhythms, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.__main__ import main
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.model.document import Document, DocumentState


def test_rhythms_are_exported_beside_the_beats(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ecg = synthetic_record(20.0, name="patient1")
    record = read_record(write_record(tmp_path, ecg.record))
    journal, document = tmp_path / "patient1.Ada.ecgedits.jsonl", Document()
    session = ReviewSession(record, ecg.beats, "MLII")
    document.open(session, (), JournalKeeper(journal, "Ada"))
    document.set_state(DocumentState.READY)
    assert document.add_episode(EpisodeKind.AF, 360, 1080, "of Mrs Smith")
    document.close()
    out = tmp_path / "out"
    asked = ["export", str(journal), "-o", str(out)]
    assert main(asked) == 0
    table = out / "patient1.rhythms.csv"
    assert f"beats.csv, {table}, " in capsys.readouterr().out
    assert "added,Ada,of Mrs Smith" in table.read_text(encoding="utf-8")
    assert main(asked) == 1
    assert "1 episode by Ada in patient1.rhythms.csv" in capsys.readouterr().err
    assert main([*asked, "--force", "--deidentify"]) == 0
    assert "Ada" not in table.read_text(encoding="utf-8")
    assert "Smith" not in table.read_text(encoding="utf-8")
