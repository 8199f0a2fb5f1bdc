"""Signatures, consensus and the audit trail of a journal."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import accept, comment_beats, relabel
from ecgviewer.core.review.edits import Edit
from ecgviewer.core.review.evidence import SeenCounts
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal import rows
from ecgviewer.formats.journal.audit_trail import AuditEntry, read_audit, write_audit
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.lines import (
    line_hash,
    signature_line,
    signature_text,
)
from ecgviewer.formats.journal.places import journal_path, journals_of
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from tests.formats.small_records import small_session, write_small


@pytest.fixture
def session(tmp_path: Path) -> ReviewSession:
    return small_session(header=write_small(tmp_path))


def edit(session: ReviewSession, keeper: JournalKeeper, beat: int) -> None:
    keeper.open(session)
    made = relabel(session.beats, [beat], BeatClass.V, 5, session.columns.label)
    keeper.append(session.edit(made)[0])


def test_a_signature_stands_until_an_edit_reopens_the_review(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = tmp_path / "small.ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "ada")
    edit(session, keeper, 0)
    signature = keeper.sign(session, "Reviewed")
    assert (signature.by, signature.n_steps) == ("ada", 1)
    assert read_journal(path).signed == signature
    assert "Signed by ada" in signature_text(signature)
    edit(session, keeper, 1)
    keeper.close()
    contents = read_journal(path)
    assert contents.signed is None
    assert contents.signatures == (signature,)
    again = restore(session.record, contents)
    assert again.beats == session.beats
    assert len(again.history.done) == 2


def test_a_review_without_edits_can_be_signed_and_gone_on_with(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = tmp_path / "small.ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "ada")
    keeper.sign(session, "Nothing to correct")
    keeper.close()
    contents = read_journal(path)
    assert contents.signed is not None
    again = restore(session.record, contents)
    keeper = JournalKeeper(path, "ada")
    edit(again, keeper, 0)
    again.undo()
    keeper.close()
    assert read_journal(path).signed is None
    assert read_journal(path).lead == session.lead


def test_a_forged_signature_is_found(session: ReviewSession, tmp_path: Path) -> None:
    path = tmp_path / "small.ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "ada")
    keeper.sign(session, "Reviewed")
    edit(session, keeper, 0)
    keeper.close()
    path.write_bytes(path.read_bytes().replace(b"Reviewed", b"Reviewer"))
    with pytest.raises(JournalError, match="changed before line 4"):
        read_journal(path)


def test_a_consensus_says_who_decided(session: ReviewSession, tmp_path: Path) -> None:
    path = tmp_path / "small.consensus.ecgedits.jsonl"
    for author, beat in (("ada", 0), ("ben", 1)):
        keeper = JournalKeeper(path, "consensus", author)
        edit(session, keeper, beat)
        keeper.close()
    who = [entry.by for entry in read_audit(path)]
    assert who == ["consensus", "consensus", "ada", "ben"]


def test_the_audit_trail_tells_every_line(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = tmp_path / "small.ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "ada")
    edit(session, keeper, 2)
    keeper.append(session.undo()[0])
    keeper.append(session.edit(comment_beats(session.beats, [1], "x"))[0])
    keeper.sign(session, "=Done")
    keeper.close()
    entries = read_audit(path)
    assert [e.what for e in entries][2:] == [
        "Label 1 beat N → V",
        "Undo of: Label 1 beat N → V",
        "Comment on 1 beat",
        "Signed: =Done; looked at singly: 0 beats; accepted as kinds without a look "
        "at each: 0; not reviewed: 6",
    ]
    assert entries[1].beats == len(session.beats)
    assert entries[2].first_sample == str(session.beats.sample[2])
    assert all(entry.at for entry in entries if entry.line != 2)
    target = tmp_path / "audit.csv"
    write_audit(target, entries)
    with target.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["what"] for row in written] == [entry.what for entry in entries]


def test_a_name_that_is_a_formula_is_not_run_by_a_spreadsheet(tmp_path: Path) -> None:
    target = tmp_path / "audit.csv"
    write_audit(target, [AuditEntry(1, "", '=HYPERLINK("x")', "begun", 0, "", "")])
    with target.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["by"] == '\'=HYPERLINK("x")'
    assert row["what"] == "begun"


def test_all_journals_of_a_record_are_found(
    session: ReviewSession, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    record = session.record
    for reader, annotator in (("ada", ""), ("ben", "atr")):
        keeper = JournalKeeper(journal_path(record, reader, folder, annotator), reader)
        keeper.sign(small_session(header=record.path), "Reviewed")
        keeper.close()
    (folder / f"small-{record.checksum[:16]}.cid.ecgedits.jsonl").write_text("{}")
    *beside, elsewhere = journals_of(record, folder)
    assert [path.name for path in beside] == [
        "small.ada.ecgedits.jsonl",
        "small.ben.atr.ecgedits.jsonl",
    ]
    assert elsewhere.parent == folder
    assert journals_of(record, tmp_path / "none") == tuple(beside)


def test_a_record_in_memory_has_its_journals_elsewhere(tmp_path: Path) -> None:
    record = small_session().record
    path = journal_path(record, "Dr Smith", tmp_path)
    path.write_text("{}")
    assert journals_of(record, tmp_path) == (path,)


def test_a_signature_says_how_many_beats_were_seen(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = tmp_path / "small.ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "ada")
    edit(session, keeper, 0)
    as_kind = relabel(session.beats, [1, 2], BeatClass.V, 5, session.columns.label)
    keeper.append(session.edit(replace(as_kind, as_kind=True))[0])
    signature = keeper.sign(session, "Reviewed")
    keeper.close()
    assert signature.seen == SeenCounts(looked=1, accepted=2, never=3)
    assert read_journal(path).signed == signature
    assert signature_text(signature).endswith(f"Reviewed. Beats {signature.seen.text}.")


def signed_with(line: dict[str, Any], session: ReviewSession, path: Path) -> Path:
    """Write a journal that ends with a signature of some content."""
    keeper = JournalKeeper(path, "ada")
    edit(session, keeper, 0)
    keeper.close()
    lines = path.read_bytes()
    previous = line_hash(lines.splitlines()[-1])
    path.write_bytes(
        lines + json.dumps({**line, "previous": previous}).encode() + b"\n"
    )
    path.with_name(f"{path.name}.end").unlink(missing_ok=True)
    return path


SIGNED = {
    "kind": "sign",
    "by": "ada",
    "at": "2026-01-02",
    "meaning": "Ok",
    "n_steps": 1,
}


def test_a_signature_of_an_older_version_does_not_say_what_was_seen(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = signed_with(SIGNED, session, tmp_path / "small.ada.ecgedits.jsonl")
    signed = read_journal(path).signed
    assert signed is not None
    assert signed.seen is None
    assert signature_text(signed) == "Signed by ada, 2026-01-02 UTC: Ok."
    assert b"seen" not in signature_line(signed, "")
    assert read_audit(path)[-1].what == "Signed: Ok"


@pytest.mark.parametrize("seen", [None, 3, {"looked": 1}, {"looked": [], "never": 1}])
def test_a_signature_that_counts_nothing_is_damage(
    seen: object, session: ReviewSession, tmp_path: Path
) -> None:
    path = tmp_path / "small.ada.ecgedits.jsonl"
    signed_with({**SIGNED, "seen": seen}, session, path)
    with pytest.raises(JournalError, match=path.name):
        read_journal(path)


@pytest.mark.parametrize("n", [2, 5])
def test_a_kind_stays_a_kind(
    n: int, session: ReviewSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an edit of many beats is packed."""
    monkeypatch.setattr(rows, "MANY", 4)
    path = tmp_path / "small.ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "ada")
    keeper.open(session)
    made = accept(session.beats, range(n), session.columns.label, 5)
    keeper.append(session.edit(replace(made, as_kind=True))[0])
    edit(session, keeper, 5)
    keeper.close()
    steps = read_journal(path).steps
    assert [isinstance(s.edit, Edit) and s.edit.as_kind for s in steps] == [True, False]


def test_a_signature_holds_again_when_what_came_after_is_undone(
    session: ReviewSession, tmp_path: Path
) -> None:
    path = tmp_path / "small.ada.ecgedits.jsonl"
    keeper = JournalKeeper(path, "ada")
    keeper.open(session)
    keeper.append(session.edit(relabel(session.beats, [1], BeatClass.V, 5))[0])
    signature = keeper.sign(session, "Seen")
    keeper.append(session.undo()[0])
    assert read_journal(path).signed is None
    keeper.append(session.redo()[0])
    assert read_journal(path).signed == signature
    keeper.append(session.undo()[0])
    keeper.append(session.edit(relabel(session.beats, [2], BeatClass.V, 5))[0])
    keeper.close()
    assert read_journal(path).signed is None
    ends = [entry.what.rpartition("; ")[2] for entry in read_audit(path)[4:]]
    assert ends[:3] == [
        "the signature of ada holds no longer",
        "the signature of ada holds again",
        "the signature of ada holds no longer",
    ]
    assert "signature" not in ends[3]
