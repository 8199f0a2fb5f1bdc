"""Works through the studies that are to be counted, most urgent first."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ecgviewer.analysis.engine import Engine
from ecgviewer.studies.figures import Counted, FiguresFolder
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.orders import WORK_ORDERS, Orders
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.query import StudyQuery
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.study import Study
from ecgviewer.studies.work import StudyWork, ToCount, WorkDone, lost

#: A file that was written to this recently may still be growing.
SETTLED_S = 10.0
#: How many others come before a study that was counted already.
_OTHERS_FIRST = 10


@dataclass(frozen=True)
class WorkStep:
    """How far the work is.

    Attributes
    ----------
    done : WorkDone
        What was counted last.
    n_done, n_left : int
        Studies; more may come as files arrive.
    seconds_left : float or None
        By the length of what is left, and the pace so far.
    """

    done: WorkDone
    n_done: int
    n_left: int
    seconds_left: float | None


class Worklist:
    """The studies that wait for their figures.

    Parameters
    ----------
    index : StudyIndex
    places : StudyPlaces
    roots : tuple of Path, optional
        Only studies in these folders.
    bundle : str
        Classifier bundle for records that nobody reviews.
    order : str
        A key of `WORK_ORDERS`.
    settled_s : float
        Leave alone what was written to this many seconds ago or less.
    """

    def __init__(
        self,
        index: StudyIndex,
        places: StudyPlaces,
        roots: tuple[Path, ...] | None = None,
        bundle: str = "",
        order: str = "",
        settled_s: float = 0.0,
    ) -> None:
        self._index, self._places, self._query = index, places, StudyQuery(roots)
        self._work = StudyWork(places.figures, places.cache, bundle)
        self._order = WORK_ORDERS.get(order) or next(iter(WORK_ORDERS.values()))
        self._settled = timedelta(seconds=settled_s)
        self._tried: set[str] = set()
        self._recent: deque[str] = deque(maxlen=_OTHERS_FIRST)

    def pending(self, now: datetime | None = None) -> list[Study]:
        """Return the studies to be counted, in order, without those that were tried.

        Parameters
        ----------
        now : datetime, optional
            In UTC.
        """
        where, values = self._query.where
        found = self._index.studies(
            f"{where} AND needs_work = 1 AND missing = 0", values, self._order
        )
        settled = (now or datetime.now(UTC)) - self._settled
        latest = settled.replace(tzinfo=None).isoformat(" ", timespec="seconds")
        return [
            each
            for each in found
            if each.key not in self._tried and each.changed <= latest
        ]

    def run(
        self,
        engine: Engine,
        orders: Orders | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> Iterator[WorkStep]:
        """Count one study after the other; yields what came of each.

        What arrives meanwhile is taken in its order. Leave it at any step.

        Parameters
        ----------
        engine : Engine
        orders : Orders, optional
            When to pause and to stop.
        clock : callable
            Seconds of any clock, by which the pace is measured.
        """
        scanner, orders = Scanner(self._index, self._places), orders or Orders()
        began, n_done, length_s = clock(), 0, 0.0
        for done in engine.map(self._work, self._items(orders), lost):
            if orders.is_stopped:
                return
            self._keep_failure(done)
            scanner.refresh(done.item.path)
            n_done, length_s = n_done + 1, length_s + done.item.length_s
            left = self.pending()
            left_s = sum(each.length_s or 0.0 for each in left)
            pace = (clock() - began) / length_s if length_s else None
            seconds = None if pace is None else pace * left_s
            n_left = len(left) + len(self._tried) - n_done
            yield WorkStep(done, n_done, n_left, seconds)

    def _items(self, orders: Orders) -> Iterator[ToCount]:
        while orders.may_go_on:
            study = self._next(self.pending())
            if study is None:
                return
            self._tried.add(study.key)
            self._recent.append(study.path)
            yield item_of(study)

    def _next(self, pending: list[Study]) -> Study | None:
        """Return what is to be counted next.

        A study that is edited all the while is counted again and again; it must not
        keep the others waiting.
        """
        others = (each for each in pending if each.path not in self._recent)
        return next(others, pending[0] if pending else None)

    def _keep_failure(self, done: WorkDone) -> None:
        """Have it known why a process that ended gave nothing."""
        figures = FiguresFolder(self._places.figures)
        if done.failure and figures.read(done.item.key) is None:
            with suppress(OSError):
                figures.keep(done.item.key, Counted(failure=done.failure))


def item_of(study: Study) -> ToCount:
    """Return what is to be done for a study."""
    journal = Path(study.journal) if study.journal else None
    return ToCount(Path(study.path), journal, study.length_s or 0.0, study.key)
