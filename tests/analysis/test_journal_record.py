"""The record of a journal is found by its name, or else by its signals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.journal_record import record_of
from ecgviewer.core.beats import new_beats
from ecgviewer.core.errors import RecordError
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.lines import JournalHeader
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.wfdb.record import read_record
from tests.formats.small_records import write_small


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    header = write_small(tmp_path, "small", 3600)
    path = tmp_path / "small.Dr_Smith.ecgedits.jsonl"
    session = ReviewSession(read_record(header), new_beats([100]))
    written = EditJournal.create(path, session, "Dr Smith")
    edit = relabel(session.beats, [0], BeatClass.V, 7)
    written.append(session.edit(edit)[0])
    written.close()
    return path


def _header(journal: Path) -> JournalHeader:
    return read_journal(journal).header


def _rename(journal: Path, name: str) -> None:
    for ending in ("hea", "dat"):
        path = journal.with_name(f"small.{ending}")
        path.rename(path.with_name(f"{name}.{ending}"))
    header = journal.with_name(f"{name}.hea")
    header.write_text(header.read_text().replace("small", name))


def test_the_record_of_its_name(journal: Path) -> None:
    assert record_of(journal, _header(journal)).name == "small"


def test_a_renamed_record_is_found_among_others(journal: Path) -> None:
    _rename(journal, "renamed")
    write_small(journal.parent, "another", 3600)
    values = np.arange(7200, dtype="<i2") % 7
    values.tofile(journal.with_name("another.dat"))
    write_small(journal.parent, "abrupt", 100)
    journal.with_name("broken.hea").write_text("nothing")
    write_small(journal.parent, "absent", 3600)
    journal.with_name("absent.dat").unlink()
    assert record_of(journal, _header(journal)).name == "renamed"


def test_where_none_is_it_what_has_the_name_is_returned(journal: Path) -> None:
    other = np.arange(7200, dtype="<i2") % 7
    other.tofile(journal.with_name("small.dat"))
    assert record_of(journal, _header(journal)).name == "small"


def test_where_nothing_is_there_the_name_is_told(journal: Path) -> None:
    journal.with_name("small.hea").unlink()
    with pytest.raises(RecordError, match=r"small\.hea"):
        record_of(journal, _header(journal))
