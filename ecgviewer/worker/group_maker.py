"""Groups beats in the thread pool, beside the analysis."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.record import Record
from ecgviewer.worker.messages import Failed

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GroupRequest:
    """Group the beats of a record, or put some more into groups that there are.

    `lead` is the name of the lead whose shapes are compared.
    """

    record: Record
    lead: str
    beats: BeatTable
    groups: BeatGroups | None = None


class GroupMaker(QObject):
    """Groups beats, one request after the other.

    Signals
    -------
    reported(int, object)
        Number of the request, and `BeatGroups` or `Failed`.
    """

    reported = Signal(int, object)

    def make(self, number: int, request: GroupRequest) -> None:
        """Begin to group beats."""
        QThreadPool.globalInstance().start(_Make(self, number, request))


class _Make(QRunnable):
    def __init__(self, maker: GroupMaker, number: int, request: GroupRequest) -> None:
        super().__init__()
        self._maker, self._number, self._request = maker, number, request

    def run(self) -> None:
        self._maker.reported.emit(self._number, _made(self._request))


def _made(request: GroupRequest) -> BeatGroups | Failed:
    try:
        from ecgviewer.analysis.beat_kinds import (  # noqa: PLC0415
            group_record,
            regroup,
        )

        if request.groups is None:
            return group_record(request.record, request.lead, request.beats)
        return regroup(request.groups, request.record, request.lead, request.beats)
    except Exception as error:
        _log.exception("grouping %s failed", request.record.name)
        text = str(error) or type(error).__name__
        return Failed("Grouping beats", text, traceback.format_exc())
