"""A journal of a record that grows knows what it has seen of it, and goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.growth import seal_of, stream_identity
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review import beat_editor
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import read_header
from ecgviewer.formats.journal.identity import header_changes, is_of
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore

_VALUES = np.random.default_rng(1).normal(size=(1, 3000)).astype(np.float32)


def _record(n: int) -> Record:
    source = _VALUES[:, :n].copy()
    identity = stream_identity("bed 7")
    return Record("bed", 250.0, (Lead("II"),), source, identity=identity)


def _label(session: ReviewSession, keeper: JournalKeeper, row: int) -> None:
    keeper.open(session)
    beat = session.beats.beat_id[[row]]
    step, _ = session.edit(beat_editor.relabel(session.beats, beat, BeatClass.V, 0))
    keeper.append(step)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Return the journal of a review that went on while its record grew."""
    path = tmp_path / "bed.Ada.ecgedits.jsonl"
    session = ReviewSession(_record(1000), new_beats([100, 500, 900]))
    keeper = JournalKeeper(path, "Ada")
    _label(session, keeper, 0)
    session.extend(_record(2000))
    _label(session, keeper, 1)
    keeper.close()
    return path


def _lines(journal: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in journal.read_text().splitlines()]


def test_it_stays_open_while_the_record_grows(journal: Path) -> None:
    kinds = [line["kind"] for line in _lines(journal)]
    assert kinds == ["header", "beats", "edit", "edit"]
    header = read_header(journal)
    assert header.n_samples == 1000
    assert header.sealed == seal_of(_record(1000), 1000)


def test_a_longer_record_has_the_review(journal: Path) -> None:
    for n in (1000, 2000, 3000):
        session = restore(_record(n), read_journal(journal))
        assert session.beats.label[:2].tolist() == [BeatClass.V, BeatClass.V]
        assert header_changes(_record(n), read_header(journal)) == ()


def test_what_was_seen_since_is_sealed_before_the_next_edit(journal: Path) -> None:
    session = restore(_record(3000), read_journal(journal))
    keeper = JournalKeeper(journal, "Ada")
    _label(session, keeper, 2)
    keeper.close()
    *_, sealed, _ = _lines(journal)
    assert (sealed["kind"], sealed["n_samples"]) == ("record", 3000)
    contents = read_journal(journal)
    assert contents.header.sealed == seal_of(_record(3000), 3000)
    assert len(restore(_record(3000), contents).history.done) == 3
    with pytest.raises(JournalError, match="first 3,000 samples of record bed"):
        restore(_record(2999), contents)


def test_other_samples_are_another_record(journal: Path) -> None:
    header = read_header(journal)
    changed = _VALUES.copy()
    changed[0, 999] += 1
    other = replace(_record(3000), source=changed)
    assert not is_of(other, header)
    with pytest.raises(JournalError, match="not there as they were"):
        restore(other, read_journal(journal))
    changed = _VALUES.copy()
    changed[0, 1000] += 1
    assert is_of(replace(_record(3000), source=changed), header), "not sealed yet"


def test_another_stream_is_another_record(journal: Path) -> None:
    other = replace(_record(3000), identity=stream_identity("bed 8"))
    with pytest.raises(JournalError, match="belongs to other data"):
        restore(other, read_journal(journal))


def test_a_lead_that_was_renamed_is_told(journal: Path) -> None:
    renamed = replace(_record(3000), leads=(Lead("MLII"),))
    (change,) = header_changes(renamed, read_header(journal))
    assert "lead II is now called MLII" in change


def test_a_longer_record_is_known_to_be_searched_to_where_it_was(journal: Path) -> None:
    header, *_ = _lines(journal)
    assert header["n_searched"] == 1000
    session = restore(_record(3000), read_journal(journal))
    session.know_missing(UnknownStretches.none(), 3000)
    assert session.surroundings.n_samples == 1000


def test_a_record_at_rest_is_searched_whole(tmp_path: Path) -> None:
    record = replace(_record(1000), identity="at rest")
    session = ReviewSession(record, new_beats([100, 500, 900]))
    path = tmp_path / "bed.Ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "Ada")
    _label(session, keeper, 0)
    keeper.close()
    assert "n_searched" not in path.read_text()
    assert restore(record, read_journal(path)).n_searched == 1000
