"""The review says honestly how far it is and what is left."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.review_progress import error_ratio, progress
from tests.core.columns import confirm, session_of


def test_what_was_reviewed_is_no_longer_expected_to_be_wrong() -> None:
    session = session_of("NNVN", [0.9, 1.0, 0.8, 0.6])
    assert progress(session.columns).errors_left == pytest.approx(0.7, abs=1e-5)
    confirm(session, 1)
    left = progress(session.columns)
    assert left.errors_left == pytest.approx(0.7, abs=1e-5)
    assert (left.n_reviewed, left.n_beats) == (1, 4)
    assert "reviewed 1 of 4" in left.text


def test_what_the_review_found_scales_what_is_left_of_the_class() -> None:
    session = session_of("NNNVV", [0.5, 0.5, 0.9, 0.5, 0.8])
    session.edit(relabel(session.beats, [0, 1], BeatClass.S, 1))
    confirm(session, 3)
    ratio = error_ratio(session.columns, session.columns.reviewed)
    assert ratio[BeatClass.N] == pytest.approx((2 + 1) / (1 + 1))
    assert ratio[BeatClass.V] == pytest.approx((0 + 1) / (0.5 + 1))
    assert ratio[BeatClass.S] == 1
    left = 0.1 * ratio[BeatClass.N] + 0.2 * ratio[BeatClass.V]
    assert progress(session.columns).errors_left == pytest.approx(left, abs=1e-5)


def test_no_beat_counts_for_more_than_one_error() -> None:
    session = session_of("N" * 40, [0.98] * 39 + [0.4])
    session.edit(relabel(session.beats, list(range(39)), BeatClass.V, 1))
    assert progress(session.columns).errors_left == 1


def test_estimate_is_of_the_size_of_the_errors_where_probabilities_are_right() -> None:
    rng = np.random.default_rng(3)
    confidence = rng.uniform(0.5, 1.0, 4000)
    wrong = rng.random(4000) > confidence
    left = progress(session_of("N" * 4000, confidence).columns)
    assert left.errors_left == pytest.approx(wrong.sum(), rel=0.1)


def test_unclassified_beats_are_counted_apart() -> None:
    session = session_of("NN", 0.9)
    session.start_predictions(session.predictions.empty())
    left = progress(session.columns)
    assert (left.errors_left, left.n_unknown) == (0, 2)
    assert "2 not classified" in left.text


@pytest.mark.parametrize(
    ("errors", "words"), [(0.6, "about 1 error left"), (0.2, "<1 error left")]
)
def test_few_errors_in_words(errors: float, words: str) -> None:
    left = progress(session_of("N", 1 - errors).columns)
    assert words in left.text
