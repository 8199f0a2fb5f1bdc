"""What the classifier said, beat by beat, and when it counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions, joined_batches


def _batch(ids: list[int], samples: list[int], p_v: list[float]) -> PredictionBatch:
    v = np.array(p_v, np.float32)
    probabilities = np.stack([1 - v, 0 * v, v], axis=1)
    places = np.array([ids, samples], np.int64)
    return PredictionBatch(places[0], places[1], probabilities, v)


def test_nothing_is_known_at_first() -> None:
    probabilities, quality = Predictions.empty().of(new_beats([10, 20]))
    assert probabilities.shape == (2, 3)
    assert np.isnan(probabilities).all()
    assert np.isnan(quality).all()
    assert Predictions.empty().of(new_beats([]))[0].shape == (0, 3)


def test_batches_come_in_any_order_and_later_ones_count() -> None:
    first = Predictions.empty(classifier_id="cnn").with_batch(
        _batch([2, 0], [30, 10], [1.0, 0.25])
    )
    both = first.with_batch(_batch([0], [10], [0.75]))
    beats = new_beats([10, 20, 30])
    np.testing.assert_array_equal(first.of(beats)[1], [0.25, np.nan, 1.0])
    np.testing.assert_array_equal(both.of(beats)[1], [0.75, np.nan, 1.0])
    assert both.classifier_id == "cnn"
    assert first.with_batch(_batch([], [], [])).of(beats)[1][0] == 0.25


def test_a_prediction_holds_where_it_was_made() -> None:
    predictions = Predictions.empty().with_batch(_batch([0], [10], [1.0]))
    assert np.isnan(predictions.of(new_beats([11]))[0]).all()
    assert predictions.of(new_beats([10]))[0][0, 2] == 1.0


def test_the_label_is_the_most_probable_class() -> None:
    predictions = Predictions.empty((BeatClass.V, BeatClass.N))
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [np.nan, np.nan]], np.float32)
    assert predictions.labels(probabilities).tolist() == [2, 0, UNSET]


def test_batches_are_joined_into_one() -> None:
    one, other = _batch([0, 2], [10, 30], [0.5, 0.25]), _batch([1], [20], [0.75])
    joined = joined_batches([one, other])
    assert joined.beat_id.tolist() == [0, 2, 1]
    assert joined.sample.tolist() == [10, 30, 20]
    assert joined.quality.tolist() == [0.5, 0.25, 0.75]
    assert joined.probabilities[:, 2].tolist() == [0.5, 0.25, 0.75]


def test_how_sure_another_lead_is_holds_where_it_was_said() -> None:
    batch = _batch([0, 2], [10, 30], [0.5, 0.5])
    assert batch.dissent.tolist() == [0, 0]
    told = replace(batch, dissent=np.array([0.0, 0.75], np.float32))
    assert told.take(np.array([False, True])).dissent.tolist() == [0.75]
    assert joined_batches([batch, told]).dissent.tolist() == [0, 0, 0, 0.75]
    predictions = Predictions.empty().with_batch(told)
    assert predictions.dissent_of(new_beats([10, 20, 30])).tolist() == [0, 0, 0.75]
    assert predictions.dissent_of(new_beats([10, 20, 31])).tolist() == [0, 0, 0]
