"""Edits of many beats take little room and time, and say the same as edits in full."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecgviewer.core.beats import COLUMNS, BeatTable, new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import (
    accept,
    add_beat,
    comment_beats,
    mark_noise,
    relabel,
    remove_beats,
)
from ecgviewer.core.review.edits import Edit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal import chain as journal_chain
from ecgviewer.formats.journal import lines as journal_lines
from ecgviewer.formats.journal import rows as journal_rows
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.edits import edit_content, edit_of
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.journal.rows import (
    beats_of,
    packed_column,
    packed_ids,
    rows_of,
    unpacked_column,
    unpacked_ids,
)
from ecgviewer.formats.wfdb.record import read_record
from tests.core.review.random_edits import (
    MOVES,
    Move,
    history_of,
    make,
    random_session,
)
from tests.formats.small_records import small_session, write_small

_JOURNALS = Path(__file__).parent / "journals"
_SYMBOLS = st.sampled_from(["", "N", "V", "\ud800", "🫀", "é"])


def _written(folder: Path, moves: list[Move]) -> tuple[ReviewSession, Path]:
    path, session = folder / "x.jsonl", random_session()
    journal = EditJournal.create(path, session, "Ada")
    for move in moves:
        step = make(session, move)
        if step is not None:
            journal.append(step)
    journal.close()
    return session, path


@settings(max_examples=60)
@given(MOVES, st.sampled_from([1, 2, 4, 1000]))
def test_packed_edits_and_edits_in_full_give_the_same_session(
    tmp_path_factory: pytest.TempPathFactory, moves: list[Move], many: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_rows, "MANY", many)
        session, path = _written(tmp_path_factory.mktemp("journal"), moves)
    if path.exists():
        restored = restore(session.record, read_journal(path))
        assert history_of(restored) == history_of(session)
        assert restored.new_beat_id() == session.new_beat_id()
        assert read_journal(path).base == session.base


@given(st.sets(st.integers(0, 300)))
def test_ids_come_back(ids: set[int]) -> None:
    wanted = np.array(sorted(ids), np.int64)
    packed = packed_ids(wanted)
    assert unpacked_ids(json.loads(json.dumps(packed))).tolist() == wanted.tolist()


def test_ids_on_end_take_two_numbers() -> None:
    assert packed_ids(np.arange(5, 2_000_000)) == [5, 1_999_995]
    assert packed_ids(np.array([0, 1, 7])) == [0, 2, 5, 1]


@pytest.mark.parametrize("packed", [[1], [-1, 2], [0, 2**27], ["1", 1], 7, [1.0, 2]])
def test_counts_that_are_none_are_refused(packed: list[object]) -> None:
    with pytest.raises(ValueError, match=r"counts|whole numbers"):
        unpacked_ids(packed)


@given(st.lists(_SYMBOLS, min_size=1), st.integers(1, 9))
def test_symbols_come_back(symbols: list[str], times: int) -> None:
    column = np.repeat(np.array(symbols, "U1"), times)
    packed = json.loads(json.dumps(packed_column(column)))
    assert np.array_equal(unpacked_column(packed, len(column), "symbol"), column)


@given(st.lists(st.sampled_from(["", "a", "b\0c", "\ud800"]), min_size=1))
def test_comments_come_back(texts: list[str]) -> None:
    column = np.array(texts, object)
    packed = json.loads(json.dumps(packed_column(column)))
    found = unpacked_column(packed, len(column), "comment")
    assert found.tolist() == column.tolist()


@pytest.mark.parametrize(
    ("packed", "name"),
    [
        ({"runs": [2], "values": ["N"]}, "symbol"),
        ({"runs": [4, -1], "values": ["N", "V"]}, "symbol"),
        ({"runs": [3, 2**40], "values": ["N", "V"]}, "symbol"),
        ({"runs": [1, 2], "values": ["N"]}, "symbol"),
        ({"each": "NV"}, "symbol"),
        ({"each": [1, 2, 3]}, "comment"),
        ({"each": [[], {}, 3]}, "noise"),
        (7, "comment"),
        (["N"], "symbol"),
        ("x", "sample"),
    ],
)
def test_columns_that_are_none_are_refused(packed: object, name: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        unpacked_column(packed, 3, name)


def test_tables_of_many_beats_come_back() -> None:
    rng = np.random.default_rng(3)
    beats = new_beats(np.cumsum(rng.integers(100, 300, 500)), first_id=3)
    some = np.flatnonzero(rng.random(500) < 0.5)
    beats = beats.with_values(some, symbol=rng.choice(list("NVA"), len(some)))
    beats = beats.with_values(some[:9], comment="ö", noise=True, reviewed_at=7)
    beats = beats.without(some[20:30])
    assert beats_of(json.loads(json.dumps(rows_of(beats)))) == beats


@pytest.mark.parametrize(
    "changes",
    [
        {"was": "0" * 16},
        {"beats": [0, 500]},
        {"values": {"sample": 5}},
        {"values": {"symbol": 1, "colour": 2}},
        {"action": "explode"},
    ],
)
def test_an_edit_of_many_that_does_not_fit_is_refused(
    changes: dict[str, object],
) -> None:
    session = small_session(40)
    edit = relabel(session.beats, range(3, 33), BeatClass.V, 7)
    content = json.loads(json.dumps(edit_content(edit)))
    assert edit_of(content, "", session.beats) == edit
    with pytest.raises((ValueError, KeyError)):
        edit_of({**content, **changes}, "", session.beats)


def test_edits_of_many_beats_are_short_whatever_they_do(tmp_path: Path) -> None:
    path, session = tmp_path / "x.jsonl", small_session(5000)
    journal = EditJournal.create(path, session, "Ada")
    some, begun = range(100, 4900), 0
    edits: tuple[Callable[[BeatTable], Edit], ...] = (
        lambda beats: relabel(beats, some, BeatClass.V, 7),
        lambda beats: relabel(beats, some, BeatClass.S, 8),
        lambda beats: accept(beats, some, session.columns.label, 9),
        lambda beats: comment_beats(beats, some, "seen"),
        lambda beats: mark_noise(beats, some, noise=True),
        lambda beats: remove_beats(beats, some),
    )
    for make_edit in edits:
        journal.append(session.edit(make_edit(session.beats))[0])
        size = path.stat().st_size
        assert not begun or size - begun < 500
        begun = size
    for _ in range(6):
        journal.append(session.undo()[0])
    journal.append(session.redo()[0])
    journal.close()
    restored = restore(session.record, read_journal(path))
    assert history_of(restored) == history_of(session)
    audit = read_audit(path)
    assert [entry.beats for entry in audit[1:8]] == [5000, *[4800] * 6]
    assert [entry.first_sample for entry in audit[1:3]] == ["100", "36100"]


def test_an_edit_of_many_beats_comes_back_where_ids_are_out_of_order(
    tmp_path: Path,
) -> None:
    path, session = tmp_path / "x.jsonl", small_session(40)
    journal = EditJournal.create(path, session, "Ada")
    n_samples = session.record.n_samples
    added = add_beat(session.beats, 280, session.new_beat_id(), 360.0, n_samples)
    journal.append(session.edit(added)[0])
    ids = session.beats.beat_id
    assert ids.tolist() != sorted(ids.tolist())
    labels = np.where(ids == 40, int(BeatClass.V), int(BeatClass.N)).astype(np.uint8)
    journal.append(session.edit(accept(session.beats, ids, labels, 9))[0])
    journal.close()
    restored = restore(session.record, read_journal(path))
    assert history_of(restored) == history_of(session)
    assert restored.beats.symbol[1] == "V"


def test_something_else_in_json_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"kind":"edit","previous":""}\n')
    with pytest.raises(JournalError, match="not an edit journal"):
        read_journal(path)


def test_a_journal_of_version_0_1_is_read_and_goes_on(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path, n=7200))
    path = tmp_path / "small.Ada.ecgedits.jsonl"
    old = (_JOURNALS / "version_0_1.jsonl").read_bytes()
    path.write_bytes(old)
    expected = json.loads((_JOURNALS / "version_0_1.json").read_bytes())
    session = restore(record, read_journal(path))
    _expect(session, expected)
    journal = EditJournal.open_for_append(path, session)
    some = session.beats.beat_id[:30]
    journal.append(session.edit(relabel(session.beats, some, BeatClass.F, 12))[0])
    journal.sign("again")
    journal.append(session.undo()[0])
    journal.close()
    data = path.read_bytes()
    assert data.startswith(old)
    kinds = [json.loads(line)["kind"] for line in data[len(old) :].splitlines()]
    assert kinds == ["record", "edit", "sign", "undo"]
    contents = read_journal(path)
    assert contents.header.identity == record.identity
    assert len(contents.signatures) == 2
    restored = restore(record, contents)
    assert history_of(restored) == history_of(session)
    _expect(restored, {**expected, "redo": ["Label 30 beats F"]})
    journal = EditJournal.open_for_append(path, restored)
    journal.append(restored.redo()[0])
    journal.close()
    assert path.read_bytes().count(b'"kind":"record"') == 1


def _expect(session: ReviewSession, expected: dict[str, list[object]]) -> None:
    for name in COLUMNS:
        assert getattr(session.beats, name).tolist() == expected[name]
    assert [e.text for e in session.history.done] == expected["undo"]
    assert [e.text for e in session.history.undone] == expected["redo"]


def test_a_journal_of_a_later_format_says_so(tmp_path: Path) -> None:
    path, session = tmp_path / "x.jsonl", small_session()
    journal = EditJournal.create(path, session, "Ada")
    journal.append(session.edit(relabel(session.beats, [1], BeatClass.V, 7))[0])
    journal.close()
    contents = read_journal(path)
    line = journal_lines.record_line(session.record, "", contents.last_hash)
    later = json.dumps({**json.loads(line), "format": 5}).encode() + b"\n"
    path.write_bytes(path.read_bytes() + later)
    with pytest.raises(JournalError, match=r"format 5.*reads 4.*version that wrote"):
        read_journal(path)


def test_what_could_not_be_read_again_is_not_begun(tmp_path: Path) -> None:
    session = ReviewSession(random_session().record, new_beats([5], first_id=2**26))
    with pytest.raises(JournalError, match=r"x\.jsonl cannot hold the 1 beats"):
        EditJournal.create(tmp_path / "x.jsonl", session, "Ada")


def test_a_line_that_no_reader_takes_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small_session(400)
    monkeypatch.setattr(journal_lines, "LONGEST_LINE", 1000)
    journal = EditJournal.create(tmp_path / "x.jsonl", session, "Ada")
    with pytest.raises(JournalError, match="too long"):
        journal.append(session.edit(relabel(session.beats, [1], BeatClass.V, 7))[0])
    assert not (tmp_path / "x.jsonl").exists()


def test_lines_without_an_end_are_not_read_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, session = tmp_path / "x.jsonl", small_session()
    path.write_bytes(b" " * 2**17)
    with pytest.raises(JournalError, match="no ecgviewer wrote"):
        read_journal(path)
    path.unlink()
    journal = EditJournal.create(path, session, "Ada")
    journal.append(session.edit(relabel(session.beats, [1], BeatClass.V, 7))[0])
    journal.close()
    monkeypatch.setattr(journal_chain, "LONGEST_LINE", 100)
    with pytest.raises(JournalError, match="line of 100 bytes or more"):
        read_journal(path)


def test_a_journal_of_any_size_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, session = tmp_path / "x.jsonl", small_session()
    journal = EditJournal.create(path, session, "Ada")
    for n in range(9):
        journal.append(session.edit(relabel(session.beats, [1], BeatClass.V, n))[0])
    journal.close()
    monkeypatch.setattr("ecgviewer.formats.files.ordinary_file.MOST_BYTES", 1000)
    assert path.stat().st_size > 1000
    assert len(read_journal(path).steps) == 9


def test_edits_in_full_take_less_memory_than_they_take_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, session = tmp_path / "x.jsonl", small_session(2000)
    monkeypatch.setattr(journal_rows, "MANY", 10**9)
    journal = EditJournal.create(path, session, "Ada")
    for n in range(120):
        edit = relabel(session.beats, range(2000), BeatClass(n % 5), n)
        journal.append(session.edit(edit)[0])
    journal.close()
    size = path.stat().st_size
    tracemalloc.start()
    contents = read_journal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(contents.steps) == 120
    assert peak < size / 3
