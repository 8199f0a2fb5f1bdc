"""Folders are looked through; what moved, went, came or changed is said."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ecgviewer.analysis.engine import InTurn
from ecgviewer.core.record import Record
from ecgviewer.formats.record_formats import read_record
from ecgviewer.studies import rows
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.index_file import StudyIndexError
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.study import Study
from ecgviewer.studies.team_files import say
from ecgviewer.studies.worklist import Worklist
from tests.studies.desk import Desk, review


def _rename(record: Path, name: str) -> Path:
    text = re.sub(rf"\b{record.stem}\b", name, record.read_text())
    signals = record.with_suffix(".dat")
    signals.rename(record.with_name(f"{name}.dat"))
    record.unlink()
    renamed = record.with_name(f"{name}.hea")
    renamed.write_text(text)
    return renamed


def test_records_of_folders_below_are_listed_with_what_their_files_say(
    desk: Desk,
) -> None:
    desk.record("a")
    desk.record("b", 30.0, folder="ward/monday")
    (desk.records / "notes.txt").write_text("no record")
    step = desk.scan()
    assert (step.n_looked, step.n_read) == (2, 2)
    study = desk.study("b")
    assert study.folder == str(desk.records / "ward" / "monday")
    assert (study.format, study.length_s, study.status) == ("WFDB", 30.0, "new")
    assert study.needs_work == 1
    assert len(study.identity) == 64


def test_unchanged_folders_are_not_looked_into(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.record("a")
    desk.scan()
    monkeypatch.setattr(rows, "read_record", pytest.fail)
    step = desk.scan()
    assert (step.n_looked, step.n_read) == (0, 0)


def test_a_new_record_is_read_and_its_neighbours_are_not(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    desk.record("b", 25.0)
    step = desk.scan()
    assert (step.n_looked, step.n_read) == (2, 1)
    assert [each.name for each in desk.studies()] == ["a", "b"]


def test_the_status_is_that_of_the_journals(desk: Desk) -> None:
    record = desk.record("a")
    desk.scan()
    review(record, "Ada")
    desk.scan()
    assert desk.study("a").status_text == "in review by Ada"
    assert desk.study("a").reader == "Ada"
    review(record, "Bob", beats=(1, 2), sign=True)
    desk.scan()
    study = desk.study("a")
    assert (study.status, study.status_text) == ("signed", "signed by Bob")
    assert (study.reader, study.second) == ("Ada", "Bob")


def test_a_journal_of_other_data_does_not_count(desk: Desk) -> None:
    record = desk.record("a")
    journal = review(desk.record("b", 30.0), "Ada")
    journal.rename(record.with_name("a.Ada.ecgedits.jsonl"))
    desk.scan()
    assert desk.study("a").status == "new"


def test_a_damaged_journal_is_said(desk: Desk) -> None:
    journal = review(desk.record("a"))
    journal.write_bytes(journal.read_bytes()[:300])
    desk.scan()
    study = desk.study("a")
    assert study.status == "new"
    assert journal.name in study.faults
    review(desk.records / "a.hea", "Bob")
    desk.scan()
    assert desk.study("a").faults.count(journal.name) == 1


def test_a_review_in_the_users_folder_counts(desk: Desk) -> None:
    record = desk.record("a")
    desk.record("b", 30.0)
    desk.scan()
    review(record, "Ada", sign=True, folder=desk.places.journals)
    step = desk.scan()
    assert step.n_read == 0
    assert desk.study("a").status_text == "signed by Ada"
    assert desk.study("b").status == "new"


def test_a_renamed_record_is_said_and_keeps_review_and_team(desk: Desk) -> None:
    record = desk.record("a")
    review(record, sign=True)
    desk.scan()
    identity = desk.study("a").identity
    say([desk.records], "a", identity, "Ada", [("tag", "child")])
    _rename(record, "b")
    desk.scan()
    (study,) = desk.studies()
    assert (study.name, study.said) == ("b", "renamed: it was a.hea")
    assert (study.status, study.tags) == ("signed", "child")


@pytest.mark.parametrize("new", ["a-first", "z-last"])
def test_a_moved_record_is_found_again(desk: Desk, new: str) -> None:
    record = desk.record("a", folder="m-middle")
    desk.scan()
    (desk.records / new).mkdir()
    for file in (record, record.with_suffix(".dat")):
        shutil.move(file, desk.records / new / file.name)
    desk.scan()
    (study,) = desk.studies()
    assert study.folder == str(desk.records / new)
    assert study.said == f"moved: it was {record}"
    assert not study.missing


def test_a_missing_record_stays_in_the_list_until_it_is_back(desk: Desk) -> None:
    record = desk.record("a")
    desk.record("b", 30.0)
    desk.scan()
    away = desk.records.parent / "away.hea"
    record.rename(away)
    desk.scan()
    study = desk.study("a")
    assert (study.missing, study.needs_work) == (1, 0)
    assert study.said == "missing: it is not where it was"
    assert [each.name for each in desk.studies()] == ["b", "a"]
    away.rename(record)
    desk.scan()
    assert (desk.study("a").missing, desk.study("a").said) == (0, "")


def test_records_of_a_folder_that_is_gone_are_missing(desk: Desk) -> None:
    desk.record("a", folder="ward")
    desk.scan()
    (desk.records / "ward").rename(desk.records.parent / "unplugged")
    desk.scan()
    assert desk.study("a").missing == 1
    (desk.records.parent / "unplugged").rename(desk.records / "ward")
    desk.scan()
    assert desk.study("a").missing == 0


def test_another_recording_under_a_name_is_said(desk: Desk) -> None:
    review(desk.record("a"), sign=True)
    desk.scan()
    desk.record("a", 40.0)
    desk.scan()
    study = desk.study("a")
    assert study.said == "changed: it is another recording than before"
    assert (study.status, study.length_s) == ("new", 40.0)


def test_a_second_copy_is_a_study_of_its_own(desk: Desk) -> None:
    record = desk.record("a")
    desk.scan()
    (desk.records / "copy").mkdir()
    for file in (record, record.with_suffix(".dat")):
        shutil.copy(file, desk.records / "copy" / file.name)
    desk.scan()
    assert [each.said for each in desk.studies()] == ["", ""]
    record.unlink()
    desk.scan()
    (study,) = desk.studies()
    assert study.folder.endswith("copy")


def test_a_record_that_cannot_be_read_says_why(desk: Desk) -> None:
    desk.record("a").with_suffix(".dat").unlink()
    desk.scan()
    study = desk.study("a")
    assert study.status == "failed"
    assert "a.dat" in study.status_text
    assert study.needs_work == 0
    desk.record("a")
    desk.scan()
    assert desk.study("a").status == "new"


def test_segments_are_not_studies(desk: Desk) -> None:
    one, two = desk.record("a_1"), desk.record("a_2")
    n = round(20.0 * 250)
    fs = one.read_text().split()[2]
    n = int(one.read_text().split()[3])
    leads = one.read_text().split()[1]
    header = desk.records / "a.hea"
    header.write_text(f"a/2 {leads} {fs} {2 * n}\na_1 {n}\na_2 {n}\n")
    desk.scan()
    assert [each.name for each in desk.studies()] == ["a"]
    assert desk.study("a").length_s == pytest.approx(40.0)
    two.touch()
    assert desk.scan().n_read == 1, "a segment was written to"


def _content(index: StudyIndex) -> list[Study]:
    return [replace(each, said="") for each in index.studies()]


def test_an_index_that_is_made_again_has_the_same_content(desk: Desk) -> None:
    signed, begun = desk.record("a"), desk.record("b", 25.0)
    desk.record("c", 30.0).with_suffix(".dat").unlink()
    desk.record("d", 35.0)
    desk.scan()
    review(signed, "Ada", sign=True)
    review(begun, "Bob")
    identity = desk.study("d").identity
    say([desk.records], "d", identity, "Ada", [("note", "call"), ("priority", "stat")])
    desk.scan()
    list(Worklist(desk.index, desk.places).run(InTurn()))
    _rename(signed, "e")
    desk.scan()
    before = _content(desk.index)
    assert {each.status for each in before} >= {"signed", "analysed", "failed"}
    desk.index.close()
    desk.places.index.unlink()
    desk.index = StudyIndex(desk.places.index)
    desk.scan()
    assert _content(desk.index) == before
    with desk.index.change():
        desk.index.clear()
    desk.scan()
    assert _content(desk.index) == before


def test_an_index_of_another_version_is_made_again(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    desk.index.close()
    with closing(sqlite3.connect(desk.places.index)) as database:
        database.execute("PRAGMA user_version = 7")
        database.execute("ALTER TABLE study DROP COLUMN tags")
        database.commit()
    desk.index = StudyIndex(desk.places.index)
    assert desk.studies() == []
    desk.scan()
    assert desk.study("a").status == "new"


def test_an_index_that_is_damaged_behind_its_first_page(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    desk.index.close()
    content = desk.places.index.read_bytes()
    desk.places.index.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    desk.index = StudyIndex(desk.places.index)
    assert desk.studies() == []
    desk.scan()
    assert desk.study("a").status == "new"


def test_a_damaged_index_is_made_again(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    desk.index.close()
    desk.places.index.write_bytes(b"not a database" * 100)
    desk.index = StudyIndex(desk.places.index)
    assert desk.studies() == []
    desk.scan()
    assert desk.study("a").status == "new"


@pytest.mark.parametrize("text", ["X X X X", "none", "X_F_X_X", "Anonymous"])
def test_recordings_of_nobody_in_particular_are_not_of_one_patient(
    desk: Desk, text: str
) -> None:
    for name, patient in (("a", text), ("b", "P 1 X")):
        record = desk.record(name)
        record.write_text(f"{record.read_text()}#Patient: {patient}\n")
    desk.scan()
    assert (desk.study("a").patient, desk.study("b").patient) == ("", "P 1 X")


def test_a_place_that_holds_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite3").mkdir()
    with pytest.raises(StudyIndexError, match=r"cannot be opened: .*Delete this file"):
        StudyIndex(tmp_path / "index.sqlite3")


def test_what_one_record_does_to_its_reader_ends_no_scan(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.record("a")

    def fail(path: Path) -> Record:
        if path.stem == "a":
            raise RuntimeError("no luck")
        return read_record(path)

    monkeypatch.setattr(rows, "read_record", fail)
    desk.record("b", 30.0)
    desk.scan()
    said = {each.name: each.status_text for each in desk.studies()}
    assert said == {"a": "RuntimeError: no luck", "b": "new"}


def test_when_a_record_began_is_listed_as_far_as_it_is_known(desk: Desk) -> None:
    for name, began in (("day", " 08:30:00 01/11/2026"), ("clock", " 08:30:00")):
        lines = desk.record(name).read_text().splitlines()
        lines[0] += began
        (desk.records / f"{name}.hea").write_text("\n".join([*lines, ""]))
    desk.scan()
    assert desk.study("day").start == "2026-11-01 08:30:00"
    assert desk.study("clock").start == ""


def test_a_row_is_made_again_as_far_as_its_folder_is_there(desk: Desk) -> None:
    record = desk.record("a", folder="ward")
    desk.scan()
    scanner = Scanner(desk.index, desk.places)
    assert scanner.refresh(record.with_name("b.hea")) is None
    review(record, "Ada")
    fresh = scanner.refresh(record)
    assert fresh is not None
    assert fresh.status_text == "in review by Ada"
    record.parent.rename(desk.records / "other")
    assert scanner.refresh(record) == fresh, (
        "the folder is gone, and not looked through"
    )
    desk.scan()
    gone = desk.records / "ward" / "a.hea"
    assert scanner.refresh(gone) is None, "it was found again elsewhere"
    (desk.records / "other").rename(desk.records.parent / "unplugged")
    desk.scan()
    missing = scanner.refresh(desk.records / "other" / "a.hea")
    assert missing is not None
    assert missing.missing == 1


def test_many_records_of_a_folder_are_put_into_the_list(desk: Desk) -> None:
    for number in range(12):
        desk.record(f"r{number}", 10.0 + number)
    assert desk.scan().n_read == 12
    assert len(desk.studies()) == 12


@pytest.mark.parametrize("ending", ["ecgteam.jsonl", "ecgedits.jsonl"])
def test_strays_that_cannot_be_read_are_of_no_record(
    desk: Desk, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.record("a")
    (desk.records / f"stray.Ada.{ending}").write_bytes(b"no header")
    desk.scan()
    assert (desk.study("a").status, desk.study("a").faults) == ("new", "")
    (desk.records / f"stray.Ada.{ending}").unlink()
    (desk.records / f"stray.Bob.{ending}").mkdir()
    if sys.platform != "win32":
        (desk.records / f"stray.Cid.{ending}").symlink_to(os.devnull)
    desk.scan()
    assert (desk.study("a").status, desk.study("a").faults) == ("new", "")


def test_what_has_the_ending_of_a_record_and_is_something_else_says_so(
    desk: Desk,
) -> None:
    desk.record("a")
    (desk.records / "b.edf").write_bytes(b"%PDF-1.7\n" + b"x" * 300)
    desk.scan()
    study = desk.study("b.edf")
    assert study.status == "failed"
    assert "PDF" in study.status_text
