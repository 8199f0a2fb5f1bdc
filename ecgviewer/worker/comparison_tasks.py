"""Two recordings read for a comparison, beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ecgviewer.core.analysis_events import Stage
from ecgviewer.worker.task import Task

if TYPE_CHECKING:
    from pathlib import Path

    from ecgviewer.studies.comparison import Recording
    from ecgviewer.studies.study import Study


@dataclass(frozen=True)
class CompareRecordings(Task[tuple["Recording", "Recording"]]):
    """Read two recordings, the earlier one first."""

    stage: ClassVar[Stage] = Stage.COMPARING_RECORDINGS

    first: Study
    second: Study
    cache: Path

    def run(self) -> tuple[Recording, Recording]:
        from ecgviewer.studies.comparison import Recording

        first, second = (
            Recording.read(each, self.cache) for each in (self.first, self.second)
        )
        return first, second
