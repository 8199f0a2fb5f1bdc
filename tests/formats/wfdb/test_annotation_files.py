"""Which files beside a record are annotations, and which only look like some."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.record import Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.record_formats import annotation_sources
from ecgviewer.formats.wfdb.annotation_facts import Definition
from ecgviewer.formats.wfdb.annotation_files import AnnotationFiles, annotation_files
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, new_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import CASES, DATA, needs, needs_case

_SOME = new_annotations([100, 500, 900], list("NVN"))


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return read_record(write_record(tmp_path, synthetic_record(20.0, name="r").record))


def _archive() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("r.atr", np.random.default_rng(1).bytes(3000))
    return data.getvalue()


def _after_the_end() -> bytes:
    beats = np.full(9, 1 << 10 | 300, "<u2").tobytes()
    return beats + bytes(2) + b"and something else"


_OTHERS = {
    "an old header": b"r 2 360 7200\nr.dat 16 200 16 0 0 0 0 II\n" * 3,
    "a text": "Märchen\r\n".encode(),
    "nothing": b"",
    "zeros": bytes(100),
    "a picture": b"\x89PNG\r\n\x1a\n" + np.random.default_rng(2).bytes(5000),
    "an archive": _archive(),
    "signals": np.arange(-500, 500, dtype="<i2").tobytes(),
    "signals of 8 bits": np.random.default_rng(3).bytes(5000),
    "something after the end mark": _after_the_end(),
    "codes that nobody defined": np.full(9, 50 << 10 | 30, "<u2").tobytes() + bytes(2),
    "an unknown code late": np.full(20_000, 1 << 10 | 1, "<u2").tobytes()
    + np.full(1, 50 << 10 | 1, "<u2").tobytes()
    + bytes(2),
}


@pytest.mark.parametrize("what", _OTHERS)
def test_what_is_no_annotation_file_is_not_offered(record: Record, what: str) -> None:
    assert record.path is not None
    record.path.with_suffix(".hea-").write_bytes(_OTHERS[what])
    assert annotation_files(record) == AnnotationFiles()


def test_files_with_beats_and_others_are_told_apart(
    record: Record, tmp_path: Path
) -> None:
    write_annotations(tmp_path / "r.atr", _SOME)
    write_annotations(tmp_path / "r.rhythm", new_annotations([0, 500], ["+", "~"]))
    write_annotations(tmp_path / "r.late", new_annotations([90_000], ["N"]))
    partly = new_annotations([-9, 100, 90_000], list("NNN"))
    write_annotations(tmp_path / "r.partly", partly)
    beats_late = new_annotations([0, 90_000], ["+", "N"])
    write_annotations(tmp_path / "r.flags", beats_late)
    own = replace(
        new_annotations([100], ["Z"]), definitions=(Definition(50, "Z", "own"),)
    )
    write_annotations(tmp_path / "r.own", own)
    write_annotations(tmp_path / "r.a~b", _SOME)
    found = annotation_files(record)
    assert found.with_beats == ("atr", "partly")
    assert found.others == ("flags", "own", "rhythm")
    assert found.all == ("atr", "flags", "own", "partly", "rhythm")


def test_a_record_in_memory_has_no_files(record: Record) -> None:
    assert annotation_files(replace(record, path=None)) == AnnotationFiles()


def test_annotations_within_a_record_need_no_words(record: Record) -> None:
    assert _SOME.left_out(record) == ()
    assert _SOME.beats(record).sample.tolist() == [100, 500, 900]


def test_a_file_that_is_cut_off_is_offered(record: Record, tmp_path: Path) -> None:
    write_annotations(tmp_path / "r.atr", _SOME)
    path = tmp_path / "r.atr"
    path.write_bytes(path.read_bytes()[:-3])
    assert annotation_files(record).with_beats == ("atr",)


def test_a_signal_file_of_the_header_is_none(tmp_path: Path) -> None:
    header = tmp_path / "r.hea"
    header.write_text("r 1 360 8\nr.xyz 80 200 8 0 0 0 0 II\n")
    write_annotations(tmp_path / "r.xyz", new_annotations([2], ["N"]))
    write_annotations(tmp_path / "r.abc", new_annotations([3], ["N"]))
    record = read_record(header)
    assert annotation_sources(record).all == ("abc",)
    header.unlink()
    assert annotation_sources(record).all == ("abc", "xyz")


@needs("mitdb")
@needs("svdb")
def test_the_files_of_public_records() -> None:
    for path in (DATA / "mitdb" / "100", DATA / "svdb" / "800"):
        assert "atr" in annotation_files(read_record(path)).with_beats


@needs_case("not-annotations")
def test_an_old_header_beside_a_record_is_not_offered() -> None:
    record = read_record(CASES / "not-annotations" / "800")
    assert annotation_files(record) == AnnotationFiles(("atr",))


@needs_case("annotations-without-beats")
def test_rhythms_without_beats_are_offered_as_a_layer() -> None:
    record = read_record(CASES / "annotations-without-beats" / "rhythm")
    assert annotation_files(record) == AnnotationFiles(("qrs",), ("atr",))


@needs_case("annotations-beyond")
@pytest.mark.parametrize(
    ("name", "n_before", "n_after"),
    [("trunc", 0, 36), ("stray", 0, 1), ("negat", 1, 0)],
)
def test_annotations_beyond_a_record_are_counted(
    name: str, n_before: int, n_after: int
) -> None:
    record = read_record(CASES / "annotations-beyond" / name)
    assert annotation_files(record).with_beats == ("atr",)
    annotations = read_annotations(CASES / "annotations-beyond" / f"{name}.atr")
    beats = annotations.beats(record)
    assert len(beats) == len(annotations) - n_before - n_after
    assert beats.sample.min() >= 0
    assert beats.sample.max() < record.n_samples
    (notice,) = annotations.left_out(record)
    assert f"{n_before + n_after} of {len(annotations)} annotations" in notice


@needs_case("cut-annotations")
def test_a_cut_file_of_a_case_says_so() -> None:
    record = read_record(CASES / "cut-annotations" / "cut")
    assert annotation_files(record).with_beats == ("atr", "ref")
    (notice,) = read_annotations(CASES / "cut-annotations" / "cut.atr").notices
    assert "cut.atr ends without an end mark" in notice


def test_text_is_refused_however_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.old"
    path.write_text("r 1 250 5000\nr.dat 16 200(0)/mV 16 0 0 0 0 II\n")
    with pytest.raises(AnnotationError, match=r"r\.old is text, not an annotation"):
        read_annotations(path)
    # A file that was cut off may look so.
    path.write_bytes(b"d" * 8)
    assert len(read_annotations(path).notices) == 1
