"""Saves a copy of a record beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from ecgviewer.core.analysis_events import Stage
from ecgviewer.core.record import Record
from ecgviewer.formats.wfdb.annotations import Annotations
from ecgviewer.worker.task import Task


@dataclass(frozen=True)
class CopyRequest(Task[tuple[str, ...]]):
    """Write a copy of a record with annotations; return what it cannot hold."""

    stage: ClassVar[Stage] = Stage.COPYING

    path: Path
    record: Record
    annotations: Annotations
    is_deidentified: bool

    def run(self) -> tuple[str, ...]:
        from ecgviewer.formats.export.date_shift import kept_shift_days
        from ecgviewer.formats.export.record_copy import Hidden, write_record_copy
        from ecgviewer.resources import user_data_folder

        hidden = None
        if self.is_deidentified:
            hidden = Hidden(kept_shift_days(user_data_folder()))
        return write_record_copy(self.path, self.record, self.annotations, hidden)
