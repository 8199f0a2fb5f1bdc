"""What a report says of who looked at how much, and of signatures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.beat_kinds import group_record
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.review_facts import Signing
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.kind_looks import kind_looks
from ecgviewer.core.review.review_progress import progress
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.reader import read_journal
from tests.formats.small_records import small_session

V = BeatClass.V


def test_what_was_looked_at_and_changed() -> None:
    session = small_session(6)
    edit = relabel(session.beats, [1, 2], BeatClass.V, 7)
    session.edit(replace(edit, by="Dr Smith"))
    review = report_facts(session).review
    assert (review.n_looked, review.n_accepted, review.n_never) == (2, 0, 4)
    assert review.n_classified == 6
    assert review.n_changed == int(np.sum(session.columns.disagrees)) > 0
    assert [(r.name, r.n_beats) for r in review.readers] == [("Dr Smith", 2)]
    assert review.errors_left == progress(session.columns).errors_left
    assert not review.is_finished
    assert not review.was_reopened


def test_errors_left_among_accepted_kinds_are_those_of_the_window() -> None:
    session = small_session(40)
    session.edit(relabel(session.beats, session.beats.beat_id, BeatClass.N, 7))
    groups = group_record(session.record, session.lead, session.beats)
    looks = kind_looks(session.columns, session.evidence, groups)
    left = progress(session.columns, looks).errors_left
    review = report_facts(session).review
    assert review.n_accepted == 40
    assert review.errors_left == pytest.approx(left)
    session.lead = ""
    assert report_facts(session).review.errors_left == pytest.approx(
        progress(session.columns).errors_left
    )


def test_signed_and_reopened(tmp_path: Path) -> None:
    session, path = small_session(6), tmp_path / "r.Dr_Smith.ecgedits.jsonl"
    journal = EditJournal.create(path, session, "Dr Smith")
    journal.append(session.edit(relabel(session.beats, [1], V, 7))[0])
    assert Signing.of(read_journal(path)) == Signing("Dr Smith")
    journal.sign("Read by me")
    signing = Signing.of(read_journal(path))
    assert signing.signature is not None
    assert (signing.reader, signing.signature.meaning) == ("Dr Smith", "Read by me")
    facts = report_facts(session, signing)
    assert facts.review.is_finished
    assert (facts.head.reader, facts.head.signature) == ("Dr Smith", signing.signature)
    journal.append(session.edit(relabel(session.beats, [2], V, 8))[0])
    journal.close()
    review = report_facts(session, Signing.of(read_journal(path))).review
    assert not review.is_finished
    assert review.was_reopened
    assert review.n_edits_after_signing == 1
    assert review.n_edits == 2
