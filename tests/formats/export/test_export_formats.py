"""A review of a record of any format is written as annotations of each kind."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import edfio
import numpy as np
import pyedflib
import pytest

from ecgviewer.commands.parser import parse
from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.edf.header import read_header
from ecgviewer.formats.export.export_formats import (
    EXPORT_FORMATS,
    ReviewExport,
    export_review,
    paths_of_export,
)
from ecgviewer.formats.export.output_guard import work_in
from ecgviewer.formats.export.record_copy import Hidden, write_record_copy
from ecgviewer.formats.ishne import header as ishne_header
from ecgviewer.formats.record_formats import FORMATS, annotations_of, read_record
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, new_annotations
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_of
from ecgviewer.formats.wfdb.writer import write_record
from tests.formats.edf.edf_files import EdfFile, Signal, ramp
from tests.formats.every_format import WRITERS, made_ecg, write_as
from tests.formats.ishne.ishne_files import IshneFile

_BY_NAME = {each.name: each for each in EXPORT_FORMATS}


def _reviewed(record: Record, samples: list[int]) -> ReviewSession:
    """Return a review with the second beat V, and AF."""
    session = ReviewSession(record, new_beats(np.array(samples)), record.leads[0].name)
    everyone = session.beats.beat_id
    session.edit(relabel(session.beats, everyone, BeatClass.N, 9))
    session.edit(relabel(session.beats, everyone[1:2], BeatClass.V, 10))
    editor = session.rhythm_editor("Ada")
    session.edit(editor.add(EpisodeKind.AF, samples[0], samples[2], "a note"))
    return session


def _export(session: ReviewSession, folder: Path, *names: str) -> tuple[str, ...]:
    review = ReviewExport(session, "Ada", "review")
    return export_review([_BY_NAME[name] for name in names], review, folder).losses


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return read_record(write_as("WFDB", tmp_path, made_ecg(10.0).record))


def test_words_of_the_command_line_are_the_formats() -> None:
    asked = ["export", "ada.ecgedits.jsonl"]
    assert parse(asked).to == ("csv", "wfdb")
    names = tuple(_BY_NAME)
    assert names == ("csv", "wfdb", "edf", "ishne")
    assert parse([*asked, "--to", ",".join(names)]).to == names
    assert set(WRITERS) == {each.name for each in FORMATS}


@pytest.mark.parametrize("name", WRITERS)
def test_a_record_of_any_format_is_exported_to_each(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pydicom")
    record = read_record(write_as(name, tmp_path, made_ecg(10.0).record))
    samples = [400, 900, 1500, 2111]
    out = tmp_path / "out"
    out.mkdir()
    review = ReviewExport(_reviewed(record, samples), "Ada", "review")
    exported = export_review(EXPORT_FORMATS, review, out)
    paths = paths_of_export(EXPORT_FORMATS, record, out, "review")
    nothing_to_tell = out / f"{record.name}.items.csv"
    assert exported.paths == tuple(path for path in paths if path != nothing_to_tell)
    assert sorted(out.iterdir()) == sorted(exported.paths)
    found = read_annotations(out / f"{record.name}.review")
    assert found.beats(record).sample.tolist() == samples
    with pyedflib.EdfReader(str(out / f"{record.name}.review.edf")) as edf:
        onset, duration, text = edf.readAnnotations()
    assert text.tolist() == ["N", "Atrial fibrillation", "V", "N", "N"]
    assert np.allclose(onset, [0.8, 0.8, 1.8, 3.0, 4.222], atol=1e-4)
    assert np.allclose(duration[1], 2.2, atol=1e-3)
    ann = next(path for path in paths if path.suffix == ".ann")
    holter = out / f"{ann.stem}.ecg"
    write_record_copy(holter, record)
    again = read_record(holter)
    assert annotations_of(again, "ann").sample.tolist() == samples
    assert annotations_of(again, "ann").symbol.tolist() == list("NVNN")


def test_where_programs_look_for_ishne_annotations(tmp_path: Path) -> None:
    for name, beside in (("day.ecg", "day.ann"), ("DAY.ECG", "DAY.ANN")):
        record = read_record(IshneFile(np.zeros((2000, 2))).write(tmp_path / name))
        _export(_reviewed(record, [100, 500, 900]), tmp_path, "ishne")
        assert (tmp_path / beside).exists()
        assert annotations_of(record, "ann").symbol.tolist() == list("NVN")


def test_what_ishne_cannot_hold_is_told(record: Record, tmp_path: Path) -> None:
    losses = _export(_reviewed(record, [400, 900, 1500]), tmp_path, "ishne")
    assert losses == (
        "same.ann: Not written: 2 annotations; ISHNE has beats within the recording "
        "only.",
    )


def test_edf_annotations_by_another_reader(record: Record, tmp_path: Path) -> None:
    samples = list(range(100, 4900, 37))
    session = _reviewed(record, samples)
    _export(session, tmp_path, "edf")
    path = tmp_path / "same.review.edf"
    edf = edfio.read_edf(path)
    found = [(each.onset, each.duration, each.text) for each in edf.annotations]
    beats = [(onset, text) for onset, lasts, text in found if lasts is None]
    assert [text for _, text in beats] == ["N", "V", *["N"] * (len(samples) - 2)]
    assert np.allclose([onset * 500 for onset, _ in beats], samples, atol=1e-3)
    assert edf.recording.equipment_code.startswith("ecgviewer")
    assert edf.recording.investigator_technician_code == "Ada"


def test_many_annotations_are_in_data_records_of_a_fair_size(
    record: Record, tmp_path: Path
) -> None:
    session = _reviewed(record, list(range(10, 4990)))
    _export(session, tmp_path, "edf")
    path = tmp_path / "same.review.edf"
    header = read_header(path)
    assert header.n_records > 1
    assert header.record_bytes <= 61_440
    assert path.stat().st_size == header.start_bytes + (
        header.n_records * header.record_bytes
    )
    with pyedflib.EdfReader(str(path)) as edf:
        onset, _, text = edf.readAnnotations()
    assert len(text) == 4981
    assert all(a <= b for a, b in pairwise(sorted(onset)))


def test_a_start_within_a_second(tmp_path: Path) -> None:
    made = made_ecg(10.0).record
    path = write_as("WFDB", tmp_path, made)
    text = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"{text[0]} 10:20:30.250 02/03/2020\n{text[1]}", encoding="utf-8")
    record = read_record(path)
    _export(_reviewed(record, [400, 900, 1500]), tmp_path, "edf")
    edf = edfio.read_edf(tmp_path / "same.review.edf")
    assert edf.startdate == datetime(2020, 3, 2).date()
    first = edf.annotations[0]
    # edfio counts from the start, of which a quarter of a second is not in the header.
    assert first.onset == pytest.approx(0.8)


@pytest.mark.parametrize("name", ["edf", "ishne"])
def test_files_of_others_stay_and_ours_are_replaced(
    record: Record, tmp_path: Path, name: str
) -> None:
    session = _reviewed(record, [400, 900, 1500])
    (path,) = _BY_NAME[name].paths(record, tmp_path, "review")
    recording = EdfFile([Signal(values=ramp(300))]).data()
    for data in (b"shopping list", recording, IshneFile(magic=b"ANN  1.0").data()):
        path.write_bytes(data)
        assert work_in(path) == "what ecgviewer did not write"
        with pytest.raises(AnnotationError, match="left as it is"):
            _export(session, tmp_path, name)
        assert path.read_bytes() == data
    path.unlink()
    path.symlink_to(tmp_path / "same.dat")
    original = (tmp_path / "same.dat").read_bytes()
    _export(session, tmp_path, name)
    assert (tmp_path / "same.dat").read_bytes() == original
    session.undo()
    _export(session, tmp_path, name)
    assert work_in(path) == ""


def test_deidentified_exports_say_nothing_of_people(tmp_path: Path) -> None:
    source = IshneFile(np.zeros((2000, 2))).write(tmp_path / "in.ecg")
    record = read_record(source)
    assert record.start_time is not None
    session = _reviewed(record, [100, 500, 900])
    out = tmp_path / "out"
    out.mkdir()
    review = ReviewExport(session, "Grace", "review", Hidden(-7))
    paths = export_review(EXPORT_FORMATS, review, out).paths
    for path in paths:
        data = path.read_bytes()
        for word in (b"Ada", b"M\xfcller", b"Grace", b"P 28", b"a note"):
            assert word not in data, path
    header = read_header(out / "in.ecg.review.edf")
    assert header.start == datetime(2020, 2, 24, 10, 20, 30)
    ann = ishne_header.read_header(out / "in.ann", ishne_header.ANN_MAGIC)
    assert ann.start_time == datetime(2020, 2, 24, 10, 20, 30)
    named = ReviewExport(session, "Grace", "review")
    export_review([_BY_NAME["edf"]], named, out)
    assert b"Grace" in (out / "in.ecg.review.edf").read_bytes()


def test_annotations_that_the_review_began_with(tmp_path: Path) -> None:
    path = write_record(tmp_path, made_ecg(10.0).record)
    original = new_annotations([200, 800, 1400], ["N", "A", "L"])
    write_annotations(path.with_suffix(".atr"), original)
    record = read_record(path)
    session = ReviewSession(record, original.beats(record), "II", "atr")
    session.edit(session.rhythm_editor("Ada").add(EpisodeKind.NOISE, 1500, 2500))
    _export(session, tmp_path, "edf", "wfdb", "ishne")
    edf = edfio.read_edf(tmp_path / "same.review.edf")
    assert [each.text for each in edf.annotations] == ["N", "A", "L", "Noise"]
    found = read_annotations(tmp_path / "same.review")
    (episode,) = rhythms_of(found, record).episodes
    assert (episode.start, episode.stop) == (1500, 2500)
