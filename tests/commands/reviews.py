"""A review of a record, as a window leaves it, to be given to commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ecgviewer.analysis.analyse_record import analyse_record, analyse_session
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.gui.model.document import Document, DocumentState
from tests.fakes import FakeClassifier


def _unclassified(record: Record, classifier: FakeClassifier) -> ReviewSession:
    found = analyse_record(record, classifier)
    return ReviewSession(record, found.beats, found.lead)


def classified(record: Record, classifier: FakeClassifier) -> ReviewSession:
    session = _unclassified(record, classifier)
    analyse_session(session, classifier)
    return session


def reviewed(
    record_path: Path,
    found: Callable[[Record, FakeClassifier], ReviewSession] = _unclassified,
    reader: str = "Ada",
) -> tuple[ReviewSession, Path]:
    record = read_record(record_path)
    session = found(record, FakeClassifier())
    path = journal_path(record, reader, record_path.parent)
    document = Document()
    document.open(session, (), JournalKeeper(path, reader))
    document.set_state(DocumentState.READY)
    assert document.label(session.beats.beat_id[2:5], BeatClass.V)
    document.close()
    return session, path
