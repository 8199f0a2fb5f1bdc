"""What a report is made of: a record that is analysed, or the review in a journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ecgviewer import __version__
from ecgviewer.analysis.analyse_record import analyse_record, know_signal
from ecgviewer.analysis.journal_record import record_of
from ecgviewer.analysis.journal_session import classifier_of, session_of
from ecgviewer.analysis.remote_records import is_remote, local_file, local_record
from ecgviewer.analysis.report.facts import FACTS_VERSION
from ecgviewer.analysis.report.review_facts import Signing
from ecgviewer.classifier.runtime import Classifier, load_classifier
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.record_copy import Hidden, copy_name
from ecgviewer.formats.files.analysis_cache import AnalysisCache
from ecgviewer.formats.journal.identity import header_changes
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX
from ecgviewer.formats.journal.reader import JournalContents, read_journal
from ecgviewer.formats.record_formats import read_record

#: Characters of the digest that tells reviews of one de-identified record apart.
_MARK = 6
_loaded = cache(load_classifier)
_loaded_of = cache(classifier_of)


@dataclass(frozen=True)
class Source:
    """A record, and the journal of a review of it, if there is one.

    Attributes
    ----------
    path : Path
        What was named.
    record : Record
    contents : JournalContents or None
    bundle : str
        Classifier to take instead of the review's own, or the default.
    without_classifier : bool
        Take none for a review: what nobody labelled has no label.
    """

    path: Path
    record: Record
    contents: JournalContents | None
    bundle: str = ""
    without_classifier: bool = False

    @classmethod
    def read(
        cls,
        path: Path,
        bundle: str = "",
        *,
        without_classifier: bool = False,
        record: Path | None = None,
    ) -> Source:
        """Read what is named: a journal and its record, or a record.

        Parameters
        ----------
        path : Path
            A journal, or a file of a record; or the URL of one.
        bundle, without_classifier
            See above.
        record : Path, optional
            The record of the journal, where it is not beside it, or its URL.

        Raises
        ------
        RecordError, JournalError
            If one of them cannot be read.
        """
        if not path.name.endswith(JOURNAL_SUFFIX):
            return cls(path, read_record(local_record(path)), None, bundle)
        here = local_file(path)
        contents = read_journal(here)
        if record is None and is_remote(path):
            record = path.with_name(contents.header.record)
        if record:
            found = read_record(local_record(record))
        else:
            found = record_of(here, contents.header)
        return cls(path, found, contents, bundle, without_classifier)

    @property
    def notices(self) -> tuple[str, ...]:
        """What is wrong and did not keep them from being read."""
        if self.contents is None:
            return self.record.notices
        changes = header_changes(self.record, self.contents.header)
        return (*self.record.notices, *self.contents.notices, *changes)

    @property
    def signing(self) -> Signing:
        """What the journal says of reader and signatures."""
        return Signing.of(self.contents) if self.contents else Signing()

    def name(self, hide: Hidden | None) -> str:
        """Return how the names of its report's files begin."""
        contents = self.contents
        if hide is None:
            return (
                self.path.name.removesuffix(JOURNAL_SUFFIX)
                if contents
                else (self.record.name)
            )
        name = copy_name(self.record, hide)
        if contents is None:
            return name
        # Says nothing of the reader, and stays when the review goes on.
        begun = f"{contents.header.created} {self.record.identity}".encode()
        return f"{name}-{hashlib.sha256(begun).hexdigest()[:_MARK]}"

    def stands_for(self, options: object) -> str:
        """Return a digest of all that the facts depend on, and of some options."""
        classifier = self._classifier()
        said = [
            FACTS_VERSION,
            __version__,
            self.record.checksum,
            self.record.name,
            self.contents.last_hash if self.contents else "",
            classifier.classifier_id if classifier else "",
            options,
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def session(
        self,
        report: Callable[[Progress], None] | None,
        notice: Callable[[str], None],
        cache_folder: Path | None,
    ) -> ReviewSession:
        """Return the review, with what its classifier says."""
        classifier = self._classifier()
        kept = AnalysisCache(cache_folder) if cache_folder else None
        if self.contents is not None:
            session = session_of(self.record, self.contents, classifier, report, kept)
            if classifier is None:
                # A gap cannot be analysed, whoever labelled the beats.
                know_signal(session, report, kept)
            return session
        return analyse_record(
            self.record, classifier or _loaded(""), report, notice, cache=kept
        )

    def _classifier(self) -> Classifier | None:
        if self.contents is None:
            return _loaded(self.bundle)
        if self.without_classifier:
            return None
        return _loaded_of(self.contents.header.classifier_id, self.bundle)
