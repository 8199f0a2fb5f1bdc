"""The analysis of many records: one at a time, spread by an engine, resumable."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.analysis.analysed_leads import leads_named
from ecgviewer.analysis.batch_places import output_folders, record_name
from ecgviewer.analysis.engine import Engine
from ecgviewer.analysis.remote_records import local_record
from ecgviewer.classifier.runtime import Classifier, load_classifier
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.record import Record
from ecgviewer.formats.export.analysis_log import (
    AnalysisLog,
    FinishedRecord,
    append_to_log,
    digests,
    read_log,
)
from ecgviewer.formats.export.beats_parquet import parquet_path, write_parquet
from ecgviewer.formats.export.output_guard import OutputGuard
from ecgviewer.formats.export.review_export import (
    csv_path,
    export_csv,
    export_wfdb,
    wfdb_path,
)
from ecgviewer.formats.files.analysis_cache import AnalysisCache
from ecgviewer.formats.files.left_behind import remove_left_behind
from ecgviewer.formats.record_formats import read_record
from ecgviewer.preprocessing.ecg_leads import without_ecg

#: What the system says where a drive, or the user's part of it, is full.
_FULL = (errno.ENOSPC, errno.EDQUOT)
_DISK_FULL = (
    "{error}. The run has ended. Free space and run it again; it continues where it "
    "stopped."
)
#: Told the record's name and how far its analysis is.
Report = Callable[[str, Progress], None]


class DiskFullError(InputError):
    """Nothing more can be written; the message names the file."""


@dataclass(frozen=True)
class Assignment:
    """One record to analyse, the folder for it, and what the log there says of it."""

    path: Path
    folder: Path
    finished: FinishedRecord | None = None
    guard: OutputGuard = field(default_factory=OutputGuard)


@dataclass(frozen=True)
class Outcome:
    """What became of a record.

    Attributes
    ----------
    path : Path
        The record as it was given.
    folder : Path
        Where its outputs are.
    finished : FinishedRecord or None
        What is written; None where the analysis failed.
    skipped : bool
        The outputs already existed.
    failure : str
        Why it failed, empty where it did not.
    notices : tuple of str
        What is wrong with the record and did not keep it from being read, and what
        of somebody's work was replaced.
    """

    path: Path
    folder: Path
    finished: FinishedRecord | None = None
    skipped: bool = False
    failure: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchAnalysis:
    """How each record is analysed; can be sent to another process.

    Attributes
    ----------
    bundle : str
        Classifier bundle, empty for the default.
    lead : str
        Leads to analyse, with commas; empty for all of few and some of many.
    output : Path
        Folder for the CSV and the annotations; see `output_folders`.
    annotator : str
        Ending of the annotation file.
    report : callable, optional
        Told how far a record is; only in this process.
    cache : Path, optional
        Folder where what an analysis gave is kept for the window; see `AnalysisCache`.
    parquet : bool
        Write the table of beats as Parquet, too.
    """

    bundle: str
    lead: str
    output: Path
    annotator: str
    report: Report | None = None
    cache: Path | None = None
    parquet: bool = False

    def __call__(self, assignment: Assignment) -> Outcome:
        """Analyse a record and write what was found, unless that is done already.

        Whatever goes wrong is reported in the outcome: one record must not end the run
        of thousands. A full disk does, since no other record could be written.

        Raises
        ------
        DiskFullError
            If the outputs do not fit on their drive.
        """
        path, folder = assignment.path, assignment.folder
        notices: tuple[str, ...] = ()
        try:
            record = read_record(local_record(path))
            notices = (*without_ecg(record), *record.notices)
            skipped = self._is_done(record, assignment)
            if skipped:
                return Outcome(path, folder, assignment.finished, skipped, "", notices)
            notices += assignment.guard.replaced_work(self._files(record, folder))
            reported: list[str] = []
            done = self._analyse(record, assignment, reported)
            return Outcome(path, folder, done, notices=(*notices, *reported))
        except (InputError, OSError, KeyError, ValueError) as error:
            if isinstance(error, OSError) and error.errno in _FULL:
                raise DiskFullError(
                    _DISK_FULL.format(error=message_of(error))
                ) from error
            return Outcome(path, folder, failure=message_of(error), notices=notices)
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
            return Outcome(path, folder, failure=failure, notices=notices)

    def _files(self, record: Record, folder: Path) -> tuple[Path, ...]:
        table = (parquet_path(record, folder),) if self.parquet else ()
        annotations = wfdb_path(record, folder, self.annotator)
        return csv_path(record, folder), annotations, *table

    def _is_done(self, record: Record, assignment: Assignment) -> bool:
        finished = assignment.finished
        # A program that named no leads looked at one, and now it would be at all.
        if finished is None or not (finished.leads or self.lead):
            return False
        asked = replace(
            finished,
            checksum=record.checksum,
            classifier_id=_classifier(self.bundle).classifier_id,
            lead=self.lead,
            annotator=self.annotator,
        )
        wanted = {path.name for path in self._files(record, assignment.folder)}
        there = finished == asked and finished.is_whole(assignment.folder)
        return there and wanted <= finished.files.keys()

    def _analyse(
        self, record: Record, assignment: Assignment, reported: list[str]
    ) -> FinishedRecord:
        """Analyse a record and write its files; report what its reader must know."""
        folder, guard = assignment.folder, assignment.guard
        classifier, report = _classifier(self.bundle), self.report
        session = analyse_record(
            record,
            classifier,
            (lambda progress: report(record.name, progress)) if report else None,
            reported.append,
            leads=leads_named(record, self.lead),
            cache=AnalysisCache(self.cache) if self.cache else None,
        )
        folder.mkdir(parents=True, exist_ok=True)
        files = [
            export_csv(session, folder, "", guard),
            export_wfdb(session, folder, self.annotator, guard),
        ]
        if self.parquet:
            path = parquet_path(record, folder)
            files.append(write_parquet(files[0], path, guard.check(path)))
        return FinishedRecord(
            record.name,
            record.checksum,
            classifier.classifier_id,
            self.lead,
            self.annotator,
            len(session.beats),
            digests(files),
            session.leads,
        )


@cache
def _classifier(bundle: str) -> Classifier:
    """Return the classifier of this process; it is loaded once."""
    return load_classifier(bundle)


def analyse_records(
    paths: Sequence[Path], analysis: BatchAnalysis, engine: Engine, *, force: bool
) -> Iterator[Outcome]:
    """Yield what became of each record, in the order given.

    Parameters
    ----------
    paths : sequence of Path
        From `distinct_records`.
    analysis : BatchAnalysis
        What to do.
    engine : Engine
        Where to do it; the results are the same for any.
    force : bool
        Analyse also what is done already, and replace also what is somebody's work.

    Raises
    ------
    DiskFullError
        If the outputs do not fit on their drive.
    OSError
        If the log cannot be written.
    """
    folders = output_folders(paths, analysis.output)
    logs = {folder: read_log(folder) for folder in set(folders)}
    remove_left_behind(logs)
    todo = (
        _assignment(path, folder, logs[folder], force=force)
        for path, folder in zip(paths, folders, strict=True)
    )
    for outcome in engine.map(analysis, todo, _lost):
        if outcome.finished and not outcome.skipped:
            append_to_log(outcome.folder, outcome.finished)
        yield outcome


def _assignment(
    path: Path, folder: Path, log: AnalysisLog, *, force: bool
) -> Assignment:
    name = record_name(path)
    guard = OutputGuard(log.outputs.get(name, frozenset()), force)
    return Assignment(path, folder, None if force else log.done.get(name), guard)


def _lost(assignment: Assignment, reason: str) -> Outcome:
    return Outcome(assignment.path, assignment.folder, failure=reason)
