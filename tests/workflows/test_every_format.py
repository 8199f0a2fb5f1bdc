"""Every command takes a record of every format, and gives the same of the same ECG."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.__main__ import main
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from tests.formats.every_format import WRITERS, made_ecg, write_as
from training.records.dataset import available_records, open_annotated

pytest.importorskip("pydicom")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Return one ECG as files of every format, with a reference beside each."""
    folder = tmp_path_factory.mktemp("every")
    ecg = made_ecg()
    reference = new_annotations(ecg.beats.sample, ecg.beats.symbol)
    found = {name: write_as(name, folder, ecg.record) for name in WRITERS}
    for path in found.values():
        name = read_record(path).name
        write_annotations(folder / f"{name}.atr", reference)
    words = [*map(str, found.values()), "-o", str(folder), "--leads", "II"]
    assert main(["analyze", *words]) == 0
    yield found


@pytest.fixture(params=WRITERS)
def path(request: pytest.FixtureRequest, files: dict[str, Path]) -> Path:
    return files[request.param]


def test_the_same_ecg_has_the_same_beats(files: dict[str, Path], path: Path) -> None:
    def beats(file: Path) -> list[tuple[int, str]]:
        found = annotations_of(read_record(file), "ecgv").beats(read_record(file))
        return [*zip(found.sample.tolist(), found.symbol.tolist(), strict=True)]

    assert len(beats(path)) > 40
    assert beats(path) == beats(files["WFDB"])
    tables = [
        read_csv(each.with_name(f"{read_record(each).name}.beats.csv"))
        for each in (path, files["WFDB"])
    ]
    assert np.array_equal(tables[0].sample, tables[1].sample)
    assert np.array_equal(tables[0].predicted_label, tables[1].predicted_label)


def test_the_same_ecg_has_the_same_values(files: dict[str, Path], path: Path) -> None:
    record, other = read_record(path), read_record(files["WFDB"])
    assert record.fs == other.fs
    assert [each.title for each in record.leads] == [e.title for e in other.leads]
    assert np.array_equal(record.signal, other.signal)


def test_compare_and_agree(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(path), "atr", "ecgv", "--whole", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["records"]) == 1
    assert main(["agree", str(path), "--readers", "atr", "ecgv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    table = path.with_name(f"{read_record(path).name}.beats.csv")
    assert main(["compare", str(path), "atr", str(table), "--whole"]) == 0


def test_a_review_is_exported_and_reported(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = read_record(path)
    beats = annotations_of(record, "atr").beats(record)
    session = ReviewSession(record, beats, record.leads[0].name, "atr")
    journal = path.with_name(f"{record.name}.atr.Ada.ecgedits.jsonl")
    written = EditJournal.create(journal, session, "Ada")
    everyone = session.beats.beat_id
    edit = relabel(session.beats, everyone[3:4], BeatClass.F, 9)
    written.append(session.edit(edit)[0])
    written.close()
    out = tmp_path / "out"
    words = ["-o", str(out), "--without-classifier"]
    everything = ["--to", "csv,wfdb,edf,ishne"]
    assert main(["export", str(journal), *everything, *words]) == 0
    assert read_csv(out / f"{record.name}.beats.csv").label[3] == BeatClass.F
    assert (out / f"{record.name}.review.edf").exists()
    assert main(["report", str(journal), "--json", *words]) == 0
    (facts,) = out.glob("*.json")
    assert json.loads(facts.read_bytes())
    capsys.readouterr()
    journal.unlink()


def test_convert_to_each_and_back(path: Path, tmp_path: Path) -> None:
    record = read_record(path)
    for target, ending in (("edf", ".edf"), ("wfdb", ".hea"), ("ishne", ".ecg")):
        words = ["-o", str(tmp_path), "--to", target, "--name", "copy"]
        assert main(["convert", str(path), *words, "--annotator", "atr"]) == 0
        copy = read_record(tmp_path / f"copy{ending}")
        assert [e.title for e in copy.leads] == [e.title for e in record.leads]
        assert np.array_equal(copy.signal, record.signal)


def test_training_takes_it(path: Path) -> None:
    record = read_record(path)
    assert record.name in available_records(path.parent)
    opened, beats = open_annotated(path)
    assert opened.identity == record.identity
    assert len(beats) > 40
