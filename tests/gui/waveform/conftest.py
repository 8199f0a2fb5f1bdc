"""A reviewed synthetic record in a waveform view."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QGraphicsRectItem
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import labels_of
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.builders import opened
from tests.gui.waveform.mouse import Mouse


@pytest.fixture
def session() -> ReviewSession:
    """Sixty seconds of a synthetic ECG; the classifier is right, one beat is a V."""
    ecg = synthetic_record(60.0, 360.0, seed=3)
    symbols = ecg.beats.symbol.copy()
    session = ReviewSession(ecg.record, new_beats(ecg.beats.sample))
    probabilities = np.eye(3, dtype=np.float32)[np.minimum(labels_of(symbols), 2)]
    beats = session.beats
    quality = np.ones(len(beats), np.float32)
    session.add_predictions(
        PredictionBatch(beats.beat_id, beats.sample, probabilities, quality)
    )
    return session


@pytest.fixture
def document(session: ReviewSession) -> Document:
    return opened(session)


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def view(qtbot: QtBot, document: Document, selection: Selection) -> WaveformView:
    """The view on screen, 1000 by 500 pixels, at its first ten seconds."""
    waveform = WaveformView(document, selection)
    qtbot.addWidget(waveform)
    waveform.resize(1000, 500)
    waveform.show()
    qtbot.waitExposed(waveform)
    return waveform


@pytest.fixture
def mouse(view: WaveformView) -> Mouse:
    return Mouse(view)


@pytest.fixture
def rows(session: ReviewSession) -> list[int]:
    """Rows of beats well inside the first ten seconds."""
    sample = session.beats.sample
    return np.flatnonzero((sample > 720) & (sample < 8 * 360)).tolist()


@pytest.fixture
def parent(qtbot: QtBot) -> QGraphicsRectItem:
    """An item that holds those of a sheet, without a scene."""
    return QGraphicsRectItem()
