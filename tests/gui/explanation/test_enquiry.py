from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.gui.explanation.enquiry import Enquiry, EnquiryState
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from tests.builders import (
    N,
    S,
    V,
    beats_every_second,
    classify,
    reviewed_document,
)
from tests.gui.explanation.explanations import explanation_of

#: Longer than the enquiry waits before it asks.
_LATER_MS = 160


class _Bench:
    """An enquiry, and what it asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.selection = Selection()
        self.enquiry = Enquiry(document, self.selection)
        self.asked: list[tuple[int, int]] = []
        self.enquiry.explain_requested.connect(self._note)

    def _note(self, beat_id: int, sample: int) -> None:
        self.asked.append((beat_id, sample))

    def state(self) -> EnquiryState:
        return self.enquiry.state

    def answer(self, beat_id: int) -> None:
        self.enquiry.take_explanation(explanation_of(self.document, beat_id))


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[_Bench]:
    yield _Bench(reviewed_document([N, V, S, V]))


def test_it_asks_once_for_the_beat_on_which_the_reader_stays(
    qtbot: QtBot, bench: _Bench
) -> None:
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        for beat_id in (0, 1, 2):
            bench.selection.select([beat_id])
    assert bench.asked == [(2, 750)]
    assert bench.state() is EnquiryState.WAITING
    bench.answer(2)
    assert bench.state() is EnquiryState.SHOWN
    with qtbot.assertNotEmitted(bench.enquiry.explain_requested, wait=_LATER_MS):
        bench.selection.select([2])


def test_answers_for_other_beats_are_kept_for_later(
    qtbot: QtBot, bench: _Bench
) -> None:
    bench.selection.select([0])
    bench.answer(1)
    assert bench.state() is EnquiryState.WAITING
    with qtbot.assertNotEmitted(bench.enquiry.explain_requested, wait=_LATER_MS):
        bench.selection.select([1])
    assert bench.state() is EnquiryState.SHOWN


def test_it_asks_again_when_the_beat_was_moved(qtbot: QtBot, bench: _Bench) -> None:
    bench.selection.select([1])
    bench.answer(1)
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        bench.document.move(1, 510)
    assert bench.asked == [(1, 510)]
    bench.document.undo()
    assert bench.state() is EnquiryState.SHOWN


def test_what_was_explained_before_the_end_is_asked_for_again(
    qtbot: QtBot, bench: _Bench
) -> None:
    bench.document.set_state(DocumentState.CLASSIFYING)
    bench.selection.select([0])
    bench.answer(0)
    bench.selection.select([1])
    bench.answer(1)
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        bench.document.set_state(DocumentState.READY)
    assert bench.asked == [(1, 500)]
    assert bench.state() is EnquiryState.SHOWN
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        bench.selection.select([0])
    assert bench.asked[-1] == (0, 250)


def test_other_edits_do_not_ask_again(qtbot: QtBot, bench: _Bench) -> None:
    bench.selection.select([1])
    bench.answer(1)
    with qtbot.assertNotEmitted(bench.enquiry.explain_requested, wait=_LATER_MS):
        bench.document.label([1], S)
        bench.document.remove([0])
    assert bench.state() is EnquiryState.SHOWN
    assert bench.enquiry.row == 0


def test_a_beat_that_is_deleted_is_no_longer_explained(bench: _Bench) -> None:
    bench.selection.select([1])
    bench.answer(1)
    bench.document.remove([1])
    assert bench.state() is EnquiryState.NO_BEAT
    assert bench.enquiry.explanation is None


def test_without_a_classifier_it_does_not_ask(qtbot: QtBot) -> None:
    bench = _Bench(beats_every_second(3))
    bench.selection.select([1])
    assert bench.state() is EnquiryState.UNCLASSIFIED
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        bench.document.start_predictions(Predictions.empty(classifier_id="x"), "MLII")
    assert bench.asked == [(1, 500)]


def test_a_beat_is_asked_for_when_it_gets_its_class(qtbot: QtBot) -> None:
    bench = _Bench(beats_every_second(3))
    bench.selection.select([1])
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        classify(bench.document, [N, V, N])
    assert bench.asked == [(1, 500)]


def test_a_failure_is_told_once_it_was_asked(qtbot: QtBot, bench: _Bench) -> None:
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        bench.selection.select([1])
        bench.enquiry.take_failure("of the beat before")
    assert bench.state() is EnquiryState.WAITING
    bench.enquiry.take_failure("no classifier")
    assert bench.state() is EnquiryState.FAILED
    assert bench.enquiry.failure == "no classifier"
    bench.answer(1)
    assert bench.state() is EnquiryState.SHOWN
    bench.enquiry.take_failure("late")
    assert bench.state() is EnquiryState.SHOWN


def test_another_classifier_explains_anew(qtbot: QtBot, bench: _Bench) -> None:
    bench.selection.select([1])
    bench.answer(1)
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        bench.enquiry.start_over()
    assert bench.enquiry.explanation is None
    assert bench.asked == [(1, 500)]


def test_the_oldest_explanations_are_forgotten(qtbot: QtBot) -> None:
    bench = _Bench(reviewed_document([N] * 200))
    for beat_id in range(200):
        bench.answer(beat_id)
    bench.selection.select([199])
    assert bench.state() is EnquiryState.SHOWN
    bench.selection.select([0])
    assert bench.state() is EnquiryState.WAITING


def test_another_answer_of_the_classifier_is_asked_for_once(
    qtbot: QtBot, bench: _Bench
) -> None:
    bench.selection.select([3])
    bench.answer(3)
    session = bench.document.session
    assert session is not None
    batch = PredictionBatch(
        session.beats.beat_id[3:],
        session.beats.sample[3:],
        np.array([[0.1, 0.8, 0.1]], np.float32),
        np.ones(1, np.float32),
    )
    with qtbot.waitSignal(bench.enquiry.explain_requested):
        bench.document.add_predictions(batch)
    assert bench.asked == [(3, 1000)]
    # It stays on the screen until the other one is there; nobody asks twice.
    assert bench.state() is EnquiryState.SHOWN
    with qtbot.assertNotEmitted(bench.enquiry.explain_requested, wait=_LATER_MS):
        bench.document.add_predictions(batch)
