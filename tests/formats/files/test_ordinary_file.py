"""Pipes, devices, giants and links under the names of our files harm nobody."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ecgviewer.formats.export.annotation_csv import CsvError, read_csv
from ecgviewer.formats.files.file_lock import FileLock
from ecgviewer.formats.files.ordinary_file import leads_out, read_ordinary
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.record_formats import annotators_of
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, new_annotations
from ecgviewer.formats.wfdb.record import read_record
from tests.formats.small_records import write_small

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no such files")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_pipe_is_not_waited_for(pipe: Path) -> None:
    with pytest.raises(AnnotationError, match="not an ordinary file"):
        read_annotations(pipe)
    with pytest.raises(JournalError, match="not an ordinary file"):
        read_journal(pipe)
    with pytest.raises(CsvError, match="not an ordinary file"):
        read_csv(pipe)


def test_a_device_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "zero"
    path.symlink_to("/dev/zero")
    with pytest.raises(AnnotationError, match="not an ordinary file"):
        read_annotations(path)


def test_a_giant_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "giant.atr"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(AnnotationError, match="too large"):
        read_annotations(path)
    assert read_ordinary(Path(__file__)).startswith(b"Pipes", 3)


def test_annotations_in_a_store_are_offered_and_pipes_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    folder.mkdir()
    record = read_record(write_small(folder))
    outside = tmp_path / "outside.atr"
    write_annotations(outside, new_annotations([10, 300], ["N", "V"]))
    (folder / "small.far").symlink_to(outside)
    write_annotations(folder / "small.atr", new_annotations([10], ["N"]))
    (folder / "small.near").symlink_to("small.atr")
    (folder / "small.gone").symlink_to(tmp_path / "gone")
    (folder / "small.zero").symlink_to("/dev/zero")
    os.mkfifo(folder / "small.pipe")
    assert annotators_of(record) == ("atr", "far", "near")


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    folder, target = tmp_path / "record", tmp_path / "target"
    folder.mkdir()
    record = read_record(write_small(folder))
    beside = folder / "small.ada.ecgedits.jsonl"
    beside.symlink_to(target)
    assert leads_out(beside)
    path = journal_path(record, "ada", tmp_path / "own")
    assert path.parent == tmp_path / "own"
    target.write_text("somebody's")
    lock = folder / ".x.lock"
    lock.symlink_to(target)
    with pytest.raises(OSError, match="symbolic link"):
        FileLock(lock)
    assert target.read_text() == "somebody's"


def test_gaps_that_are_only_claimed_take_no_room(tmp_path: Path) -> None:
    write_small(tmp_path, "s1")
    header = tmp_path / "x.hea"
    header.write_text("x/2 2 360 200000720\ns1 720\n~ 200000000\n", encoding="ascii")
    with pytest.raises(Exception, match="its segments hold only 1,440"):
        read_record(header)


def test_a_flac_file_claims_no_more_than_it_can_hold(tmp_path: Path) -> None:
    claimed = (2**36 - 1).to_bytes(5, "big")
    (tmp_path / "x.dat").write_bytes(b"fLaC" + bytes(17) + claimed + bytes(100))
    header = tmp_path / "x.hea"
    header.write_text("x 1 250\nx.dat 516 200/mV\n", encoding="ascii")
    with pytest.raises(Exception, match="cannot be read"):
        read_record(header)
