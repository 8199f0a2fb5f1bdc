"""Everybody who labelled a record is found, and their beats are read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.other_readers import read_reader, sources_of
from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.record import Record
from ecgviewer.core.review.edits import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.wfdb.annotations import new_annotations, write_annotations
from ecgviewer.formats.wfdb.record import read_record
from tests.formats.small_records import write_small


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return read_record(write_small(tmp_path, n=360 * 8))


def test_readers_and_annotators_are_read(record: Record, tmp_path: Path) -> None:
    elsewhere = tmp_path / "journals"
    elsewhere.mkdir()
    assert sources_of(record, elsewhere) == {}
    session = ReviewSession(record, new_beats([100, 500, 900]))
    path = journal_path(record, "Dr Smith", elsewhere)
    journal = EditJournal.create(path, session, "Dr Smith")
    edit = relabel(session.beats, [1], BeatClass.V, 7)
    journal.append(session.edit(edit)[0])
    journal.close()
    annotations = new_annotations([100, 900], ["N", "A"])
    write_annotations(tmp_path / "small.atr", annotations)
    sources = sources_of(record, elsewhere)
    assert len(sources) == 2
    assert sources["[atr]"] == tmp_path / "small.atr"
    empty = Predictions.empty()
    atr = read_reader(record, "[atr]", sources.pop("[atr]"), empty)
    assert atr.symbol.tolist() == ["N", "A"]
    ((name, found),) = sources.items()
    smith = read_reader(record, name, found, empty)
    assert smith.sample.tolist() == [100, 500, 900]
    assert smith.symbol[1] == "V"
    assert smith.reviewed is not None
    assert np.flatnonzero(smith.reviewed).tolist() == [1]
