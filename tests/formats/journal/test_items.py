"""Items in the journal: every edit of them comes back, and older programs say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ecgviewer.core.items.items import ItemContent, ReviewItem, ReviewItems
from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import Note, NoteSource
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip, StripOrigin
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.item_editor import ItemEditor
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.journal import chain as journal_chain
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.items import (
    item_content,
    item_edit_of,
    item_rows,
    items_of,
)
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.wfdb.record import read_record
from tests.core.review.random_edits import history_of
from tests.formats.journal.test_rhythms import formats_of, lines_of
from tests.formats.small_records import small_session, write_small

_JOURNALS = Path(__file__).parent / "journals"
STRIP = Strip(
    100, 900, ("II", "V1"), "Onset 🫀", 50.0, 5.0, 3, StripOrigin.ACCEPTED, "fastest"
)
QT = Measurement(Measured.QT, 5, 105, "MLII", "QT", 0.25, None, "mV", 800.5)
CONTENTS: tuple[ItemContent, ...] = (
    STRIP,
    QT,
    Note(7, "Stairs", "Dyspnoea", NoteSource.DIARY),
    PatientFields(*"abcdefghi"),
)
Make = Callable[[ItemEditor], ItemEdit]


def say(journal: EditJournal, session: ReviewSession, make: Make) -> None:
    edit = replace(make(session.item_editor("Ada")), by="Ada")
    journal.append(session.edit(edit)[0])


def label(journal: EditJournal, session: ReviewSession, beat: int) -> None:
    journal.append(session.edit(relabel(session.beats, [beat], BeatClass.V, 7))[0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.Ada.ecgedits.jsonl"


def test_items_of_each_kind_and_their_edits_come_back(path: Path) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.add(*CONTENTS))
    say(journal, session, lambda e: e.change(0, replace(STRIP, caption="")))
    say(journal, session, lambda e: e.set_conclusion("Sinus rhythm.\nNo pauses."))
    say(journal, session, lambda e: e.remove([2]))
    journal.append(session.undo()[0])
    journal.close()
    restored = restore(session.record, read_journal(path))
    assert history_of(restored) == history_of(session)
    assert restored.items.conclusion == "Sinus rhythm.\nNo pauses."
    assert len(restored.items.rows) == 5
    assert [edit.by for edit in restored.history.done] == ["Ada"] * 3


def test_the_format_is_named_before_the_first_edit_of_items(path: Path) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    label(journal, session, 1)
    rhythm = session.rhythm_editor("Ada").add(EpisodeKind.AF, 5, 50)
    journal.append(session.edit(rhythm)[0])
    assert formats_of(path) == [2, 3]
    say(journal, session, lambda e: e.add(STRIP))
    label(journal, session, 2)
    say(journal, session, lambda e: e.remove([0]))
    journal.close()
    assert formats_of(path) == [2, 3, 4]
    assert read_journal(path).header.format == 4


def test_a_program_that_knows_no_items_says_that_it_is_too_old(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    label(journal, session, 1)
    monkeypatch.setattr(journal_chain, "FORMAT_VERSION", 3)
    assert len(read_journal(path).steps) == 1
    say(journal, session, lambda e: e.add(STRIP))
    journal.close()
    with pytest.raises(JournalError, match="has format 4, and this ecgviewer reads 3"):
        read_journal(path)


@pytest.mark.parametrize("name", ["version_0_1", "format_2", "format_3"])
def test_journals_of_each_earlier_format_go_on_with_items(
    tmp_path: Path, path: Path, name: str
) -> None:
    record = read_record(write_small(tmp_path, n=7200))
    old = (_JOURNALS / f"{name}.jsonl").read_bytes()
    path.write_bytes(old)
    expected = json.loads((_JOURNALS / f"{name}.json").read_bytes())
    session = restore(record, read_journal(path))
    for column in ("sample", "symbol", "noise"):
        assert getattr(session.beats, column).tolist() == expected[column]
    assert [edit.text for edit in session.history.done] == expected["undo"]
    rhythms = [[row.kind.value, row.start, row.stop] for row in session.rhythms.rows]
    assert rhythms == expected.get("rhythms", [])
    assert session.items == ReviewItems()
    journal = EditJournal.open_for_append(path, session)
    label(journal, session, 1)
    say(journal, session, lambda e: e.add(STRIP))
    journal.close()
    assert path.read_bytes().startswith(old)
    assert formats_of(path)[-1] == 4
    assert formats_of(path).count(4) == 1
    assert history_of(restore(record, read_journal(path))) == history_of(session)


def test_an_edit_of_items_reopens_a_signed_review(path: Path) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.set_conclusion("Normal."))
    journal.sign("Reviewed")
    assert read_journal(path).as_signed
    say(journal, session, lambda e: e.set_conclusion("Normal ECG."))
    journal.close()
    assert not read_journal(path).as_signed


def test_the_audit_trail_says_what_was_added_and_where(path: Path) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.add(Note(360, "Stairs")))
    say(journal, session, lambda e: e.set_patient(PatientFields(name="Secret")))
    journal.append(session.undo()[0])
    journal.close()
    audit = read_audit(path)[2:]
    assert [(entry.what, entry.beats, entry.first_sample) for entry in audit] == [
        ("Add note at 0:00:01.0: Stairs", 0, "360"),
        ("Add patient fields", 0, ""),
        ("Undo of: Add patient fields", 0, ""),
    ]


def test_items_are_in_a_line_without_what_is_at_its_default() -> None:
    rows = item_rows([ReviewItem(0, Note(0, "x"))])
    assert rows == [{"id": 0, "kind": "note", "sample": 0, "text": "x"}]
    items = tuple(ReviewItem(n, each, "Ada") for n, each in enumerate(CONTENTS))
    written = json.loads(json.dumps(item_rows(items)))
    assert items_of(written) == items
    assert written[0]["origin"] == "accepted"
    # A name that a later program adds is passed over.
    assert items_of([{**rows[0], "colour": "red"}]) == items_of(rows)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "photo"}, {"kind": None}, {"origin": "heaven"}, {"start": 900},
        {"start": -1}, {"start": 1.5}, {"start": True}, {"stop": 2**60},
        {"id": 2**40}, {"id": -1}, {"caption": 5}, {"reader": ["Ada"]}, {"leads": []},
        {"leads": "II"}, {"leads": [5]}, {"speed_mm_s": 0}, {"speed_mm_s": "25"},
        {"gain_mm_mv": True}, {"gain_mm_mv": float("inf")}, {"order": -1},
    ],
)  # fmt: skip
def test_what_is_not_an_item_is_refused(changes: dict[str, object]) -> None:
    (row,) = json.loads(json.dumps(item_rows([ReviewItem(4, STRIP, "Ada")])))
    assert items_of([row]) == (ReviewItem(4, STRIP, "Ada"),)
    with pytest.raises((KeyError, TypeError, ValueError)):
        items_of([{**row, **changes}])
    for name in ("id", "kind", "start", "stop", "leads"):
        with pytest.raises(KeyError):
            items_of([{key: row[key] for key in row if key != name}])


def test_what_is_not_an_edit_of_items_is_refused() -> None:
    edit = ItemEditor(ReviewItems(), 360.0, 5000).add(Note(7, "x"))
    content = item_content(edit)
    assert item_edit_of(content, "") == edit
    twice = content["items"]["after"] * 2
    bad: list[dict[str, object]] = [
        {"items": {"before": [], "after": []}},
        {"items": {"before": {}, "after": []}},
        {"items": {"before": [], "after": twice}},
        {"action": "relabel"},
    ]
    for changes in bad:
        with pytest.raises((TypeError, ValueError)):
            item_edit_of({**content, **changes}, "")


def test_a_damaged_edit_of_items_is_named_with_its_line(path: Path) -> None:
    session = small_session()
    journal = EditJournal.create(path, session, "Ada")
    say(journal, session, lambda e: e.add(STRIP))
    journal.close()
    assert lines_of(path)[2]["items"]["after"][0]["kind"] == "strip"
    path.write_bytes(path.read_bytes().replace(b'"kind":"strip"', b'"kind":"photo"'))
    path.with_name(f".{path.name}.end").unlink()
    with pytest.raises(JournalError, match="line 3 cannot be understood"):
        read_journal(path)
