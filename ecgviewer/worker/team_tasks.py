"""The team's server beside the window: journals kept alike, for as long as it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ecgviewer.core.analysis_events import Stage
from ecgviewer.worker.task import Task

if TYPE_CHECKING:
    from ecgviewer.server.team_sync import SyncStep
    from ecgviewer.studies.places import StudyPlaces


@dataclass(frozen=True)
class KeepAlike(Task[Iterator["SyncStep"]]):
    """Keep the journals of the study list and a server alike."""

    stage: ClassVar[Stage] = Stage.SHARING

    places: StudyPlaces
    conninfo: str

    def run(self) -> Iterator[SyncStep]:
        from ecgviewer.server.known_studies import KnownStudies
        from ecgviewer.server.team_sync import TeamSync

        yield from TeamSync(self.conninfo, KnownStudies(self.places)).steps()
