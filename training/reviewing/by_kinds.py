"""How a reader goes through the kinds of a record, and through their galleries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from ecgviewer.core.kinds.group_summary import GroupSummary, group_summaries
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.record import Samples
from training.reviewing.review_desk import EXTRA, PAGE_BEATS, ReviewDesk

#: A kind of this many beats at most is small. Of one page to sixteen, four were the
#: cheapest on patients held out.
SMALL_BEATS = 4 * PAGE_BEATS


def through_kinds(desk: ReviewDesk) -> None:
    """Go through the kinds as they are listed, small ones in a row together.

    The order stays as it was at first.
    """
    for codes in list(_taken_together(summaries(desk))):
        if len(codes) == 1:
            _through_kind(desk, codes[0])
        else:
            _through_small_kinds(desk, codes)


def through_galleries(desk: ReviewDesk) -> None:
    """Page through all beats of one kind after the other."""
    for summary in summaries(desk):
        for page in _pages(gallery(desk, [summary.code])):
            desk.page(page)


def summaries(desk: ReviewDesk) -> list[GroupSummary]:
    """Return the kinds as they are listed now."""
    columns = desk.columns
    return group_summaries(
        desk.groups, columns.beat_id, columns.label, columns.reviewed
    )


def gallery(desk: ReviewDesk, codes: Sequence[int]) -> Samples:
    """Return the beats of some kinds in the order of their gallery."""
    columns = desk.columns
    mine = np.isin(desk.groups.codes_of(columns.beat_id), codes)
    ids = columns.beat_id[mine]
    rows = desk.groups.shapes.rows_of(ids)
    order = np.argsort(-desk.groups.oddness(rows, columns.label[mine]), kind="stable")
    return np.asarray(ids[order])


def until_right(desk: ReviewDesk, ids: Samples) -> None:
    """Go through a gallery until a page has nothing to correct."""
    for page in _pages(ids):
        if not desk.page(page):
            return


def _pages(ids: Samples) -> Iterator[Samples]:
    for start in range(0, len(ids), PAGE_BEATS):
        yield ids[start : start + PAGE_BEATS]


def _taken_together(listed: Sequence[GroupSummary]) -> Iterator[list[int]]:
    """Yield the kinds one by one, and small ones in a row together, the mixed apart."""
    for (small, _), row in groupby(listed, lambda k: (k.count <= SMALL_BEATS, k.mixed)):
        codes = [summary.code for summary in row]
        if small:
            yield codes
        else:
            yield from ([code] for code in codes)


def _through_small_kinds(desk: ReviewDesk, codes: Sequence[int]) -> None:
    """Choose the first and, with Shift, the last of them; see all of their beats."""
    desk.effort.views += 1
    desk.effort.keys += 2
    for page in _pages(gallery(desk, codes)):
        desk.page(page)


def _through_kind(desk: ReviewDesk, code: int) -> None:
    """Look at a kind; label it whole where that is right, then its odd beats."""
    desk.effort.views += 1
    desk.effort.keys += 1
    ids = gallery(desk, [code])
    truths = desk.truths(ids)
    real = truths[truths != EXTRA]
    if len(real) and code != GroupCode.ODD:
        most = int(np.bincount(real).argmax())
        if _label_whole(desk, ids, most):
            desk.label_all(ids, most)
    until_right(desk, gallery(desk, [code]))


def _label_whole(desk: ReviewDesk, ids: Samples, most: int) -> bool:
    """Return whether beats labelled differently are of the class of their kind.

    They are the first of the gallery where they are fewer, and the last where not.
    """
    labels = desk.columns.label[desk.session.beats.rows_of(ids)]
    others = ids[labels != most]
    if not len(others):
        return False
    if len(others) > len(ids) / 2:
        return True
    desk.effort.views += 1
    desk.effort.keys += 2
    shown = desk.truths(others[:PAGE_BEATS])
    return bool(np.mean(shown == most) > 0.5)
