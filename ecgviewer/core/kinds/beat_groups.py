"""The groups of a record's beats as the reviewer arranges them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, IndexArray
from ecgviewer.core.kinds.beat_shapes import (
    BeatShapes,
    relative_distance,
    squared_norms,
)
from ecgviewer.core.kinds.morphology import (
    PREMATURE,
    REACH,
    Codes,
    GroupCode,
    compared,
    distance_in_group,
    distances_from_median,
    group_beats,
    rr_ratio,
    wider_than_most,
)
from ecgviewer.core.kinds.two_means import two_means
from ecgviewer.core.labels import Labels
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.intervals import rr_previous_s

#: Share of a group that is its rim.
_RIM = 0.05
#: A difference of RR ratio that is as odd as a beat at the distance of its group.
_RATIO_UNIT = 0.1


@dataclass(frozen=True, eq=False)
class BeatGroups:
    """Shapes of beats, and the group of each; every operation gives new groups.

    Attributes
    ----------
    shapes : BeatShapes
        The beats.
    code : ndarray of int64, shape (n_beats,)
        Group of each beat.
    ratio : ndarray of float32, shape (n_beats,)
        RR interval before each beat over the usual one around it.
    """

    shapes: BeatShapes
    code: Codes
    ratio: Float32Array

    @classmethod
    def of(cls, shapes: BeatShapes, fs: float) -> BeatGroups:
        """Return the groups of beats of a record of sampling frequency `fs` (Hz)."""
        ratio = rr_ratio(rr_previous_s(shapes.sample, fs))
        return cls(shapes, group_beats(shapes, ratio), ratio)

    @cached_property
    def values(self) -> Float32Array:
        """The part of each beat by which beats are compared."""
        return compared(self.shapes)

    @cached_property
    def norms(self) -> Float32Array:
        """The squared norm of each beat's values."""
        return squared_norms(self.values)

    @cached_property
    def distance(self) -> Float32Array:
        """How far each beat is from the median of its group."""
        return distances_from_median(self.values, self.code)

    @cached_property
    def rim(self) -> BoolArray:
        """Which beats are at the rim of their group: the most unlike its median.

        The `_RIM` of each group, and at least one beat.
        """
        rim = np.zeros(len(self.code), np.bool_)
        for code in self.codes:
            rows = self.rows(code)
            rim[rows] = _rim_of(self.distance[rows])
        return rim

    @cached_property
    def wide(self) -> BoolArray:
        """Which beats are wider at half their height than most of the record's."""
        return wider_than_most(self.values, self.shapes.fs)

    @cached_property
    def codes(self) -> tuple[int, ...]:
        """The groups that have beats."""
        return tuple(int(code) for code in np.unique(self.code))

    def rows(self, code: int) -> IndexArray:
        """Return the rows of the beats of a group, in order of time."""
        return np.flatnonzero(self.code == code)

    def same_beats(self, code: int, other: BeatGroups) -> bool:
        """Return whether a group has the same beats, of the same shapes, in others."""
        same = np.array_equal(self.code == code, other.code == code)
        return self.shapes is other.shapes and same

    def beat_ids(self, code: int) -> Samples:
        """Return the beats of a group, in order of time."""
        return self.shapes.beat_id[self.rows(code)]

    def code_of(self, beat_id: int) -> int | None:
        """Return the group of a beat, None for one that is in none."""
        rows = self.shapes.rows_of(beat_id)
        return int(self.code[rows[0]]) if len(rows) else None

    def codes_of(self, beat_ids: Samples) -> Codes:
        """Return the group of each beat, `GroupCode.NONE` for one that is in none."""
        n = max(int(beat_ids.max(initial=-1)) + 1, 0)
        found = np.full(n, GroupCode.NONE, np.int64)
        here = self.shapes.beat_id < len(found)
        found[self.shapes.beat_id[here]] = self.code[here]
        return found[beat_ids]

    def missing(self, beat_id: Samples, sample: Samples) -> BoolArray:
        """Return which beats have no shape where they are now."""
        at = np.full(max(int(beat_id.max(initial=-1)) + 1, 0), -1, np.int64)
        here = self.shapes.beat_id < len(at)
        at[self.shapes.beat_id[here]] = self.shapes.sample[here]
        return np.asarray(at[beat_id] != sample)

    def typical(self, code: int) -> int:
        """Return the beat of a group that is nearest to its median."""
        rows = self.rows(code)
        return int(self.shapes.beat_id[rows[np.argmin(self.distance[rows])]])

    def oddness(self, rows: IndexArray, labels: Labels) -> Float32Array:
        """Return how much each of some beats of one group differs from the others.

        By shape, by prematurity and by label; `labels` are those of the rows.
        """
        if not len(rows):
            return np.empty(0, np.float32)
        distance, ratio = self.distance[rows], self.ratio[rows]
        usual = max(float(np.median(distance)), 1e-6)
        off_time = np.abs(ratio - np.median(ratio)) / _RATIO_UNIT
        most = np.argmax(np.bincount(labels, minlength=256))
        return np.asarray(distance / usual + off_time + 100.0 * (labels != most))

    def similar(self, beat_id: int) -> Float32Array:
        """Return how far every beat is from one, 0 to 1.

        Raises
        ------
        KeyError
            If the beat is not among the grouped ones.
        """
        rows = self.shapes.rows_of(beat_id)
        if not len(rows):
            raise KeyError(f"beat {beat_id} has no shape yet")
        return relative_distance(self.values, self.values[rows])[:, 0]

    def merged(self, codes: npt.ArrayLike) -> BeatGroups:
        """Return the groups with some of them made one: that of most beats."""
        wanted = np.atleast_1d(np.asarray(codes, np.int64))
        inside = np.isin(self.code, wanted)
        counts = [np.count_nonzero(self.code == code) for code in wanted]
        target = int(wanted[int(np.argmax(counts))])
        return self._with_code(np.where(inside, target, self.code))

    def moved(
        self, beat_ids: npt.ArrayLike, code: int | Codes | None = None
    ) -> BeatGroups:
        """Return the groups with some beats put into a group, a new one for None.

        The beats may each have a group of its own to go to.
        """
        target = int(self.code.max(initial=0)) + 1 if code is None else code
        changed = self.code.copy()
        changed[self.shapes.rows_of(beat_ids)] = target
        return self._with_code(changed)

    def with_shapes(self, more: BeatShapes, fs: float) -> BeatGroups:
        """Return the groups with beats that were added or moved, each in the nearest.

        Parameters
        ----------
        more : BeatShapes
            Cut out as the others; a beat that is here already takes its new shape.
        fs : float
            Sampling frequency of the record in Hz.
        """
        old = ~np.isin(self.shapes.beat_id, more.beat_id)
        shapes = self.shapes.joined(old, more)
        ratio = rr_ratio(rr_previous_s(shapes.sample, fs))
        code = np.full(len(shapes), GroupCode.ODD)
        known = self.codes_of(shapes.beat_id)
        stays = ~np.isin(shapes.beat_id, more.beat_id)
        code[stays] = known[stays]
        grown = BeatGroups(shapes, code, ratio)
        grown.code[~stays] = grown._nearest_group(np.flatnonzero(~stays), stays)
        return grown

    def _nearest_group(self, rows: IndexArray, among: BoolArray) -> Codes:
        """Return the group whose median each beat is nearest to, odd if none is near.

        Of groups of one shape it is the one that comes as early.
        """
        codes = np.unique(self.code[among])
        codes = codes[codes != GroupCode.ODD]
        if not len(codes):
            return np.full(len(rows), GroupCode.ODD)
        members = [np.flatnonzero(among & (self.code == code)) for code in codes]
        medians = np.array([np.median(self.values[m], axis=0) for m in members])
        early = np.array([np.median(self.ratio[m]) < PREMATURE for m in members])
        distance = relative_distance(self.values[rows], medians.astype(np.float32))
        other = (self.ratio[rows] < PREMATURE)[:, None] != early[None]
        ranked = distance + np.where(other, np.float32(REACH / 4), np.float32(0))
        best = np.argmin(ranked, axis=1)
        near = distance[np.arange(len(rows)), best] <= REACH
        return np.where(near, codes[best], GroupCode.ODD)

    def split(self, code: int) -> BeatGroups:
        """Return the groups with one divided into the two shapes that fit it best."""
        rows = self.rows(code)
        if len(rows) < 2:
            return self
        second = two_means(self.values[rows])
        if not second.any() or second.all():
            return self
        return self.moved(self.shapes.beat_id[rows[second]])

    def _with_code(self, code: Codes) -> BeatGroups:
        changed = replace(self, code=code)
        known = changed.__dict__
        known["values"] = self.values
        if "norms" in self.__dict__:
            known["norms"] = self.norms
        # What the other groups were found to be stays.
        if "wide" in self.__dict__:
            known["wide"] = self.wide
        if "distance" not in self.__dict__:
            return changed
        known["distance"] = distance = self.distance.copy()
        if "rim" in self.__dict__:
            known["rim"] = self.rim.copy()
        moved = self.code != code
        for touched in np.union1d(self.code[moved], code[moved]):
            rows = np.flatnonzero(code == touched)
            if len(rows):
                distance[rows] = distance_in_group(self.values, self.norms, rows)
                if "rim" in known:
                    known["rim"][rows] = _rim_of(distance[rows])
        return changed


def _rim_of(distance: Float32Array) -> BoolArray:
    """Return which beats of one group are its rim; of equal ones the earliest."""
    n_rim = math.ceil(max(_RIM * len(distance), 1))
    least = np.partition(distance, -n_rim)[-n_rim]
    rim = np.asarray(distance > least)
    equal = np.flatnonzero(distance == least)
    rim[equal[: n_rim - np.count_nonzero(rim)]] = True
    return rim
