"""A journal says of which leads the predictions were made that its reader saw."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import read_header
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.lines import line_hash
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore


def _session(leads: tuple[str, ...]) -> ReviewSession:
    signal = np.zeros((3, 5000), np.float32)
    record = Record("r", 250.0, tuple(map(Lead, ("II", "V1", "V5"))), signal)
    session = ReviewSession(record, new_beats([1000, 2000]), "II")
    session.leads = leads
    return session


def _journal(session: ReviewSession, path: Path, *labels: int) -> Path:
    keeper = JournalKeeper(path, "ada")
    keeper.open(session)
    for label in labels:
        keeper.append(session.edit(relabel(session.beats, [0], label, 5))[0])
    keeper.close()
    return path


def test_a_review_comes_back_with_the_leads_of_its_last_edit(tmp_path: Path) -> None:
    session = _session(("II", "V1"))
    path = _journal(session, tmp_path / "r.jsonl", 2)
    assert read_header(path).analysed_leads == ("II", "V1")
    assert restore(session.record, read_journal(path)).leads == ("II", "V1")
    session.leads = ("V5",)
    _journal(session, path, 1)
    contents = read_journal(path)
    assert contents.header.analysed_leads == ("II", "V1")
    assert restore(session.record, contents).leads == ("V5",)


def test_journals_that_say_nothing_of_leads_are_read(tmp_path: Path) -> None:
    path = _journal(_session(()), tmp_path / "r.jsonl", 2)
    assert b"analysed_leads" not in path.read_bytes()
    contents = read_journal(path)
    assert (contents.lead, contents.analysed_leads) == ("II", ())
    assert restore(_session(()).record, contents).leads == ()


def test_a_lead_that_was_renamed_is_known_by_its_place(tmp_path: Path) -> None:
    path = _journal(_session(("II", "V1")), tmp_path / "r.jsonl", 2)
    renamed = tuple(map(Lead, ("MLII", "MCL1", "V5")))
    record = Record("r", 250.0, renamed, np.zeros((3, 5000), np.float32))
    assert restore(record, read_journal(path)).leads == ("MLII", "MCL1")


def test_leads_that_are_no_list_are_named_as_damage(tmp_path: Path) -> None:
    path = _journal(_session(("II",)), tmp_path / "r.jsonl", 2)
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    lines[2]["analysed_leads"] = 7
    previous = ""
    with path.open("wb") as file:
        for line in lines:
            text = json.dumps({**line, "previous": previous}).encode()
            previous = line_hash(text)
            file.write(text + b"\n")
    for end in path.parent.glob("*.end"):
        end.unlink()
    with pytest.raises(JournalError, match="line 3"):
        read_journal(path)
