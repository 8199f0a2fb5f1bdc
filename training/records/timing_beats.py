"""What timing experts learn from: beats of many databases, in time alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, IndexArray
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from ecgviewer.preprocessing.rhythm_features import Features
from ecgviewer.preprocessing.timing_window import timing_window
from training.records.annotated_rhythm import AnnotatedRhythm
from training.records.dataset import CLASSES

#: Positions of the outputs of a timing expert.
NORMAL, SUPRAVENTRICULAR, FIBRILLATION = range(3)
_N, _S, _V = (CLASSES.index(c) for c in (BeatClass.N, BeatClass.S, BeatClass.V))
#: Of records longer than this many beats, stretches are taken: around S beats, in
#: fibrillation and anywhere, with as many beats more on either side as timing needs.
_WHOLE, _AROUND, _MORE = 6000, 200, 400
_N_STRETCHES = {"S": 6, "AF": 2, "any": 4}
#: Normal beats that are taken of a record without patients to be judged.
_MOST_NORMAL = 1500


@dataclass(frozen=True, eq=False)
class TimingBeats:
    """Beats as columns.

    Attributes
    ----------
    timing : ndarray of float32, shape (n_beats, n_features)
    target : ndarray of uint8, shape (n_beats,)
        Positions in the outputs of a timing expert.
    record, patient, source : ndarray of str, shape (n_beats,)
    """

    timing: Features
    target: Labels
    record: npt.NDArray[np.str_]
    patient: npt.NDArray[np.str_]
    source: npt.NDArray[np.str_]

    def __len__(self) -> int:
        """Return the number of beats."""
        return len(self.target)

    def take(self, rows: BoolArray | IndexArray) -> TimingBeats:
        """Return some beats."""
        return TimingBeats(*(getattr(self, f.name)[rows] for f in fields(self)))


def joined(parts: Sequence[TimingBeats]) -> TimingBeats:
    """Return the beats of several."""
    return TimingBeats(
        *(
            np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(TimingBeats)
        )
    )


def timing_beats(
    rhythms: Iterable[AnnotatedRhythm], source: str, seed: int
) -> TimingBeats:
    """Return the beats of records that say something about S against N, or of AF.

    Ventricular beats and those of no class are among the RR intervals only. Where
    fibrillation is noted, all others are of FIBRILLATION, whatever they are called.

    Parameters
    ----------
    rhythms : iterable of AnnotatedRhythm
    source : str
        Name of the database.
    seed : int
        Of what is drawn of long records.
    """
    rng = np.random.default_rng(seed)
    parts = [_of_record(rhythm, source, rng) for rhythm in rhythms]
    return joined([part for part in parts if len(part)])


def targets(rhythm: AnnotatedRhythm) -> Labels:
    """Return what a timing expert should say of each beat, UNSET for nothing."""
    table = np.full(256, UNSET, np.uint8)
    table[_N], table[_S] = NORMAL, SUPRAVENTRICULAR
    target = table[rhythm.labels]
    target[rhythm.fibrillation & (target != UNSET)] = FIBRILLATION
    return target


def _of_record(
    rhythm: AnnotatedRhythm, source: str, rng: np.random.Generator
) -> TimingBeats:
    target = targets(rhythm)
    rows, timing = [], []
    for start, stop in _stretches(target, rng):
        first, last = max(start - _MORE, 0), stop + _MORE
        around = timing_window(
            rhythm.time_s[first:last], across=rhythm.across[first:last]
        )
        wanted = _thinned(target[start:stop], rng) + start
        rows.append(wanted)
        timing.append(around[wanted - first])
    at = np.concatenate(rows)
    n = len(at)
    return TimingBeats(
        np.concatenate(timing),
        target[at],
        np.full(n, rhythm.name),
        np.full(n, rhythm.patient),
        np.full(n, source),
    )


def _stretches(target: Labels, rng: np.random.Generator) -> list[tuple[int, int]]:
    n = len(target)
    if n <= _WHOLE:
        return [(0, n)]
    centres: list[int] = []
    for rows, number in (
        (np.flatnonzero(target == SUPRAVENTRICULAR), _N_STRETCHES["S"]),
        (np.flatnonzero(target == FIBRILLATION), _N_STRETCHES["AF"]),
        (np.arange(n), _N_STRETCHES["any"]),
    ):
        if len(rows):
            centres += rng.choice(rows, number).tolist()
    return [(max(c - _AROUND, 0), min(c + _AROUND, n)) for c in centres]


def _thinned(target: Labels, rng: np.random.Generator) -> IndexArray:
    """Return the rows with a target, of the normal ones a part where they are many."""
    wanted = np.flatnonzero(target != UNSET)
    normal = np.flatnonzero(target == NORMAL)
    if len(normal) > _MOST_NORMAL:
        left_out = rng.permutation(normal)[_MOST_NORMAL:]
        wanted = np.setdiff1d(wanted, left_out)
    return np.asarray(wanted, np.intp)


def balanced_weights(
    beats: TimingBeats, reference: TimingBeats, share: float
) -> Float32Array:
    """Return weights by which every source has the balance of S and N of a reference.

    Parameters
    ----------
    beats : TimingBeats
    reference : TimingBeats
        Those whose share of S beats among N and S counts.
    share : float
        Weight of each source that is not in the reference, that of the reference 1.

    Returns
    -------
    ndarray of float32, shape (n_beats,)
        Mean 1.
    """
    s_share = _s_share(reference.target)
    weights = np.ones(len(beats), np.float64)
    n_reference = max(int(np.isin(beats.source, np.unique(reference.source)).sum()), 1)
    for source in np.unique(beats.source):
        own = beats.source == source
        if source in reference.source:
            continue
        for target, part in (
            (NORMAL, 1 - s_share),
            (SUPRAVENTRICULAR, s_share),
            (FIBRILLATION, s_share),
        ):
            rows = own & (beats.target == target)
            weights[rows] = share * n_reference * part / max(int(rows.sum()), 1)
    return (weights / weights.mean()).astype(np.float32)


def _s_share(target: Labels) -> float:
    n_s = int(np.sum(target == SUPRAVENTRICULAR))
    return n_s / max(int(np.sum(target != FIBRILLATION)), 1)
