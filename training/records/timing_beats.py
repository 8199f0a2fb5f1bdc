"""What timing experts learn from: beats of many databases, in time alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, IndexArray
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from ecgviewer.preprocessing.rhythm_features import Features
from ecgviewer.preprocessing.timing_window import TIMING_NAMES, timing_window
from training.records.annotated_rhythm import AnnotatedRhythm
from training.records.dataset import CLASSES

#: Positions of the outputs of a timing expert.
NORMAL, SUPRAVENTRICULAR, FIBRILLATION = range(3)
_N, _S, _V = (CLASSES.index(c) for c in (BeatClass.N, BeatClass.S, BeatClass.V))
#: Of records longer than this many beats, stretches are taken: around S beats, in
#: fibrillation and anywhere, with as many beats more on either side as timing needs.
_WHOLE, _AROUND, _MORE = 6000, 200, 400
_N_STRETCHES = {"S": 4, "AF": 1, "any": 3}
#: Beats of a target that are taken of a record that is not judged, at most.
_MOST = {NORMAL: 500, FIBRILLATION: 200}


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
    rhythms: Iterable[AnnotatedRhythm], source: str, seed: int, judged: bool = False
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
    judged : bool
        Take every beat, so that the balance of S and N is that of the database.
    """
    rng = np.random.default_rng(seed)
    most = {} if judged else _MOST
    parts = [_of_record(rhythm, source, rng, most) for rhythm in rhythms]
    return joined([part for part in parts if len(part)])


def targets(rhythm: AnnotatedRhythm) -> Labels:
    """Return what a timing expert should say of each beat, UNSET for nothing."""
    table = np.full(256, UNSET, np.uint8)
    table[_N], table[_S] = NORMAL, SUPRAVENTRICULAR
    target = table[rhythm.labels]
    target[rhythm.fibrillation & (target != UNSET)] = FIBRILLATION
    return target


def _of_record(
    rhythm: AnnotatedRhythm,
    source: str,
    rng: np.random.Generator,
    most: Mapping[int, int],
) -> TimingBeats:
    target = targets(rhythm)
    stretches = _stretches(target, rng)
    inside = np.zeros(len(target), bool)
    for start, stop in stretches:
        inside[start:stop] = True
    wanted = _thinned(np.where(inside, target, UNSET), most, rng)
    rows, timing = [], []
    for start, stop in stretches:
        first, last = max(start - _MORE, 0), stop + _MORE
        own = wanted[(wanted >= start) & (wanted < stop)]
        wanted = np.setdiff1d(wanted, own)
        if len(own):
            around = timing_window(
                rhythm.time_s[first:last], across=rhythm.across[first:last]
            )
            rows.append(own)
            timing.append(around[own - first])
    if not rows:
        return _nothing()
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


def _thinned(
    target: Labels, most: Mapping[int, int], rng: np.random.Generator
) -> IndexArray:
    """Return the rows with a target, of some targets a part."""
    wanted = target != UNSET
    for number, n in most.items():
        rows = np.flatnonzero(target == number)
        wanted[rng.permutation(rows)[n:]] = False
    return np.asarray(np.flatnonzero(wanted), np.intp)


def _nothing() -> TimingBeats:
    text = np.empty(0, str)
    timing = np.empty((0, len(TIMING_NAMES)), np.float32)
    return TimingBeats(timing, np.empty(0, np.uint8), text, text, text)


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
    return np.asarray(weights / weights.mean(), np.float32)


def _s_share(target: Labels) -> float:
    n_s = int(np.sum(target == SUPRAVENTRICULAR))
    return n_s / max(int(np.sum(target != FIBRILLATION)), 1)
