"""Learning from corrections, beside the window, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from ecgviewer.core.analysis_events import Stage
from ecgviewer.core.retraining import RetrainingEvent, RetrainingOrder
from ecgviewer.resources import user_data_folder
from ecgviewer.worker.task import Task


@dataclass(frozen=True)
class Retrain(Task[Iterator[RetrainingEvent]]):
    """Retrain a classifier; the steps are what the process says."""

    stage: ClassVar[Stage] = Stage.RETRAINING

    order: RetrainingOrder

    def run(self) -> Iterator[RetrainingEvent]:
        from ecgviewer.analysis.retraining import retraining

        return retraining(self.order)


def why_not() -> str:
    """Return why this installation cannot train and what to do; empty where it can."""
    from ecgviewer.analysis import retraining

    return retraining.why_not()


def new_place(bundle: str) -> Path:
    """Return a folder for a classifier that is made of another one now."""
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return user_data_folder() / "retrained" / now / f"{Path(bundle).name}-corrected"
