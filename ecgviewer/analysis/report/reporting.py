"""Reports of many records and reviews: resumable, as the analysis of many is."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ecgviewer.analysis.batch import DiskFullError
from ecgviewer.analysis.batch_places import output_folders
from ecgviewer.analysis.engine import Engine
from ecgviewer.analysis.report.content import Content, content_of
from ecgviewer.analysis.report.document import json_of
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.hidden import hidden
from ecgviewer.analysis.report.page import page_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.report_log import (
    ReportLog,
    WrittenReport,
    append_to_log,
    read_log,
)
from ecgviewer.analysis.report.report_source import Source
from ecgviewer.analysis.report.strip_samples import samples_csv
from ecgviewer.analysis.report.tables import events_csv, hours_csv
from ecgviewer.analysis.report.template import with_conclusion
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.analysis_log import digests
from ecgviewer.formats.export.deidentified import deidentified
from ecgviewer.formats.export.output_guard import ReplaceError, is_taken
from ecgviewer.formats.export.record_copy import Hidden
from ecgviewer.formats.files.atomic import replace_file

#: What makes each file, by how its name ends; `JSON` and `HTML` name two of them.
JSON, HTML, HOURS, EVENTS, STRIPS = (
    ".report.json", ".report.html", ".report-hours.csv", ".report-events.csv",
    ".report-strips.csv",
)  # fmt: skip
_FULL = (errno.ENOSPC, errno.EDQUOT)
_DISK_FULL = "{error}. The run has ended. Free space and run it again."
_TAKEN = (
    "{path} is left as it is: it is not as a report wrote it here. Write into another "
    "folder with -o, or replace it with --force."
)
Report = Callable[[str, Progress], None]
#: Makes a file of what pages are made of, and of when, UTC in ISO 8601.
Painted = Callable[[Content, str], bytes]


@dataclass(frozen=True)
class Assignment:
    """One record or journal, the folder for its report, and what the log there says."""

    path: Path
    folder: Path
    log: ReportLog
    force: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a report.

    Attributes
    ----------
    path, folder : Path
        What was named, and where the files are.
    written : WrittenReport or None
        None where it failed.
    skipped, is_finished : bool
        It was written before; the review is signed as it is.
    failure : str
    notices : tuple of str
    """

    path: Path
    folder: Path
    written: WrittenReport | None = None
    skipped: bool = False
    is_finished: bool = False
    failure: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reporting:
    """How each report is made; can be sent to another process.

    Attributes
    ----------
    endings : tuple of str
        Which files are written.
    bundle : str
        Classifier bundle; empty for the review's own, or the default.
    without_classifier : bool
        Count of a review what readers labelled alone.
    hide : Hidden or None
        Names nobody, and shifts dates.
    record : Path, optional
        The record of a journal that is not beside it.
    report : callable, optional
        Told how far an analysis is; only in this process.
    cache : Path, optional
        Folder where analyses are kept.
    painted : mapping of str to callable
        What makes the files of further endings, such as PDF, which are painted: by
        functions of a module, which another process imports.
    options : tuple of str
        Of what is painted; other ones make other files.
    template : str
        Sentences with fields, which are the conclusion where the reader wrote none.
    """

    endings: tuple[str, ...] = (JSON, HTML, HOURS, EVENTS, STRIPS)
    bundle: str = ""
    without_classifier: bool = False
    hide: Hidden | None = None
    record: Path | None = None
    report: Report | None = None
    cache: Path | None = None
    painted: Mapping[str, Painted] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    template: str = ""

    def __call__(self, assignment: Assignment) -> Outcome:
        """Write the report of a record or journal, unless that is done already.

        Raises
        ------
        DiskFullError
            If it does not fit on its drive.
        """
        path, folder = assignment.path, assignment.folder
        notices: tuple[str, ...] = ()
        try:
            source = Source.read(
                path,
                self.bundle,
                without_classifier=self.without_classifier,
                record=self.record,
            )
            notices = source.notices
            found = self._written(source, assignment)
            return replace(found, notices=(*notices, *found.notices))
        except (InputError, OSError, KeyError, ValueError) as error:
            failure = message_of(error)
            if isinstance(error, OSError) and error.errno in _FULL:
                raise DiskFullError(_DISK_FULL.format(error=failure)) from error
            return Outcome(path, folder, failure=failure, notices=notices)
        except Exception as error:
            # One source must not end the run of thousands.
            failure = f"{type(error).__name__}: {error}"
            return Outcome(path, folder, failure=failure, notices=notices)

    def _written(self, source: Source, assignment: Assignment) -> Outcome:
        path, folder = assignment.path, assignment.folder
        days = self.hide.shift_days if self.hide else None
        said = [sorted(self.endings), days]
        said += [list(self.options)] if self.options else []
        said += [[self.template]] if self.template else []
        stands_for = source.stands_for(said)
        name, signed = source.name(self.hide), source.signing.signature is not None
        key = name if self.hide else path.name
        before = None if assignment.force else assignment.log.done.get(key)
        done = Outcome(path, folder, before, skipped=True, is_finished=signed)
        if before and before.stands_for == stands_for and before.is_whole(folder):
            return done
        files = {ending: folder / f"{name}{ending}" for ending in self.endings}
        if not assignment.force:
            _check(files.values(), assignment.log.outputs.get(key, frozenset()))
        told: list[str] = []
        facts, session = self._facts(source, told.append)
        folder.mkdir(parents=True, exist_ok=True)
        drawn = self.painted or STRIPS in self.endings
        content = content_of(facts, session) if drawn else None
        for ending, file in files.items():
            written_at = datetime.now(UTC).isoformat(timespec="seconds")
            paint = self.painted.get(ending)
            if content and ending == STRIPS:
                made = samples_csv(content)
            elif content and paint:
                made = paint(content, written_at)
            else:
                made = _content(facts, ending, written_at)
            with replace_file(file) as opened:
                opened.write(made)
        digest = digests(list(files.values()))
        written = WrittenReport(key, stands_for, digest)
        return replace(done, written=written, skipped=False, notices=tuple(told))

    def _facts(
        self, source: Source, notice: Callable[[str], None]
    ) -> tuple[ReportFacts, ReviewSession]:
        name, report = source.record.name, self.report
        tell = (lambda progress: report(name, progress)) if report else None
        session = source.session(tell, notice, self.cache)
        session = session if self.hide is None else deidentified(session)
        facts = report_facts(session, source.signing, bundle=source.bundle)
        if self.hide is not None:
            facts = hidden(facts, source.name(self.hide), self.hide.shift_days)
        return with_conclusion(facts, self.template), session


