"""A journal remembers the classes that its review was begun with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import read_header
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from tests.formats.small_records import small_session, write_small
from tests.label_schemes import N_L_R_S_V_P, N_V


@pytest.fixture
def session(tmp_path: Path) -> ReviewSession:
    return small_session(header=write_small(tmp_path))


def _journal(session: ReviewSession, tmp_path: Path) -> Path:
    path = tmp_path / "small.ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "ada")
    keeper.open(session)
    scheme = session.scheme
    edit = relabel(session.beats, [0, 1], len(scheme.names) - 1, 5, None, scheme)
    keeper.append(session.edit(edit)[0])
    keeper.close()
    return path


def test_a_review_comes_back_with_its_classes(
    session: ReviewSession, tmp_path: Path
) -> None:
    empty = Predictions.empty(N_L_R_S_V_P.codes, "its", N_L_R_S_V_P)
    session.start_predictions(empty)
    path = _journal(session, tmp_path)
    assert read_header(path).label_scheme == N_L_R_S_V_P
    again = restore(session.record, read_journal(path))
    assert again.scheme == N_L_R_S_V_P
    assert again.columns.label[:2].tolist() == [5, 5]
    assert again.beats == session.beats


def test_another_classifier_changes_no_label(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = _journal(session, tmp_path)
    again = restore(session.record, read_journal(path))
    labels = again.columns.label[:2].tolist()
    again.start_predictions(Predictions.empty((0, 1), "its", N_V))
    assert again.scheme == AAMI
    assert again.columns.label[:2].tolist() == labels


def test_a_journal_of_aami_says_nothing_of_classes(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = _journal(session, tmp_path)
    header = json.loads(path.read_bytes().splitlines()[0])
    assert "label_scheme" not in header
    assert read_journal(path).header.label_scheme == AAMI


def test_classes_that_are_none_make_a_journal_unreadable(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = _journal(session, tmp_path)
    first, *rest = path.read_bytes().splitlines(keepends=True)
    header = json.loads(first) | {"label_scheme": [{"name": "N"}]}
    path.write_bytes(json.dumps(header).encode() + b"\n" + b"".join(rest))
    with pytest.raises(JournalError, match="line 1 cannot be understood"):
        read_header(path)
