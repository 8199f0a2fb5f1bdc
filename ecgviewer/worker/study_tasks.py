"""The study list beside the window: folders looked through, studies counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ecgviewer.core.analysis_events import Stage
from ecgviewer.worker.task import Task

if TYPE_CHECKING:
    from ecgviewer.studies.orders import Orders
    from ecgviewer.studies.places import StudyPlaces
    from ecgviewer.studies.reference_set import Written
    from ecgviewer.studies.scan import ScanStep
    from ecgviewer.studies.study import Study
    from ecgviewer.studies.worklist import WorkStep


@dataclass(frozen=True)
class ScanFolders(Task[Iterator["ScanStep"]]):
    """Bring the index up to what lies in some folders."""

    stage: ClassVar[Stage] = Stage.LISTING

    places: StudyPlaces
    roots: tuple[Path, ...]

    def run(self) -> Iterator[ScanStep]:
        from ecgviewer.studies.mending import with_index
        from ecgviewer.studies.scan import Scanner

        yield from with_index(
            self.places.index,
            lambda index: Scanner(index, self.places).scan(self.roots),
        )


@dataclass(frozen=True)
class CountStudies(Task[Iterator["WorkStep"]]):
    """Analyse and count one study after the other, in a process of its own."""

    stage: ClassVar[Stage] = Stage.COUNTING

    places: StudyPlaces
    roots: tuple[Path, ...]
    bundle: str
    order: str
    orders: Orders

    def run(self) -> Iterator[WorkStep]:
        from ecgviewer.analysis.engine import Processes
        from ecgviewer.studies.index import StudyIndex
        from ecgviewer.studies.worklist import SETTLED_S, Worklist

        engine = Processes(1)
        self.orders.on_stop = engine.stop
        with StudyIndex(self.places.index) as index:
            work = Worklist(
                *(index, self.places, self.roots, self.bundle),
                order=self.order,
                settled_s=SETTLED_S,
            )
            yield from work.run(engine, self.orders)


@dataclass(frozen=True)
class SayOfStudies(Task[None]):
    """Write down what somebody says of some studies, beside their records."""

    stage: ClassVar[Stage] = Stage.NOTING

    places: StudyPlaces
    studies: tuple[Study, ...]
    by: str
    said: tuple[tuple[str, str], ...]

    def run(self) -> None:
        from ecgviewer.studies.index import StudyIndex
        from ecgviewer.studies.scan import Scanner
        from ecgviewer.studies.team_files import say

        for study in self.studies:
            places = (Path(study.folder), self.places.team)
            say(places, study.name, study.identity, self.by, self.said)
        with StudyIndex(self.places.index) as index:
            scanner = Scanner(index, self.places)
            for study in self.studies:
                scanner.refresh(Path(study.path))


@dataclass(frozen=True)
class CountAgain(Task[None]):
    """Have some studies counted again, those too that failed."""

    stage: ClassVar[Stage] = Stage.COUNTING

    places: StudyPlaces
    studies: tuple[Study, ...]

    def run(self) -> None:
        from ecgviewer.studies.figures import FiguresFolder
        from ecgviewer.studies.index import StudyIndex
        from ecgviewer.studies.scan import Scanner

        with StudyIndex(self.places.index) as index:
            scanner = Scanner(index, self.places)
            for study in self.studies:
                FiguresFolder(self.places.figures).forget(study.key)
                scanner.refresh(Path(study.path))


@dataclass(frozen=True)
class ReportStudies(Task[Iterator[str]]):
    """Write the reports of some studies; its steps are what failed, or empty."""

    stage: ClassVar[Stage] = Stage.REPORTING

    places: StudyPlaces
    studies: tuple[Study, ...]
    output: Path

    def run(self) -> Iterator[str]:
        from ecgviewer.analysis.engine import Processes
        from ecgviewer.analysis.report.reporting import Reporting, write_reports

        paths = [Path(each.journal or each.path) for each in self.studies]
        reporting = Reporting(cache=self.places.cache)
        written = write_reports(
            paths, self.output, reporting, Processes(1), force=False
        )
        for outcome in written:
            yield f"{outcome.path}: {outcome.failure}" if outcome.failure else ""


@dataclass(frozen=True)
class CompareReaders(Task[str]):
    """Return how far the two readers of some studies agree, in words."""

    stage: ClassVar[Stage] = Stage.COMPARING

    places: StudyPlaces
    studies: tuple[Study, ...]

    def run(self) -> str:
        from ecgviewer.analysis.engine import Processes
        from ecgviewer.studies.double_reading import Comparing, doubly_read, failed
        from ecgviewer.studies.index import StudyIndex
        from ecgviewer.studies.project_agreement import (
            agreement_text,
            project_agreement,
        )
        from ecgviewer.studies.scan import Scanner

        with StudyIndex(self.places.index) as index:
            scanner = Scanner(index, self.places)
            items = list(doubly_read(scanner, self.studies))
        read = Processes(1).map(Comparing(self.places.cache), items, failed)
        found = project_agreement(read)
        lost = [f"{each.item.path}: {each.failure}" for each in found.failed]
        return "\n".join([agreement_text(found), *lost])


@dataclass(frozen=True)
class WriteReferenceSet(Task[Iterator["Written"]]):
    """Write the records of some studies with their signed consensus."""

    stage: ClassVar[Stage] = Stage.EXPORTING

    places: StudyPlaces
    studies: tuple[Study, ...]
    output: Path

    def run(self) -> Iterator[Written]:
        from ecgviewer.analysis.engine import Processes
        from ecgviewer.core.errors import InputError
        from ecgviewer.studies.index import StudyIndex
        from ecgviewer.studies.reference_set import (
            NOTHING_SIGNED,
            WritingReference,
            finish,
            lost,
            reference_items,
        )
        from ecgviewer.studies.scan import Scanner

        with StudyIndex(self.places.index) as index:
            scanner = Scanner(index, self.places)
            items = list(reference_items(scanner, self.studies))
        if not items:
            raise InputError(NOTHING_SIGNED)
        work = WritingReference(self.output, self.places.cache)
        written = []
        for each in Processes(1).map(work, items, lost):
            if not each.failure:
                written.append(each)
                finish(self.output, written, None)
            yield each
