"""How a reader may go about a record: beat by beat, by queue, by groups, suggested."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.kinds.suggestions import Suggestions
from ecgviewer.core.record import Samples
from ecgviewer.core.review.review_progress import progress
from ecgviewer.core.review.suggestion_groups import standing, suggestion_groups
from ecgviewer.core.review.triage import label_error, queue, triage
from training.reviewing.by_kinds import (
    gallery,
    summaries,
    through_galleries,
    through_kinds,
    until_right,
)
from training.reviewing.review_desk import EXTRA, PAGE_BEATS, ReviewDesk, ReviewDone

#: Asks the adapted classifier what it would label otherwise, given the beats now.
Suggest = Callable[[ReviewDesk], Suggestions]

#: A kind of suggestion is dismissed whole if fewer of its first page are right.
_WORTH = 1 / 3


def scan(desk: ReviewDesk) -> None:
    """Look at every beat, from the first to the last."""
    for beat_id in desk.columns.beat_id.tolist():
        if desk.session.beats.contains(beat_id):
            desk.look(beat_id, accept=False)


def by_queue(desk: ReviewDesk) -> None:
    """Look at the beats in the order of the review queue."""
    while _next_in_queue(desk):
        pass
    scan(desk)


def by_groups(desk: ReviewDesk) -> None:
    """Go through the groups, then through all of their galleries."""
    through_kinds(desk)
    _to_the_end(desk)


def with_suggestions(desk: ReviewDesk, suggest: Suggest) -> None:
    """Go through the groups, decide on suggestions, then go through all galleries."""
    through_kinds(desk)
    _suggestions(desk, suggest)
    _to_the_end(desk)


def finished(desk: ReviewDesk, work: Callable[[], None]) -> None:
    """Do some work until enough is right."""
    try:
        desk.check()
        work()
    except ReviewDone:
        return


def errors_left(desk: ReviewDesk, looks: Sequence[int]) -> list[dict[str, float]]:
    """Return what the application says is left after looks in the queue, and what is.

    Beats that were missed, or false ones, the classifier cannot know of.
    """
    said = []
    for n_looks in looks:
        try:
            while desk.effort.views < n_looks and _next_in_queue(desk):
                pass
        except ReviewDone:
            break
        unscaled = round(float(np.nansum(label_error(desk.columns))), 1)
        said.append({"looks": n_looks, **_said(desk), "unscaled": unscaled})
    return said


def kinds_left(desk: ReviewDesk) -> list[dict[str, float]]:
    """Return what the application says is left after kinds, and what is.

    First all kinds are accepted, each labelled as most of its beats are; then the
    beats of each are looked at that are offered; then the odd ones among the beats of
    each are corrected in the gallery, a page and more where one was wrong.
    """
    desk.stops = False
    codes = [each.code for each in summaries(desk) if each.code != GroupCode.ODD]
    for code in codes:
        ids = gallery(desk, [code])
        real = desk.truths(ids)
        real = real[real != EXTRA]
        if len(real):
            desk.label_all(ids, int(np.bincount(real).argmax()))
    said = [_said(desk)]
    for code in codes:
        for beat_id in desk.kinds.of_kinds(desk.columns.beat_id, code).tolist():
            if desk.session.beats.contains(beat_id):
                desk.look(beat_id)
    said.append(_said(desk))
    for code in codes:
        until_right(desk, gallery(desk, [code]))
    return [*said, _said(desk)]


def _said(desk: ReviewDesk) -> dict[str, float]:
    """Return what is said to be left, and what is."""
    columns = desk.columns
    truths = desk.truths(columns.beat_id)
    left = np.count_nonzero((columns.label != truths) & (truths != EXTRA))
    estimate = progress(columns, desk.kinds).errors_left
    return {"left": int(left), "estimate": round(estimate, 1)}


def _next_in_queue(desk: ReviewDesk) -> bool:
    columns = desk.columns
    codes = desk.groups.codes_of(columns.beat_id)
    order = queue(columns, triage(columns, codes).value)
    if not len(order):
        return False
    desk.look(int(order[0]))
    return True


def _to_the_end(desk: ReviewDesk) -> None:
    """See the strips of all beats; then each by itself, for beats that were missed."""
    through_galleries(desk)
    by_queue(desk)


def _suggestions(desk: ReviewDesk, suggest: Suggest) -> None:
    """Decide on what is suggested now, kind by kind."""
    suggested = standing(suggest(desk), desk.columns)
    for kind in suggestion_groups(suggested, desk.columns):
        _decide(desk, kind.beat_ids[::-1], kind.after)


def _decide(desk: ReviewDesk, ids: Samples, label: int) -> None:
    """Decide on suggestions of one kind, the least sure ones first.

    A page without a wrong one is enough to accept all the others.
    """
    for start in range(0, len(ids), PAGE_BEATS):
        page = ids[start : start + PAGE_BEATS]
        desk.effort.views += 1
        desk.effort.keys += 1
        right = desk.truths(page) == label
        if right.all():
            rest = ids[start:]
            desk.take(rest, np.full(len(rest), int(label), np.uint8))
            return
        if start == 0 and np.mean(right) < _WORTH:
            desk.effort.keys += 1
            return
        # The fewer are clicked out of all; then these are dismissed, those accepted.
        desk.effort.keys += int(min(right.sum(), (~right).sum())) + 1
        if right.any():
            good = page[right]
            desk.take(good, np.full(len(good), int(label), np.uint8))
