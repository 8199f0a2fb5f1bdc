"""The analysis of the studies of a list: into the kept analyses and figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.report_source import Source
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.studies.figures import (
    Counted,
    FiguresFolder,
    StudyFigures,
    figures_key,
)


@dataclass(frozen=True)
class ToCount:
    """A record, and the journal of the review that is to be counted, if any.

    Attributes
    ----------
    path : Path
        The file that the record is opened by.
    journal : Path or None
    length_s : float
        Of the record, as far as it is known: what time it takes goes by it.
    key : str
        See `figures_key`.
    """

    path: Path
    journal: Path | None
    length_s: float
    key: str


@dataclass(frozen=True)
class WorkDone:
    """What came of one; `failure` says why there are no figures."""

    item: ToCount
    failure: str = ""


@dataclass(frozen=True)
class StudyWork:
    """Analyses and counts one study at a time; can be sent to another process.

    Attributes
    ----------
    figures : Path
        Folder of what was counted.
    cache : Path
        Folder of kept analyses, which the window opens records from.
    bundle : str
        Classifier bundle for records that nobody reviews; empty for the default.
    """

    figures: Path
    cache: Path
    bundle: str = ""

    def __call__(self, item: ToCount) -> WorkDone:
        """Analyse and count a study; whatever goes wrong is kept and returned."""
        key = item.key
        try:
            source = self._source(item)
            key = _key(source)
            counted = Counted(self._figures(source))
        except (InputError, OSError, KeyError, ValueError) as error:
            counted = Counted(failure=message_of(error))
        except Exception as error:
            # One study must not end the work on thousands.
            counted = Counted(failure=f"{type(error).__name__}: {error}")
        try:
            FiguresFolder(self.figures).keep(key, counted)
        except OSError as error:
            return WorkDone(item, message_of(error))
        return WorkDone(item, counted.failure)

    def _source(self, item: ToCount) -> Source:
        bundle = "" if item.journal else self.bundle
        return Source.read(item.journal or item.path, bundle, record=item.path)

    def _figures(self, source: Source) -> StudyFigures:
        session = source.session(None, _unheard, self.cache)
        facts = report_facts(session, source.signing, bundle=source.bundle)
        return StudyFigures.of(session, facts)


def _key(source: Source) -> str:
    """Return what the figures are kept under: the review may have gone on meanwhile."""
    last = source.contents.last_hash if source.contents else ""
    return figures_key(source.record.identity, source.record.checksum, last)


def lost(item: ToCount, reason: str) -> WorkDone:
    """Return what came of a study whose process ended."""
    return WorkDone(item, reason)


def _unheard(_: str) -> None:
    """Ignore what a reader of the record will be told."""
