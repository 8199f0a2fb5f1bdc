"""Which mark each beat gets at a zoom: a letter where there is room, else a tick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float64Array, IntArray
from ecgviewer.core.label_class import Role
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import Labels
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.waveform.paper.sheet import Sheet

#: All beats compete for letters if there is one in this many pixels, on average;
_ALL_PX = 6.0
#: above that only ectopic beats do, if there is one of those in this many pixels.
_ECTOPIC_PX = 12.0
#: With more beats than this in a column on average, their shares are drawn.
_DENSE = 2.0
_LEAST_SHARE = 0.22


@dataclass(frozen=True)
class Marks:
    """The beats in view, in order; `x` is in pixels, all columns are equally long."""

    rows: slice
    x: Float64Array
    label: Labels
    lettered: BoolArray
    selected: BoolArray
    current: BoolArray
    scheme: LabelScheme = AAMI

    def __len__(self) -> int:
        """Return the number of beats in view."""
        return len(self.x)


def marks_in_view(
    columns: BeatColumns,
    sheet: Sheet,
    badge_px: float,
    selected: IntArray,
    current: int | None,
) -> Marks:
    """Return the marks of the beats in view, or just outside of it."""
    spare = badge_px * sheet.samples_per_px
    first, last = np.searchsorted(
        columns.sample,
        # Integers: a float would have NumPy convert every sample of the record.
        np.array([sheet.start_s * sheet.fs - spare, sheet.stop_s * sheet.fs + spare])
        .round()
        .astype(np.int64),
    )
    rows = slice(int(first), int(last))
    x, label = sheet.x(columns.sample[rows]), columns.label[rows]
    beat_id = columns.beat_id[rows]
    is_selected = np.isin(beat_id, selected)
    is_current = beat_id == (-1 if current is None else current)
    rank = rank_of(label, columns.disagrees[rows], is_current, columns.scheme)
    lettered = lettered_of(x, rank, sheet.width, badge_px)
    return Marks(rows, x, label, lettered, is_selected, is_current, columns.scheme)


def rank_of(
    label: Labels,
    disagrees: BoolArray,
    current: BoolArray,
    scheme: LabelScheme = AAMI,
) -> npt.NDArray[np.int8]:
    """Return which beats get a letter first where there is no room for all."""
    order = np.zeros(256, np.int8)
    order[list(scheme.ectopic)] = 2
    order[list(scheme.with_role(Role.VENTRICULAR))] = 3
    rank: npt.NDArray[np.int8] = order[label]
    rank[disagrees] = 4
    rank[current] = 5
    return rank


def lettered_of(
    x: Float64Array, rank: npt.NDArray[np.int8], width: float, badge_px: float
) -> BoolArray:
    """Return which beats get a letter: no two over each other, high ranks first."""
    lettered = np.zeros(len(x), bool)
    wanted = np.ones(len(x), bool)
    for least, room_px in ((0, _ALL_PX), (1, _ECTOPIC_PX), (5, 0.0)):
        wanted = rank >= least
        if np.count_nonzero(wanted) * room_px <= width:
            break
    candidates = np.flatnonzero(wanted)
    order = candidates[np.argsort(-rank[candidates], kind="stable")]
    taken = np.zeros(int(width + 4 * badge_px) + 2, bool)
    # A place is taken on both sides, so half a badge each keeps letters apart.
    places = x[order]
    left = np.clip((places + 1.5 * badge_px).astype(int), 0, len(taken) - 1)
    right = np.clip((places + 2.5 * badge_px).astype(int), 0, len(taken) - 1)
    for row, first, last in zip(
        order.tolist(), left.tolist(), right.tolist(), strict=True
    ):
        if not taken[first:last].any():
            taken[first:last] = lettered[row] = True
    return lettered


def tick_columns(marks: Marks, sheet: Sheet) -> Iterator[tuple[int, Float64Array]]:
    """Yield label and places of the ticks of beats that have no letter."""
    ratio = sheet.pixel_ratio
    owner = np.full(max(int(sheet.width * ratio), 1), -1, np.int16)
    place = np.floor(marks.x * ratio).astype(np.int64)
    shown = ~marks.lettered & (place >= 0) & (place < len(owner))
    place, label = place[shown], marks.label[shown]
    for code in marks.scheme.draw_order:
        owner[place[label == code]] = code
    for code in marks.scheme.draw_order:
        columns = np.flatnonzero(owner == code)
        if len(columns):
            yield code, np.asarray((columns + 0.5) / ratio, np.float64)


def is_dense(marks: Marks, sheet: Sheet) -> bool:
    """Return whether this many beats share a column that shares say more than marks."""
    return len(marks) > _DENSE * sheet.width


def density_columns(
    marks: Marks, sheet: Sheet
) -> Iterator[tuple[int, Float64Array, Float64Array, Float64Array]]:
    """Yield label, places, and the shares from which to which each column is it.

    Shares count from the bottom, 0 to 1, plain beats first. The smallest share of an
    ectopic class is large enough to be seen.
    """
    n = max(int(sheet.width), 1)
    # In order, so those on the sheet are next to each other.
    inside = slice(*np.searchsorted(marks.x, (0.0, n)).tolist())
    place = marks.x[inside].astype(np.intp)
    order = marks.scheme.draw_order
    place_in_order = np.zeros(256, np.intp)
    place_in_order[list(order)] = np.arange(len(order))
    place += n * place_in_order[marks.label[inside]]
    counts = np.bincount(place, minlength=n * len(order)).reshape(len(order), n)
    total = np.maximum(counts.sum(axis=0), 1)
    top: Float64Array = np.ones(n)
    # From the top down, so that what is made larger takes from the plain beats.
    for code, count in zip(reversed(order), counts[::-1], strict=True):
        share: Float64Array = np.asarray(count / total, np.float64)
        if code in marks.scheme.ectopic:
            share = np.where(share > 0, np.maximum(share, _LEAST_SHARE), 0.0)
        bottom: Float64Array = np.maximum(top - share, 0.0)
        shown = np.flatnonzero(share > 0)
        if len(shown):
            x: Float64Array = np.asarray(shown + 0.5, np.float64)
            yield code, x, bottom[shown], top[shown]
        top = bottom


def runs(x: Float64Array, half_px: float, width: float) -> list[tuple[float, float]]:
    """Return the stretches of pixels that places cover, those that touch as one."""
    if not len(x):
        return []
    left, right = np.maximum(x - half_px, 0), np.minimum(x + half_px, width)
    apart = np.flatnonzero(left[1:] > right[:-1])
    firsts, lasts = np.append(0, apart + 1), np.append(apart, len(x) - 1)
    return list(zip(left[firsts].tolist(), right[lasts].tolist(), strict=True))
