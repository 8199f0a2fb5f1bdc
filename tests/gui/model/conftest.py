"""A document whose beats are found, with a journal that keeps what it is told."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.gui.model.document import Document, DocumentState
from tests.fakes import FakeJournal


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def document(qtbot: QtBot, journal: FakeJournal) -> Document:
    ecg = synthetic_record(20.0)
    document = Document()
    document.open(ReviewSession(ecg.record), (), journal)
    document.add_detected(new_beats(ecg.beats.sample))
    document.set_state(DocumentState.READY)
    return document
