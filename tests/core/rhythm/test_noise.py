"""Beats that a person marks as noise, and what relabelling says it did."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import mark_noise, relabel
from tests.core.columns import session_of


def test_noise_is_neither_readable_nor_of_any_quality_and_undo_brings_it_back() -> None:
    session = session_of("NNNN")
    session.edit(mark_noise(session.beats, [1, 2], noise=True))
    columns = session.columns
    assert columns.readable.tolist() == [True, False, False, True]
    assert columns.quality[1] == 0
    assert np.isnan(columns.rr_readable_s[1:]).all()
    session.undo()
    assert session.columns.readable.all()


def test_a_label_of_a_person_does_not_make_noise_readable() -> None:
    session = session_of("NN")
    session.edit(relabel(session.beats, [1], BeatClass.V, 1))
    session.edit(mark_noise(session.beats, [1], noise=True))
    assert not session.columns.readable[1]
    session.edit(mark_noise(session.beats, [1], noise=False))
    assert session.columns.readable[1]
    assert session.history.undo_text == "Mark 1 beat as readable"


def test_relabelling_says_what_was_there_before() -> None:
    session = session_of("NNV")
    shown = session.columns.label
    edit = relabel(session.beats, [0, 1, 2], BeatClass.S, 1, shown)
    assert edit.text == "Label 3 beats S (were N, V)"
    assert relabel(session.beats, [2], BeatClass.V, 1, shown).text == "Label 1 beat V"
