"""A record is known by its signals; a change of its header closes no review."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import read_header
from ecgviewer.formats.journal.identity import header_changes, is_of
from ecgviewer.formats.journal.places import find_journal, journal_path, journals_of
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.wfdb.record import read_record
from tests.formats.small_records import write_small

_OLD_JOURNAL = Path(__file__).parents[1] / "journal" / "journals" / "version_0_1.jsonl"
Change = Callable[[str], str]

_HARMLESS: dict[str, Change] = {
    "comment": lambda text: text + "# <age>: 69\n",
    "comment first": lambda text: "# a study\n" + text,
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "no last line end": lambda text: text.rstrip("\n"),
    "date": lambda text: text.replace("360 7200", "360 7200 10:00:00 01/02/2020"),
    "lead name": lambda text: text.replace("MLII", "II"),
    "gain": lambda text: text.replace("200(0)/mV", "100(0)/mV"),
    "units of the rate": lambda text: text.replace(" 360 ", " 360.0 "),
}
#: What version 0.1 left no trace of can be taken back only where it is known what was.
_TAKEN_BACK = ["comment", "comment first", "line ends", "no last line end"]
_HARMFUL: dict[str, Change] = {
    "rate": lambda text: text.replace(" 360 ", " 250 "),
    "length": lambda text: text.replace("7200", "7000"),
    "fewer leads": lambda text: text.replace(" 2 360", " 1 360").rpartition(
        "small.dat"
    )[0],
    "skew": lambda text: text.replace("16 200(0)/mV", "16:3 200(0)/mV", 1),
    "offset": lambda text: text.replace(" 16 200", " 16+8 200"),
}


def _written(folder: Path) -> Path:
    return write_small(folder, n=7200)


def _change(header: Path, change: Change) -> Record:
    before = header.read_bytes()
    header.write_bytes(change(before.decode()).encode())
    assert header.read_bytes() != before
    return read_record(header)


def _review(record: Record, path: Path) -> ReviewSession:
    session = ReviewSession(record, new_beats(range(100, 7000, 150)), "MLII")
    journal = EditJournal.create(path, session, "Ada")
    journal.append(session.edit(relabel(session.beats, [1], BeatClass.V, 7))[0])
    journal.close()
    return session


@pytest.mark.parametrize("name", _HARMLESS)
def test_a_change_of_the_header_alone_keeps_the_review(
    tmp_path: Path, name: str
) -> None:
    header = _written(tmp_path)
    record = read_record(header)
    path = journal_path(record, "Ada", tmp_path)
    session = _review(record, path)
    assert header_changes(record, read_journal(path).header) == ()
    changed = _change(header, _HARMLESS[name])
    assert changed.identity == record.identity
    assert changed.checksum != record.checksum
    contents = read_journal(path)
    restored = restore(changed, contents)
    assert restored.beats == session.beats
    assert restored.lead == changed.leads[0].name
    (notice,) = header_changes(changed, contents.header)
    assert "header of small was changed" in notice
    assert ("lead MLII is now called II" in notice) == (name == "lead name")
    journal = EditJournal.open_for_append(path, restored)
    journal.append(restored.undo()[0])
    journal.close()
    contents = read_journal(path)
    assert header_changes(changed, contents.header) == ()
    assert restore(changed, contents).lead == changed.leads[0].name


@pytest.mark.parametrize("name", _HARMFUL)
def test_what_changes_the_meaning_of_a_beat_makes_another_record(
    tmp_path: Path, name: str
) -> None:
    header = _written(tmp_path)
    record = read_record(header)
    path = tmp_path / "x.jsonl"
    _review(record, path)
    changed = _change(header, _HARMFUL[name])
    assert changed.identity != record.identity
    with pytest.raises(JournalError, match=f"other data.*{record.identity}"):
        restore(changed, read_journal(path))


def test_other_samples_are_another_record(tmp_path: Path) -> None:
    header = _written(tmp_path)
    record = read_record(header)
    signal = tmp_path / "small.dat"
    data = bytearray(signal.read_bytes())
    data[5000] ^= 1
    signal.write_bytes(data)
    assert read_record(header).identity != record.identity


def test_leads_whose_names_were_exchanged_keep_their_places(tmp_path: Path) -> None:
    header = _written(tmp_path)
    path = tmp_path / "x.jsonl"
    _review(read_record(header), path)
    changed = _change(
        header,
        lambda text: text.replace("MLII", "?").replace("V5", "MLII").replace("?", "V5"),
    )
    assert restore(changed, read_journal(path)).lead == "V5"


def test_a_record_of_another_name_has_the_same_identity(tmp_path: Path) -> None:
    one = read_record(write_small(tmp_path, "one", 7200))
    other = read_record(write_small(tmp_path, "other", 7200))
    assert one.identity == other.identity
    assert one.checksum != other.checksum


def test_segments_count_by_their_places(tmp_path: Path) -> None:
    write_small(tmp_path, "a", 720)
    write_small(tmp_path, "b", 720)
    (tmp_path / "b.dat").write_bytes(np.ones(2 * 720, "<i2").tobytes())
    identities = []
    for name, order in (("ab", "ab"), ("ba", "ba"), ("again", "ab")):
        header = tmp_path / f"{name}.hea"
        lines = [f"{name}/2 2 360 1440", *(f"{part} 720" for part in order)]
        header.write_text("\n".join(lines) + "\n", encoding="ascii")
        identities.append(read_record(header).identity)
    assert identities[0] == identities[2] != identities[1]


def _old_journal(folder: Path) -> Path:
    path = folder / "small.Ada.ecgedits.jsonl"
    path.write_bytes(_OLD_JOURNAL.read_bytes())
    return path


@pytest.mark.parametrize("name", _TAKEN_BACK)
def test_a_journal_of_version_0_1_outlives_what_can_be_taken_back(
    tmp_path: Path, name: str
) -> None:
    header, path = _written(tmp_path), _old_journal(tmp_path)
    restore(read_record(header), read_journal(path))
    changed = _change(header, _HARMLESS[name])
    contents = read_journal(path)
    assert restore(changed, contents).lead == "MLII"
    assert len(header_changes(changed, contents.header)) == 1


@pytest.mark.parametrize("change", [_HARMLESS["lead name"], _HARMLESS["date"]])
def test_another_change_since_version_0_1_is_told_with_its_remedy(
    tmp_path: Path, change: Change
) -> None:
    header, path = _written(tmp_path), _old_journal(tmp_path)
    former = header.read_bytes()
    changed = _change(header, change)
    with pytest.raises(JournalError, match="put the former header back"):
        restore(changed, read_journal(path))
    header.write_bytes(former)
    session = restore(read_record(header), read_journal(path))
    journal = EditJournal.open_for_append(path, session)
    journal.append(session.redo()[0])
    journal.close()
    changed = _change(header, change)
    assert read_header(path).identity == changed.identity
    assert restore(changed, read_journal(path)).beats == session.beats


def test_a_journal_of_version_0_1_is_not_of_other_samples(tmp_path: Path) -> None:
    header, path = _written(tmp_path), _old_journal(tmp_path)
    (tmp_path / "small.dat").write_bytes(bytes(4 * 7200))
    with pytest.raises(JournalError, match="other data"):
        restore(read_record(header), read_journal(path))
    header.unlink()
    assert not is_of(read_record(write_small(tmp_path, "x", 720)), read_header(path))


def test_files_that_are_gone_prove_nothing(tmp_path: Path) -> None:
    header, path = _written(tmp_path), _old_journal(tmp_path)
    changed = _change(header, _HARMLESS["comment first"])
    header.with_suffix(".dat").unlink()
    assert not is_of(changed, read_header(path))


@pytest.mark.parametrize("name", ["", *_TAKEN_BACK])
def test_a_journal_of_version_0_1_elsewhere_is_found(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "journals"
    folder.mkdir()
    header = _written(tmp_path)
    mark = json.loads(_OLD_JOURNAL.read_bytes().splitlines()[0])["checksum"][:16]
    elsewhere = folder / f"small-{mark}.Ada.ecgedits.jsonl"
    elsewhere.write_bytes(_OLD_JOURNAL.read_bytes())
    other = folder / f"small-{'0' * 16}.Ada.ecgedits.jsonl"
    other.write_bytes(b"{}\n")
    record = _change(header, _HARMLESS[name]) if name else read_record(header)
    assert find_journal(record, "Ada", folder) == elsewhere
    assert journals_of(record, folder) == (elsewhere,)
    assert find_journal(record, "Ben", folder) is None
    assert find_journal(record, "Ada", folder, "atr") is None


def test_a_record_in_memory_had_no_other_checksum(tmp_path: Path) -> None:
    record = replace(read_record(write_small(tmp_path)), path=None)
    assert not record.had_checksum(record.checksum, record.name)
