"""Has the median beats of all leads found for the kinds that a grid shows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from ecgviewer.gui.kinds.group_grid import GroupGrid
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.groups import Groups
from ecgviewer.worker.kind_tasks import LeadMediansRequest
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.task import Background


class MedianBeats(QObject):
    """Asks for those that are missing; kinds are shown without them meanwhile."""

    def __init__(self, document: Document, groups: Groups, grid: GroupGrid) -> None:
        super().__init__(grid)
        self._document, self._groups, self._grid = document, groups, grid
        self._background = Background(self)

    def ask(self) -> None:
        """Have the median beats found of the kinds that have none yet."""
        groups, session = self._groups.groups, self._document.session
        self._background.drop()
        if groups is None or session is None or len(session.record.leads) < 2:
            return
        missing = tuple(self._grid.without_medians())
        if missing:
            request = LeadMediansRequest(session.record, groups, missing)
            names = [lead.title for lead in session.record.leads]
            known = session.record.lead_index(session.lead)
            show = partial(self._grid.show_medians, names=names, known=known)
            self._background.run_latest(request, show, self._do_without)

    def _do_without(self, _: Failed) -> None:
        """Leave the kinds as they are."""
