"""The journal: what was acknowledged is restored, and nothing is overwritten."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import comment_beats, relabel, remove_beats
from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.end import end_path
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.lines import line_hash
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from tests.core.review.random_edits import MOVES, Move, history_of, make, random_session
from tests.formats.small_records import small_session


def _edited(session: ReviewSession, beat_id: int = 0) -> Step:
    return session.edit(relabel(session.beats, [beat_id], BeatClass.V, 7))[0]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_looking_leaves_no_file(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.close()
    assert list(path.parent.iterdir()) == []
    journal.append(_edited(session))
    journal.close()
    assert sorted(path.parent.iterdir()) == [end_path(path), path]


def test_the_header_says_whose_review_of_what_this_is(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session))
    header = read_journal(path).header
    assert (header.record, header.fs, header.reader) == ("small", 360.0, "Ada")
    assert header.n_samples == session.record.n_samples
    assert header.checksum == session.record.checksum
    assert (header.lead, header.classifier_id) == ("MLII", "cnn-1")
    assert header.software.startswith("ecgviewer ")
    assert header.created.endswith("+00:00")


def test_a_step_says_when_and_with_which_classifier(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session))
    session.lead = "V5"
    journal.append(session.undo()[0])
    journal.append(session.redo()[0])
    edit, undo, redo = _lines(path)[2:]
    assert (edit["kind"], edit["seq"], edit["action"]) == ("edit", 1, "relabel")
    assert edit["text"] == "Label 1 beat V"
    assert edit["before"] == {"beat_id": 0, "sample": [100]}
    assert edit["after"] == {
        "beat_id": 0, "sample": [100], "symbol": "V", "reviewed": True, "reviewed_at": 7
    }  # fmt: skip
    assert (undo["kind"], undo["seq"], undo["of"]) == ("undo", 2, 1)
    assert (redo["kind"], redo["seq"], redo["of"]) == ("redo", 3, 1)
    assert undo["classifier_id"] == "cnn-1"
    assert read_journal(path).lead == "V5"


@settings(max_examples=40)
@given(MOVES, st.integers(0, 25))
def test_the_undo_history_survives_restarts(
    tmp_path_factory: pytest.TempPathFactory, moves: list[Move], restart_at: int
) -> None:
    path = tmp_path_factory.mktemp("journal") / "x.jsonl"
    session = random_session()
    journal = EditJournal.create(path, session, "Ada")
    for number, move in enumerate(moves):
        if number == restart_at and path.exists():
            journal.close()
            session = restore(session.record, read_journal(path))
            journal = EditJournal.open_for_append(path, session)
        step = make(session, move)
        if step is not None:
            journal.append(step)
    journal.close()
    if path.exists():
        restored = restore(session.record, read_journal(path))
        assert history_of(restored) == history_of(session)
        assert restored.new_beat_id() == session.new_beat_id()
        assert [e.text for e in restored.history.done] == [
            e.text for e in session.history.done
        ]


def test_whose_annotations_the_beats_were_survives_a_restart(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    session.annotator = "atr"
    journal.append(_edited(session))
    restored = restore(session.record, read_journal(path))
    assert (restored.annotator, restored.lead) == ("atr", "MLII")


def test_a_torn_last_line_is_ignored_and_cut_off_when_writing_goes_on(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session, 0))
    whole = path.read_bytes()
    journal.append(_edited(session, 1))
    journal.close()
    for tail in (path.read_bytes()[len(whole) : -1], b"{", b"\0" * 9):
        path.write_bytes(whole + tail)
        contents = read_journal(path)
        assert len(contents.steps) == 1
        assert "cut off" in contents.notices[0]
        again = restore(session.record, contents)
        resumed = EditJournal.open_for_append(path, again)
        assert path.read_bytes() == whole + tail
        resumed.append(_edited(again, 2))
        resumed.close()
        assert read_journal(path).notices == ()
        assert [len(s.edit.after) for s in read_journal(path).steps] == [1, 1]


def test_any_change_of_a_whole_line_is_found(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    for beat_id in range(3):
        journal.append(_edited(session, beat_id))
    journal.close()
    lines = path.read_bytes().splitlines(keepends=True)
    for number in range(len(lines) - 1):
        changed = list(lines)
        changed[number] = (
            changed[number]
            .replace(b"small", b"smell")
            .replace(b'"sample":[', b'"sample":[1')
        )
        _expect_refusal(path, changed)
        _expect_refusal(path, lines[:number] + lines[number + 1 :])
        _expect_refusal(path, [*lines[:number], b"\n", *lines[number:]])
    _expect_refusal(path, [lines[0]])
    _expect_refusal(path, [])


def _expect_refusal(path: Path, lines: list[bytes]) -> None:
    path.write_bytes(b"".join(lines))
    with pytest.raises(JournalError, match=path.name):
        read_journal(path)
    with pytest.raises(JournalError, match=path.name):
        EditJournal.open_for_append(path, small_session())
    assert path.read_bytes() == b"".join(lines)


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        (1, {"format": 5}),
        (1, {"format": "2"}),
        (1, {"reader": None}),
        (2, {"rows": {"sample": [1, 2]}}),
        (2, {"rows": {"beat_id": [1], "sample": [1], "symbol": ["N", "V"]}}),
        (2, {"rows": {"beat_id": [1], "sample": "?"}}),
        (2, {"rows": {"beat_id": [-1], "sample": [5]}}),
        (2, {"rows": {"beat_id": 10**12, "sample": [5]}}),
        (2, {"rows": {"beat_id": 1, "sample": [2**62]}}),
        (3, {"after": {"beat_id": 0, "sample": [-(2**62)]}}),
        (3, {"kind": "guess"}),
        (3, {"kind": "undo"}),
        (3, {"action": "explode"}),
        (3, {"before": {"beat_id": 0, "sample": [1.5]}}),
        (3, {"seq": 7}),
        (4, {"of": 3}),
        (5, {"kind": "redo"}),
    ],
)
def test_a_line_that_makes_no_sense_is_named(
    path: Path,
    journal: EditJournal,
    session: ReviewSession,
    line: int,
    changes: dict[str, Any],
) -> None:
    journal.append(_edited(session))
    journal.append(session.undo()[0])
    journal.append(_edited(session))
    journal.close()
    contents = _lines(path)
    for name, value in changes.items():
        contents[line - 1][name] = value
        if value is None:
            del contents[line - 1][name]
    _rechain(path, contents)
    with pytest.raises(JournalError, match=r"jsonl"):
        restore(session.record, read_journal(path))


def _rechain(path: Path, contents: list[dict[str, Any]]) -> None:
    """Write lines whose chain is whole, as one who forges a journal could."""
    previous, data = "", b""
    for content in contents:
        content["previous"] = previous
        line = json.dumps(content).encode()
        previous = line_hash(line)
        data += line + b"\n"
    path.write_bytes(data)
    end_path(path).unlink()


def test_lines_that_are_no_json_objects_are_named(path: Path) -> None:
    for line in (b"[]\n", b"7\n", b"\xff\n", b"[" * 100_000 + b"\n", b"{}\n{}\n"):
        path.write_bytes(line)
        with pytest.raises(JournalError, match=path.name):
            read_journal(path)
    with pytest.raises(JournalError, match="cannot be read"):
        read_journal(path.parent)


def test_the_journal_of_other_data_is_refused(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session))
    journal.close()
    other = replace(session.record, checksum="d" * 64)
    with pytest.raises(JournalError, match=f"{'c' * 64}.*{'d' * 64}"):
        restore(other, read_journal(path))
    with pytest.raises(JournalError, match="other data"):
        EditJournal.open_for_append(path, ReviewSession(other))


def test_edits_that_do_not_fit_together_are_refused(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session))
    journal.close()
    contents = _lines(path)
    contents[2]["before"]["symbol"] = "A"
    _rechain(path, contents)
    with pytest.raises(JournalError, match="does not fit together"):
        restore(session.record, read_journal(path))


def test_a_session_with_other_edits_cannot_go_on_with_a_journal(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session))
    journal.close()
    with pytest.raises(JournalError, match="holds other edits"):
        EditJournal.open_for_append(path, small_session())
    EditJournal.open_for_append(path, session).close()


def test_columns_of_every_kind_come_back(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    comment = "Zeile\n\ud800 \"'\x00 🫀"
    edits = [
        comment_beats(session.beats, [1, 3], comment),
        remove_beats(session.beats, [0, 2, 4]),
    ]
    for edit in edits:
        journal.append(session.edit(edit)[0])
    journal.close()
    assert history_of(restore(session.record, read_journal(path))) == history_of(
        session
    )