def _content(facts: ReportFacts, ending: str, written_at: str) -> bytes:
    if ending in (HOURS, EVENTS):
        return hours_csv(facts) if ending == HOURS else events_csv(facts)
    make = json_of if ending == JSON else page_of
    return make(facts, written_at)


def _check(paths: Iterable[Path], own: frozenset[tuple[str, str]]) -> None:
    """Refuse to replace what is not as a report wrote it."""
    for path in paths:
        if is_taken(path) and not own.issuperset(digests([path]).items()):
            raise ReplaceError(_TAKEN.format(path=path))


def write_reports(
    paths: Sequence[Path],
    output: Path,
    reporting: Reporting,
    engine: Engine,
    *,
    force: bool,
) -> Iterator[Outcome]:
    """Yield what became of the report of each record or journal, in the order given.

    Parameters
    ----------
    paths : sequence of Path
    output : Path
        The folder; those of one name have folders of their own in it.
    reporting : Reporting
    engine : Engine
    force : bool
        Write also what is written already, and replace what is not a report's own.

    Raises
    ------
    DiskFullError
        If a report does not fit on its drive.
    OSError
        If the log cannot be written.
    """
    # Names made of samples meet no other, and those of folders may be people's.
    hide = reporting.hide
    folders = [output] * len(paths) if hide else output_folders(paths, output)
    logs = {folder: read_log(folder) for folder in set(folders)}
    todo = (
        Assignment(
            path,
            folder,
            logs[folder] if hide else logs[folder].of(path.name),
            force,
        )
        for path, folder in zip(paths, folders, strict=True)
    )
    for outcome in engine.map(reporting, todo, _lost):
        if outcome.written and not outcome.skipped:
            append_to_log(outcome.folder, outcome.written)
        yield outcome


def _lost(assignment: Assignment, reason: str) -> Outcome:
    return Outcome(assignment.path, assignment.folder, failure=reason)
