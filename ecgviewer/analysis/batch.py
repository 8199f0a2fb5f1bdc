"""The analysis of many records: one at a time, spread by an engine, resumable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.analysis.engine import Engine
from ecgviewer.classifier.runtime import Classifier, load_classifier
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.record import Record
from ecgviewer.formats.export.analysis_log import (
    FinishedRecord,
    append_to_log,
    digests,
    read_log,
)
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.wfdb.record import header_path, read_record

#: Told the record's name and how far its analysis is.
Report = Callable[[str, Progress], None]


@dataclass(frozen=True)
class Assignment:
    """One record to analyse, and what the log says of it, if anything."""

    path: Path
    finished: FinishedRecord | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a record.

    Attributes
    ----------
    path : Path
        The record as it was given.
    finished : FinishedRecord or None
        What is written; None where the analysis failed.
    skipped : bool
        The outputs were there already.
    failure : str
        Why it failed, empty where it did not.
    notices : tuple of str
        What is wrong with the record and did not keep it from being read.
    """

    path: Path
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
        Lead to analyse, empty for the one that the classifier prefers.
    output : Path
        Folder for the CSV and the annotations.
    annotator : str
        Ending of the annotation file.
    report : callable, optional
        Told how far a record is; only in this process.
    """

    bundle: str
    lead: str
    output: Path
    annotator: str
    report: Report | None = None

    def __call__(self, assignment: Assignment) -> Outcome:
        """Analyse a record and write what was found, unless that is done already.

        Whatever goes wrong is told in the outcome: one record must not end the run
        of thousands.
        """
        path, finished = assignment.path, assignment.finished
        notices: tuple[str, ...] = ()
        try:
            record = read_record(path)
            notices = record.notices
            skipped = self._is_done(record, finished)
            told: list[str] = []
            done = finished if skipped else self._analyse(record, told)
            return Outcome(path, done, skipped, notices=(*notices, *told))
        except (InputError, OSError, KeyError, ValueError) as error:
            return Outcome(path, failure=message_of(error), notices=notices)
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
            return Outcome(path, failure=failure, notices=notices)

    def _is_done(self, record: Record, finished: FinishedRecord | None) -> bool:
        if finished is None:
            return False
        asked = replace(
            finished,
            checksum=record.checksum,
            classifier_id=_classifier(self.bundle).classifier_id,
            lead=self.lead,
            annotator=self.annotator,
        )
        return finished == asked and finished.is_whole(self.output)

    def _analyse(self, record: Record, told: list[str]) -> FinishedRecord:
        """Analyse a record and write its files; what its reader must know is told."""
        classifier, report = _classifier(self.bundle), self.report
        session = analyse_record(
            record,
            classifier,
            self.lead,
            (lambda progress: report(record.name, progress)) if report else None,
            told.append,
        )
        files = [
            export_csv(session, self.output, reviewer=""),
            export_wfdb(session, self.output, self.annotator),
        ]
        return FinishedRecord(
            record.name,
            record.checksum,
            classifier.classifier_id,
            self.lead,
            self.annotator,
            len(session.beats),
            digests(files),
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
        Analyse also what is done already.
    """
    done: Mapping[str, FinishedRecord] = {} if force else read_log(analysis.output)
    todo = (Assignment(path, done.get(header_path(path).stem)) for path in paths)
    for outcome in engine.map(analysis, todo):
        if outcome.finished and not outcome.skipped:
            append_to_log(analysis.output, outcome.finished)
        yield outcome


def distinct_records(paths: Sequence[Path]) -> list[Path]:
    """Return the records named, each once.

    Raises
    ------
    InputError
        If two of them would be written to the same files.
    """
    by_name: dict[str, Path] = {}
    for path in paths:
        header = header_path(path)
        known = by_name.setdefault(header.stem, path)
        if header_path(known).absolute() != header.absolute():
            raise InputError(
                f"{known} and {path} have the same name, and the beats of one would "
                "overwrite the other's. Analyse them into different folders, with -o."
            )
    return list(by_name.values())
