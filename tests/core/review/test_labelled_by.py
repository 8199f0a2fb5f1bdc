"""Who labelled a beat is known from the edits, and from the layer beside the review."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.beats import Origin, new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import comment_beats, relabel, remove_beats
from ecgviewer.core.review.edits import Edit
from ecgviewer.core.review.labelled_by import LabelledBy, labelled_by, with_layer
from ecgviewer.core.review.session import ReviewSession
from tests.core.columns import FS, session_of


def _label(session: ReviewSession, by: str, *beat_ids: int) -> None:
    edit = relabel(session.beats, beat_ids, BeatClass.V, 1)
    session.edit(replace(edit, by=by))


def _rows(known: LabelledBy) -> dict[str, list[int]]:
    return {name: np.flatnonzero(mask).tolist() for name, mask in known.items()}


def test_the_last_reader_of_a_beat_counts_until_that_is_undone() -> None:
    session = session_of("NNNN")
    _label(session, "Ada", 0)
    _label(session, "Ada", 1)
    _label(session, "Bo", 1, 2)
    session.edit(replace(comment_beats(session.beats, [0, 3], "?"), by="Bo"))
    assert _rows(labelled_by(session)) == {"Ada": [0], "Bo": [1, 2]}
    session.undo()
    session.undo()
    assert _rows(labelled_by(session)) == {"Ada": [0, 1]}


def test_beats_that_are_gone_are_nobodys() -> None:
    session = session_of("NNNN")
    _label(session, "Ada", 0, 3)
    session.edit(remove_beats(session.beats, [3]))
    assert _rows(labelled_by(session)) == {"Ada": [0]}


def test_a_reference_is_its_annotators_until_it_is_relabelled() -> None:
    beats = new_beats([100, 400, 700], symbol="N", origin=Origin.REFERENCE)
    session = ReviewSession(session_of("NNN").record, beats, annotator="atr")
    _label(session, "Ada", 1)
    assert _rows(labelled_by(session)) == {"[atr]": [0, 2], "Ada": [1]}


def test_who_labelled_stays_with_what_is_undone() -> None:
    edit = relabel(session_of("NN").beats, [0], BeatClass.V, 1)
    by: Edit = replace(edit, by="Ada")
    assert by.inverse().by == "Ada"
    assert by == edit


def test_readers_of_a_layer_are_found_where_their_beats_are() -> None:
    session = session_of("NNNN")
    _label(session, "Ada", 0)
    sample = session.beats.sample
    within = round(0.15 * FS)
    layer = AnnotationLayer(
        "consensus",
        np.array([sample[1] + within, sample[2], sample[3] - within - 1]),
        np.zeros(3, np.uint8),
        np.array(["N", "", "N"]),
        labelled_by={
            "Ada": np.array([True, False, False]),
            "Bo": np.array([False, True, True]),
        },
    )
    known = with_layer(labelled_by(session), layer, sample, FS)
    assert _rows(known) == {"Ada": [0, 1], "Bo": [2]}
