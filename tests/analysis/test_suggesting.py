"""Suggestions after corrections: what is learned from, and what is offered."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.analysis.beat_outputs import BeatOutputs
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.analysis.suggesting import suggestions
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.beats import BeatTable, new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from tests.fakes import FakeClassifier

CLASSES = FakeClassifier.classes
#: Two kinds of beat, turn by turn; the classifier calls all of them N.
KINDS = np.arange(40) % 2


def _outputs(beats: BeatTable) -> BeatOutputs:
    outputs = BeatOutputs()
    kinds = KINDS[beats.beat_id]
    outputs.put(
        beats,
        np.tile(np.array([0.7, 0.0, 0.3], np.float32), (len(beats), 1)),
        np.eye(2, 128, dtype=np.float32)[kinds],
    )
    return outputs


def _reviewed(beats: BeatTable, rows: list[int], symbols: str) -> BeatTable:
    return beats.with_values(
        np.array(rows), symbol=list(symbols), reviewed=np.ones(len(rows), bool)
    )


def test_beats_like_the_corrected_ones_are_offered() -> None:
    beats = new_beats(100 * np.arange(40))
    reviewed = _reviewed(beats, [0, 1, 2, 3, 4, 5], "NVNVNV")
    offered = suggestions(reviewed, _outputs(beats), CLASSES)
    assert offered.n_reviewed == 6
    assert offered.beat_id.tolist() == list(range(7, 40, 2))
    assert np.array_equal(offered.sample, 100 * offered.beat_id)
    assert set(offered.label.tolist()) == {BeatClass.V}
    assert len(offered) == 17
    assert np.all((offered.confidence > 0.5) & (offered.confidence <= 1))


def test_nothing_is_offered_before_a_review() -> None:
    beats = new_beats(100 * np.arange(40))
    assert len(suggestions(beats, _outputs(beats), CLASSES)) == 0
    assert len(suggestions(beats, BeatOutputs(), CLASSES)) == 0


def test_labels_that_nobody_reviewed_neither_teach_nor_change() -> None:
    beats = new_beats(100 * np.arange(40))
    reference = beats.with_values(np.arange(20), symbol=["N", "V"] * 10)
    assert suggestions(reference, _outputs(beats), CLASSES).n_reviewed == 0
    reviewed = _reviewed(reference, [0, 1, 2, 3], "NVNV")
    offered = suggestions(reviewed, _outputs(beats), CLASSES)
    assert offered.beat_id.tolist() == list(range(21, 40, 2))


def test_beats_that_moved_or_came_later_are_left_out() -> None:
    beats = new_beats(100 * np.arange(40))
    outputs = _outputs(beats)
    reviewed = _reviewed(beats, [0, 1, 2, 3, 4, 5], "NVNVNV")
    moved = reviewed.with_values(np.array([39]), sample=[3950])
    added = moved.joined(new_beats([4000], first_id=1000))
    offered = suggestions(added, outputs, CLASSES)
    assert offered.beat_id.tolist() == list(range(7, 39, 2))


def test_outputs_grow_and_keep_what_was_put_last() -> None:
    outputs = BeatOutputs()
    beats = new_beats(100 * np.arange(1000))
    rng = np.random.default_rng(1)
    probabilities = rng.random((1000, 3), np.float32)
    embedding = rng.random((1000, 128), np.float32)
    order = rng.permutation(1000)
    for rows in np.split(np.sort(order.reshape(50, 20), axis=1), 50):
        outputs.put(beats.take(rows[0]), probabilities[rows[0]], embedding[rows[0]])
    assert outputs.known(beats).all()
    kept = outputs.of(beats.beat_id)
    assert np.array_equal(kept[0], probabilities)
    np.testing.assert_allclose(kept[1], embedding, atol=5e-4)
    outputs.put(beats.take([7]), probabilities[:1], embedding[:1])
    assert np.array_equal(outputs.of(np.array([7]))[0][0], probabilities[0])
    assert not outputs.known(new_beats([50], first_id=3)).any()


class Learner(FakeClassifier):
    """Calls every beat N, and embeds it by the brightness of its picture."""

    def classify(self, inputs: BeatInputs) -> tuple[Float32Array, Float32Array]:
        shown, embedding = super().classify(inputs)
        half = shown[:, 2] > 0.5 * (shown[:, 2].min() + shown[:, 2].max())
        embedding[:, 0] = half
        return np.tile(
            np.array([0.6, 0.1, 0.3], np.float32), (len(inputs), 1)
        ), embedding


@pytest.fixture(scope="module")
def ecg() -> SyntheticEcg:
    return synthetic_record(60.0)


def test_an_analysis_suggests_of_the_beats_it_classified(ecg: SyntheticEcg) -> None:
    beats = new_beats(ecg.beats.sample)
    analysis = RecordAnalysis(ecg.record, Learner())
    assert len(analysis.suggest(beats)) == 0
    half = beats.take(np.arange(len(beats) // 2))
    n = len(half)
    analysis.classify_edited(half, np.ones(n, bool), np.full(n, np.nan))
    reviewed = _reviewed(beats, [0, 1, 2], "SSS")
    offered = analysis.suggest(reviewed)
    assert offered.n_reviewed == 3
    assert len(offered)
    assert np.isin(offered.beat_id, half.beat_id[3:]).all()
    with pytest.raises(ValueError, match="no classifier"):
        RecordAnalysis(ecg.record, None).suggest(beats)
