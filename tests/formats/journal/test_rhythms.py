"""Rhythms in the journal: every edit of them comes back, and older programs say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.leads_off import OffLead
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.rhythm_editor import RhythmEditor
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.formats.journal import chain as journal_chain
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.journal.rhythms import (
    episodes_of,
    rhythm_content,
    rhythm_edit_of,
    rows_of,
)
from ecgviewer.formats.journal.takeover import take_over
from ecgviewer.formats.wfdb.record import read_record
from tests.core.review.random_edits import history_of
from tests.formats.small_records import small_session, write_small

_JOURNALS = Path(__file__).parent / "journals"
AF = RhythmEvent(RhythmKind.AF, 100, 900, 360.0, 4, 90.0)
NOISE = Episode(
    4, EpisodeKind.NOISE, 5, 60, EpisodeOrigin.IMPORTED, "", "x", 0x33
)  # fmt: skip
Make = Callable[[RhythmEditor], RhythmEdit]


def say(journal: EditJournal, session: ReviewSession, make: Make) -> None:
    edit = replace(make(session.rhythm_editor("Ada")), by="Ada")
    journal.append(session.edit(edit)[0])


def label(journal: EditJournal, session: ReviewSession, beat: int) -> None:
    journal.append(session.edit(relabel(session.beats, [beat], BeatClass.V, 7))[0])


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def formats_of(path: Path) -> list[int]:
    return [line["format"] for line in lines_of(path) if "format" in line]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.Ada.ecgedits.jsonl"


def test_rhythms_of_a_reference_and_their_edits_come_back(path: Path) -> None:
    record = small_session().record
    session = ReviewSession(record, small_session().beats, rhythms=_reference())
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.confirm(AF, note="seen 🫀"))
    say(journal, session, lambda e: e.dismiss(replace(AF, start=1500, stop=1600)))
    say(journal, session, lambda e: e.delete([4]))
    journal.append(session.undo()[0])
    say(journal, session, lambda e: e.split(5, 500))
    journal.close()
    contents = read_journal(path)
    restored = restore(record, contents)
    assert history_of(restored) == history_of(session)
    assert restored.base_rhythms == _reference() == contents.base_rhythms
    assert [e.by for e in restored.history.done] == ["Ada"] * 3
    assert restored.unknown.n_samples(0, 100) == 55


def _reference() -> ReaderRhythms:
    return ReaderRhythms((NOISE,))


def test_the_format_is_named_before_the_first_edit_of_rhythms(path: Path) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    label(journal, session, 1)
    assert formats_of(path) == [2]
    say(journal, session, lambda e: e.confirm(AF))
    label(journal, session, 2)
    journal.sign("Reviewed")
    journal.close()
    session = restore(session.record, read_journal(path))
    journal = EditJournal.open_for_append(path, session)
    say(journal, session, lambda e: e.move_start(0, 200))
    journal.close()
    assert formats_of(path) == [2, 3]
    kinds = [line["kind"] for line in lines_of(path)[2:]]
    assert kinds == ["edit", "record", "edit", "edit", "sign", "edit"]
    assert read_journal(path).header.format == 3


def test_a_review_that_begins_with_rhythms_says_so_at_once(path: Path) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.add(EpisodeKind.VT, 5, 50))
    label(journal, session, 2)
    journal.close()
    assert formats_of(path) == [3]


def test_a_program_that_knows_no_rhythms_says_that_it_is_too_old(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    label(journal, session, 1)
    monkeypatch.setattr(journal_chain, "FORMAT_VERSION", 2)
    assert len(read_journal(path).steps) == 1
    say(journal, session, lambda e: e.confirm(AF))
    journal.close()
    with pytest.raises(JournalError, match="has format 3, and this ecgviewer reads 2"):
        read_journal(path)


@pytest.mark.parametrize("name", ["version_0_1", "format_2"])
def test_journals_of_each_earlier_format_go_on_with_rhythms(
    tmp_path: Path, path: Path, name: str
) -> None:
    record = read_record(write_small(tmp_path, n=7200))
    old = (_JOURNALS / f"{name}.jsonl").read_bytes()
    path.write_bytes(old)
    expected = json.loads((_JOURNALS / f"{name}.json").read_bytes())
    session = restore(record, read_journal(path))
    for column in ("sample", "symbol", "noise"):
        assert getattr(session.beats, column).tolist() == expected[column]
    assert [e.text for e in session.history.done] == expected["undo"]
    assert session.rhythms == ReaderRhythms()
    journal = EditJournal.open_for_append(path, session)
    label(journal, session, 1)
    say(journal, session, lambda e: e.confirm(AF))
    journal.close()
    assert path.read_bytes().startswith(old)
    assert formats_of(path)[-1] == 3
    assert formats_of(path).count(3) == 1
    restored = restore(record, read_journal(path))
    assert history_of(restored) == history_of(session)


def test_a_copy_of_a_journal_keeps_its_format(tmp_path: Path, path: Path) -> None:
    record = read_record(write_small(tmp_path, n=7200))
    session = ReviewSession(record, small_session().beats)
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.confirm(AF))
    journal.close()
    copy = tmp_path / "copy.Ada.ecgedits.jsonl"
    take_over(path, record, copy)
    assert formats_of(copy) == [3, 3]
    assert restore(record, read_journal(copy)).rhythms == session.rhythms


def test_the_audit_trail_says_what_was_and_what_is(path: Path) -> None:
    record = small_session().record
    session = ReviewSession(record, small_session().beats, rhythms=_reference())
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.add(EpisodeKind.AF, 360, 720))
    say(journal, session, lambda e: e.move_stop(5, 1080))
    journal.append(session.undo()[0])
    journal.close()
    audit = read_audit(path)
    moved = "Move the end of atrial fibrillation 0:00:01.0–0:00:02.0"
    assert [entry.what for entry in audit[1:]] == [
        "Beats and 1 rhythm before the first edit",
        "Add atrial fibrillation 0:00:01.0–0:00:02.0",
        f"{moved} to 0:00:01.0–0:00:03.0",
        f"Undo of: {moved} to 0:00:01.0–0:00:03.0",
    ]
    assert [(e.by, e.beats, e.first_sample) for e in audit[2:4]] == [
        ("Ada", 0, "360")
    ] * 2


def test_episodes_are_in_a_line_without_what_is_at_its_default() -> None:
    row = Episode(0, EpisodeKind.AF, 0, 5, EpisodeOrigin.ADDED)
    assert rows_of([row]) == [
        {"id": 0, "kind": "AF", "start": 0, "stop": 5, "origin": "added"}
    ]
    assert episodes_of(rows_of([row, NOISE])) == (row, NOISE)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "sleep"}, {"origin": "heaven"}, {"start": 60}, {"start": -1},
        {"start": 1.5}, {"start": True}, {"stop": 2**60}, {"stop": "9"},
        {"id": 2**40}, {"id": -1}, {"id": None}, {"note": 5}, {"reader": ["Ada"]},
        {"lead_quality": 256}, {"answers": [["AF", 5]]}, {"answers": [["XY", 5, 9]]},
        {"answers": [["AF", 9, 5]]}, {"answers": 7},
    ],
)  # fmt: skip
def test_what_is_not_an_episode_is_refused(changes: dict[str, object]) -> None:
    (row,) = rows_of([NOISE])
    with pytest.raises((KeyError, TypeError, ValueError)):
        episodes_of([{**row, **changes}])
    for name in ("id", "kind", "start", "stop", "origin"):
        with pytest.raises(KeyError):
            episodes_of([{key: row[key] for key in row if key != name}])


def test_what_is_not_an_edit_of_rhythms_is_refused() -> None:
    edit = RhythmEditor(ReaderRhythms(), 360.0, 5000).confirm(AF)
    content = rhythm_content(edit)
    assert rhythm_edit_of(content, "") == edit
    twice = content["episodes"]["after"] * 2
    bad: list[dict[str, object]] = [
        {"episodes": {"before": [], "after": []}},
        {"episodes": {"before": {}, "after": []}},
        {"episodes": {"before": [], "after": twice}},
        {"action": "relabel"},
    ]
    for changes in bad:
        with pytest.raises((TypeError, ValueError)):
            rhythm_edit_of({**content, **changes}, "")


def test_a_damaged_edit_of_rhythms_is_named_with_its_line(path: Path) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.confirm(AF))
    journal.close()
    path.write_bytes(path.read_bytes().replace(b'"kind":"AF"', b'"kind":"XY"'))
    path.with_name(f".{path.name}.end").unlink()
    with pytest.raises(JournalError, match="line 3 cannot be understood"):
        read_journal(path)


def test_the_lead_of_an_answer_comes_back() -> None:
    event = replace(AF, kind=RhythmKind.LEAD_OFF, lead=OffLead(1, "V1"))
    edit = RhythmEditor(ReaderRhythms(), 360.0, 5000).confirm(event)
    rows = rows_of(edit.after)
    assert rows[0]["answers"] == [["LEAD_OFF", 100, 901, "V1"]]
    assert episodes_of(rows) == edit.after
