"""A reference set: what was signed, with where it is from, written again safely."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ecgviewer.formats.export.record_copy import Hidden
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.studies import reference_set
from ecgviewer.studies.reference_set import (
    ReferenceItem,
    WritingReference,
    Written,
    finish,
    lost,
    reference_items,
)
from ecgviewer.studies.scan import Scanner
from tests.studies.desk import Desk, review


def _items(desk: Desk, *, single: bool = False) -> list[ReferenceItem]:
    desk.scan()
    scanner = Scanner(desk.index, desk.places)
    return list(reference_items(scanner, desk.studies(), single=single))


def _write(desk: Desk, output: Path, hidden: Hidden | None = None) -> list[Written]:
    output.mkdir(exist_ok=True)
    work = WritingReference(output, desk.places.cache, hidden)
    written = [work(item) for item in _items(desk)]
    finish(output, [each for each in written if not each.failure], hidden)
    return written


@pytest.fixture
def record(desk: Desk) -> Path:
    record = desk.record("a")
    record.write_text(f"{record.read_text()}#Patient: Jo Bloggs\n")
    for reader in ("Ada", "Bob", "consensus"):
        review(record, reader, beats=(2, 3), n_normal=10, sign=True)
    return record


def test_what_was_signed_last_is_no_reference_without_a_consensus(desk: Desk) -> None:
    review(desk.record("one"), "Ada", sign=True)
    two = desk.record("two", 30.0)
    review(two, "Ada", sign=True)
    review(two, "Bob", sign=True)
    review(desk.record("open", 40.0), "Ada")
    desk.record("new", 50.0)
    assert _items(desk) == []
    (item,) = _items(desk, single=True)
    assert (item.study.name, item.labels.reader, item.readers) == ("one", "Ada", ())


def test_record_labels_and_provenance_are_written(
    desk: Desk, record: Path, tmp_path: Path
) -> None:
    output = tmp_path / "set"
    (written,) = _write(desk, output)
    assert written.failure == ""
    copy = read_record(output / f"{written.name}.hea")
    original = read_record(record)
    assert (copy.signal == original.signal).all()
    symbols = annotations_of(copy, "atr").symbol
    assert "".join(symbols[:10]) == "NNVVNNNNNN"
    assert written.n_beats == len(symbols)
    said = json.loads((output / f"{written.name}.reference.json").read_text())
    consensus = record.with_name("a.consensus.ecgedits.jsonl")
    assert said["journal"] == consensus.name
    assert said["journal_line"] == read_journal(consensus).last_hash
    assert said["signed"]["meaning"] == "I have read it."
    assert [each["reader"] for each in said["readers"]] == ["Ada", "Bob"]
    assert (said["patient"], said["identity"]) == ("Jo Bloggs", original.identity)
    assert said["classes"]["V"] == (symbols == "V").sum()
    assert said["n_beats"] == written.n_beats
    names = {path.name for path in output.iterdir()}
    own = {f"{written.name}.reference.json", "patients.csv", "train.toml"}
    assert set(said["files"]) | own == names
    with (output / "patients.csv").open() as file:
        assert list(csv.reader(file)) == [
            ["record", "patient"],
            [written.name, "Jo Bloggs"],
        ]


def test_what_is_written_already_is_left_and_goes_on(
    desk: Desk, record: Path, tmp_path: Path
) -> None:
    output = tmp_path / "set"
    (first,) = _write(desk, output)
    (again,) = _write(desk, output)
    assert (first.skipped, again.skipped) == (False, True)
    note = output / f"{first.name}.reference.json"
    n_before = json.loads(note.read_text())["classes"]["V"]
    assert again.n_beats == first.n_beats
    record.with_name("a.consensus.ecgedits.jsonl").unlink()
    review(record, "consensus", beats=(2,), n_normal=10, sign=True)
    (changed,) = _write(desk, output)
    assert (changed.skipped, changed.failure) == (False, "")
    assert json.loads(note.read_text())["classes"]["V"] == n_before - 1


def test_what_was_cut_off_is_written_again(
    desk: Desk, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "set"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(reference_set, "export_review", full)
        (cut,) = _write(desk, output)
    assert "No space left" in cut.failure
    (whole,) = _write(desk, output)
    assert (whole.skipped, whole.failure) == (False, "")


def test_what_somebody_changed_or_put_there_is_not_replaced(
    desk: Desk, record: Path, tmp_path: Path
) -> None:
    output = tmp_path / "set"
    (first,) = _write(desk, output)
    header = output / f"{first.name}.hea"
    header.write_text(header.read_text() + "# mine\n")
    (refused,) = _write(desk, output)
    assert "not as this program wrote it" in refused.failure
    assert header.read_text().endswith("# mine\n")
    note = output / f"{first.name}.reference.json"
    note.write_text("{}")
    (refused,) = _write(desk, output)
    assert "not as this program wrote it" in refused.failure
    note.write_text('{"format": "ecgviewer reference"}')
    (refused,) = _write(desk, output)
    assert "not as this program wrote it" in refused.failure


def test_a_set_without_names_says_nothing_of_people(
    desk: Desk, record: Path, tmp_path: Path
) -> None:
    output = tmp_path / "set"
    (written,) = _write(desk, output, Hidden(100))
    assert written.failure == ""
    every = b"".join(path.read_bytes() for path in output.iterdir())
    for name in (b"Bloggs", b"Ada", b"Bob", b"Eve", b"I have read"):
        assert name not in every
    assert (output / "patients.csv").read_text().endswith(",patient 1\n")


def test_records_of_one_name_do_not_meet(
    desk: Desk, record: Path, tmp_path: Path
) -> None:
    other = desk.record("a", 30.0, folder="ward")
    review(other, "consensus", n_normal=5, sign=True)
    written = _write(desk, tmp_path / "set")
    assert [each.failure for each in written] == ["", ""]
    assert len({each.name for each in written}) == 2


def test_a_record_that_is_gone_is_named(
    desk: Desk, record: Path, tmp_path: Path
) -> None:
    (item,) = _items(desk)
    record.unlink()
    found = WritingReference(tmp_path, desk.places.cache)(item)
    assert "a.hea" in found.failure
    assert lost(item, "killed").failure == "killed"
    assert _items(desk) == [], "what is missing is left out"
