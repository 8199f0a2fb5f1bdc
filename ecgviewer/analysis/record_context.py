"""What a classifier says of beats once all of their record are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.timing_answers import SomeTiming, TimingAnswers
from ecgviewer.classifier.beat_context import CONTEXT_NAMES
from ecgviewer.classifier.context_expert import (
    ContextExpert,
    answered,
    expert_inputs,
)
from ecgviewer.classifier.trusted_networks import of_hours
from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.explanation import InRecord
from ecgviewer.core.predictions import PredictionBatch, Predictions, Probabilities
from ecgviewer.core.record import Samples
from ecgviewer.core.stopping import Stop

#: A probability that changes by less after an edit is not worth telling.
_SAME = 0.005
#: Keeps the logarithm of a probability that was rounded to 0 finite.
_TINY = 1e-6
_SINUS, _NEXT, _ABOVE, _DEVIATION = map(
    CONTEXT_NAMES.index,
    (
        "RR / sinus RR of minutes",
        "next RR / sinus RR of minutes",
        "odds of S above the record's median",
        "median of deviations around",
    ),
)

#: Returns the RR interval before each beat in seconds, and which are in a run of
#: tachycardia; see `pipeline.beat_timing`.
Timing = Callable[[Samples], tuple[Float64Array, BoolArray]]


@dataclass(frozen=True, eq=False)
class _Answer:
    """What is said of all beats of a table, a row each."""

    beats: BeatTable
    networks: Probabilities
    rr_s: Float64Array
    in_run: BoolArray
    timing: Float32Array
    context: Float32Array
    hours: Float64Array
    probabilities: Probabilities

    def is_of(self, beats: BeatTable) -> bool:
        return np.array_equal(self.beats.beat_id, beats.beat_id) and np.array_equal(
            self.beats.sample, beats.sample
        )


class RecordContext:
    """Keeps what the networks say of each beat, and answers when it has all of them.

    Parameters
    ----------
    expert : ContextExpert
    timing : callable
        Tells the timing of all beats of the record.
    some_timing : callable
        Returns what experts of timing are given of some of them.
    stop : callable
        Asked before each part of the work.
    """

    def __init__(
        self,
        expert: ContextExpert,
        timing: Timing,
        some_timing: SomeTiming,
        stop: Stop,
    ) -> None:
        self._expert, self._timing, self._stop = expert, timing, stop
        self._timed = TimingAnswers(expert.timing, some_timing, stop)
        self._networks = Predictions.empty()
        self._told = Predictions.empty()
        self._answer: _Answer | None = None

    def put(self, batch: PredictionBatch) -> None:
        """Take in what the networks say of some beats."""
        self._networks = _with_room(self._networks, batch)
        self._networks.put(batch)
        self._answer = None

    def answer(self, beats: BeatTable) -> PredictionBatch | None:
        """Return what the record says of its beats, those of whom it is news.

        Parameters
        ----------
        beats : BeatTable
            All beats of the record as they are now.

        Returns
        -------
        PredictionBatch or None
            None as long as the networks have not looked at each where it is.
        """
        said, quality = self._networks.of(beats)
        answer = self._answered(beats, said)
        if answer is None:
            return None
        self._answer = answer
        told = self._told.of(beats)[0]
        change = np.abs(answer.probabilities - told).max(axis=1, initial=0)
        # What was never told is NaN, which no comparison holds of.
        other = answer.probabilities.argmax(axis=1) != told.argmax(axis=1)
        news = other | ~(change < _SAME)
        whole = PredictionBatch(
            beats.beat_id,
            beats.sample,
            answer.probabilities,
            quality,
            self._networks.dissent_of(beats),
        )
        batch = whole.take(news)
        self._told = _with_room(self._told, batch)
        self._told.put(batch)
        return batch

    def of_beat(
        self, beats: BeatTable, beat_id: int, networks: Probabilities
    ) -> tuple[Probabilities, InRecord] | None:
        """Return what the record says of one beat, and why.

        Parameters
        ----------
        beats : BeatTable
            All beats as the reviewer has them at present.
        beat_id : int
            One of them.
        networks : ndarray of float32, shape (n_classes,)
            What the networks say of it.

        Returns
        -------
        tuple or None
            None as long as the networks have not looked at all the others.
        """
        row = int(beats.rows_of(beat_id)[0])
        answer = self._answer
        if answer is None or not answer.is_of(beats):
            said = self._networks.of(beats)[0]
            said[row] = networks
            answer = self._answered(beats, said)
        if answer is None:
            return None
        rr_s, context = float(answer.rr_s[row]), answer.context[row]
        following = np.exp(context[_NEXT] - context[_SINUS])
        # The expert is given a neighbour's interval where there is none to tell of.
        is_first, is_last = row == 0, row == len(beats) - 1
        return answer.probabilities[row], InRecord(
            networks=answer.networks[row],
            rr_s=np.nan if is_first else rr_s,
            next_rr_s=np.nan if is_last else rr_s * float(following),
            sinus_rr_s=rr_s / float(np.exp(context[_SINUS])),
            times_as_likely=float(np.exp(context[_ABOVE])),
            irregularity=float(np.expm1(context[_DEVIATION])),
            in_run=bool(answer.in_run[row]),
            timing=_likelihoods(answer.timing[row]),
            networks_count=self._networks_count(answer.hours[row]),
        )

    def _answered(self, beats: BeatTable, said: Probabilities) -> _Answer | None:
        if not len(beats) or np.isnan(said).any():
            return None
        rr_s, in_run = self._timing(beats.sample)
        logarithms = np.log(np.maximum(said, _TINY), dtype=np.float64)
        timing = self._timed.of(beats.sample, in_run)
        context = expert_inputs(logarithms, rr_s, timing, self._stop)
        hours = of_hours(logarithms, rr_s)
        together = answered(logarithms, context, hours, in_run, self._expert)
        probabilities = np.exp(together).astype(np.float32)
        return _Answer(beats, said, rr_s, in_run, timing, context, hours, probabilities)

    def _networks_count(self, hour: Float64Array) -> float:
        trusted = self._expert.trusted
        return float(trusted.counts(hour[None])[0]) if trusted else 0.0


def _likelihoods(logits: Float32Array) -> Probabilities | None:
    """Return the mean of what timing experts make of a beat, as probabilities."""
    if not len(logits):
        return None
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    each = odds / odds.sum(axis=1, keepdims=True)
    return np.asarray(each.mean(axis=0), np.float32)


def _with_room(predictions: Predictions, batch: PredictionBatch) -> Predictions:
    """Return predictions with room for a batch; they grow by doubling."""
    size = int(batch.beat_id.max(initial=-1)) + 1
    if size <= len(predictions.sample):
        return predictions
    return predictions.copied(max(size, 2 * len(predictions.sample)))
