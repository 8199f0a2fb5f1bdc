"""Annotation files: read, written back, and compared with wfdb-python."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecgviewer.core.beats import Origin
from ecgviewer.core.record import Lead
from ecgviewer.formats.record_formats import annotators_of
from ecgviewer.formats.wfdb.annotation_facts import Definition
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import (
    AnnotationError,
    Annotations,
    new_annotations,
)
from ecgviewer.formats.wfdb.annotator_names import check_annotator
from ecgviewer.formats.wfdb.wfdb_record import WfdbRecord
from tests.data_folder import DATA, needs
from tests.formats.wfdb.oracle import wfdb

_SAMPLES = DATA / "wfdb-samples"
_ENDINGS = (
    "atr", "qrs", "gqrs", "tst", "gqrsh", "gqrsl", "sqrs", "anI", "wabp", "wqrs"
)  # fmt: skip
#: Files of mitdb with every kind of field among them.
_ORACLE = ("203.atr", "207.atr", "208.atr", "210.atr", "217.atr")
_FILES = sorted(
    path
    for ending in _ENDINGS
    for folder in ("mitdb", "svdb", "nstdb", "wfdb-samples", "ec57-reference")
    for path in (DATA / folder).glob(f"*.{ending}")
)
#: Its channels 255 were written with a sign that runs on into the unused bits.
_OTHER_BYTES = {"12726.anI"}


def _record(fs: float = 360.0, samples_per_frame: int = 1) -> WfdbRecord:
    signal = np.zeros((1, 1000), np.float32)
    return WfdbRecord(
        "r", fs, (Lead("II"),), signal, samples_per_frame=samples_per_frame
    )


@pytest.mark.skipif(not _FILES, reason=f"no recordings in {DATA}; set ECGVIEWER_DATA")
@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name)
def test_a_file_written_back_is_the_same(path: Path, tmp_path: Path) -> None:
    annotations = read_annotations(path)
    assert len(annotations) > 0
    assert annotations.notices == ()
    copy = tmp_path / path.name
    write_annotations(copy, annotations)
    assert read_annotations(copy) == annotations
    assert (copy.read_bytes() == path.read_bytes()) == (path.name not in _OTHER_BYTES)


@needs("wfdb-samples")
@pytest.mark.parametrize(
    "path",
    [p for p in _FILES if p.parent.name == "wfdb-samples" or p.name in _ORACLE],
    ids=lambda path: path.name,
)
@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_the_fields_are_those_that_wfdb_reads(path: Path) -> None:
    ours = read_annotations(path)
    # wfdb-python drops every comment at sample 0, and annotations that are not beats.
    lost = ((ours.symbol == '"') & (ours.sample == 0)) | (ours.symbol == " ")
    ours = ours.take(~lost)
    theirs: Any = wfdb.rdann(str(path.with_suffix("")), path.suffix[1:])
    for name in ("sample", "subtype", "chan", "num"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    assert [aux.decode("latin-1") for aux in ours.aux] == theirs.aux_note
    # A code without a symbol of its own is NaN there and its number here.
    symbols = ["" if s != s else s for s in theirs.symbol]
    assert [s if len(s) == 1 else "" for s in ours.symbol] == symbols


@needs("wfdb-samples")
def test_definitions_are_kept() -> None:
    annotations = read_annotations(_SAMPLES / "1003.atr")
    assert annotations.definitions[0] == Definition(15, "c", "calibration pulse")
    assert len(annotations.definitions) == 6


@needs("wfdb-samples")
def test_places_beyond_32_bits_are_kept() -> None:
    assert read_annotations(_SAMPLES / "huge.qrs").sample[-1] > 2**32


@needs("svdb")
def test_the_time_resolution_is_read() -> None:
    assert read_annotations(DATA / "svdb" / "801.atr").fs == 128.0


def test_text_that_is_not_utf_8_is_kept(tmp_path: Path) -> None:
    annotations = new_annotations([1, 2, 3], ['"', "+", "N"])
    aux = np.array([b"\xff\xfe", b"(AFIB\0", b""], object)
    annotations = replace(annotations, aux=aux)
    write_annotations(tmp_path / "r.x", annotations)
    again = read_annotations(tmp_path / "r.x")
    assert again == annotations
    assert [again.text(row) for row in range(3)] == ["ÿþ", "(AFIB", ""]


def test_everything_a_file_says_of_itself_is_kept(tmp_path: Path) -> None:
    annotations = replace(
        new_annotations([0, 9], ["N", "xx"]),
        fs=128.5,
        definitions=(Definition(42, "xx", "two letters"), Definition(43, "N")),
        writer="ecgviewer 1",
    )
    write_annotations(tmp_path / "r.x", annotations)
    assert read_annotations(tmp_path / "r.x") == annotations


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_wfdb_reads_what_we_write(tmp_path: Path) -> None:
    definition = Definition(42, "c", "calibration")
    annotations = new_annotations([5, 9, 2**20], ["N", "c", "V"])
    annotations = replace(
        annotations, fs=128.5, definitions=(definition,), writer="ecgviewer 1"
    )
    write_annotations(tmp_path / "r.x", annotations)
    theirs: Any = wfdb.rdann(str(tmp_path / "r"), "x")
    assert (theirs.fs, theirs.sample.tolist()) == (128.5, [5, 9, 2**20])
    assert theirs.symbol == ["N", "c", "V"]


def test_the_writer_of_an_early_file_is_read(tmp_path: Path) -> None:
    early = new_annotations([0, 9], ['"', "N"])
    aux = np.array([b"## written by ecgviewer 0.1.0", b""], object)
    early = replace(early, aux=aux)
    write_annotations(tmp_path / "r.x", early)
    read = read_annotations(tmp_path / "r.x")
    assert (read.writer, read.sample.tolist()) == ("ecgviewer 0.1.0", [9])


@pytest.mark.parametrize(
    "comments",
    [
        ["## time resolution: fast"],
        ["## time resolution: -1"],
        ["## annotation type definitions", "no code", "## end of definitions"],
        ["## annotation type definitions", "42 x"],
        ["## annotation type definitions", "99 x y", "## end of definitions"],
        ["## written down"],
        ["not # written by me"],
    ],
)
def test_comments_that_only_look_like_facts_stay_comments(
    tmp_path: Path, comments: list[str]
) -> None:
    annotations = new_annotations([0] * len(comments), ['"'] * len(comments))
    aux = np.array([comment.encode() for comment in comments], object)
    annotations = replace(annotations, aux=aux)
    write_annotations(tmp_path / "r.x", annotations)
    again = read_annotations(tmp_path / "r.x")
    assert again == annotations
    assert (again.fs, again.definitions, again.writer) == (None, (), "")


def test_an_empty_file_has_no_annotations_and_a_notice(tmp_path: Path) -> None:
    (tmp_path / "r.x").touch()
    annotations = read_annotations(tmp_path / "r.x")
    assert len(annotations) == 0
    assert "may have been cut off" in annotations.notices[0]


def test_no_annotations_can_be_written(tmp_path: Path) -> None:
    write_annotations(tmp_path / "r.x", new_annotations([], []))
    assert (tmp_path / "r.x").read_bytes() == b"\0\0"
    assert read_annotations(tmp_path / "r.x").notices == ()


def test_a_file_cut_anywhere_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    annotations = new_annotations([100, 2000, 2100], ["N", "V", "+"])
    annotations = replace(annotations, aux=np.array([b"", b"", b"(VT"], object))
    write_annotations(tmp_path / "r.x", annotations)
    data = (tmp_path / "r.x").read_bytes()
    for n in range(len(data)):
        (tmp_path / "r.y").write_bytes(data[:n])
        part = read_annotations(tmp_path / "r.y")
        assert len(part.notices) == 1
        np.testing.assert_array_equal(part.sample, annotations.sample[: len(part)])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"r\.x does not exist"):
        read_annotations(tmp_path / "r.x")
    with pytest.raises(AnnotationError, match="cannot be read"):
        read_annotations(tmp_path)


def test_a_foreign_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "r.atr"
    write_annotations(path, new_annotations([1], ["N"]))
    before = path.read_bytes()
    ours = replace(new_annotations([2], ["V"]), writer="ecgviewer 0.1.0")
    with pytest.raises(AnnotationError, match="Choose another annotator name"):
        write_annotations(path, ours)
    assert path.read_bytes() == before


def test_a_file_of_our_own_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "r.reviewed"
    ours = replace(new_annotations([2], ["V"]), writer="ecgviewer 0.1.0")
    write_annotations(path, ours)
    write_annotations(path, replace(ours, writer="ecgviewer 0.2.0"))
    assert read_annotations(path).writer == "ecgviewer 0.2.0"


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("symbol", "unknown", "No WFDB code for the symbols unknown"),
        ("subtype", 128, "subtype must be from -128 to 127"),
        ("chan", -1, "chan must be from 0 to 255"),
        ("num", 200, "num must be from -128 to 127"),
        ("aux", b"x" * 256, "256 bytes long; 255 is the most"),
    ],
)
def test_what_does_not_fit_the_format_is_not_written(
    tmp_path: Path, column: str, value: object, message: str
) -> None:
    annotations = new_annotations([1], ["N"])
    bad = np.array(
        [value], None if column == "symbol" else getattr(annotations, column).dtype
    )
    columns: dict[str, Any] = {column: bad}
    with pytest.raises(AnnotationError, match=message):
        write_annotations(tmp_path / "r.x", replace(annotations, **columns))
    assert not (tmp_path / "r.x").exists()


_ROWS = st.lists(
    st.tuples(
        st.integers(0, 2**33),
        st.sampled_from(["N", "V", "/", "+", "~", "[15]", '"', "[58]"]),
        st.integers(-128, 127),
        st.integers(0, 255),
        st.integers(-128, 127),
        st.binary(max_size=255),
    ),
    max_size=12,
)


@settings(max_examples=50)
@given(_ROWS, st.none() | st.sampled_from([128.0, 360.0, 1000.5]))
def test_any_annotations_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[int, str, int, int, int, bytes]],
    fs: float | None,
) -> None:
    # A comment at the start could be taken for a fact about the file.
    rows = [(s + 1, *rest) for s, *rest in rows]  # type: ignore[misc]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 6
    aux = np.empty(len(rows), object)
    aux[:] = columns[5]
    annotations = replace(
        new_annotations(columns[0], columns[1]),
        subtype=np.array(columns[2], np.int64),
        chan=np.array(columns[3], np.int64),
        num=np.array(columns[4], np.int64),
        aux=aux,
        fs=fs,
    )
    path = tmp_path_factory.mktemp("any") / "r.x"
    write_annotations(path, annotations)
    assert read_annotations(path) == annotations


def test_beats_are_a_table_of_the_reference() -> None:
    annotations = new_annotations([10, 20, 30, 40], ["+", "V", "N", "~"])
    beats = annotations.beats(_record())
    assert beats.sample.tolist() == [20, 30]
    assert beats.symbol.tolist() == ["V", "N"]
    assert (beats.origin == Origin.REFERENCE).all()


def test_places_are_in_frames_or_in_the_resolution_of_the_file() -> None:
    annotations = new_annotations([10, 21], ["N", "N"])
    assert annotations.samples_in(_record()).tolist() == [10, 21]
    fast = _record(1440.0, samples_per_frame=4)
    assert annotations.samples_in(fast).tolist() == [40, 84]
    assert replace(annotations, fs=720.0).samples_in(_record()).tolist() == [5, 10]


def test_columns_must_be_equally_long_and_cannot_be_written() -> None:
    annotations = new_annotations([1], ["N"])
    with pytest.raises(ValueError, match="unequal lengths"):
        replace(annotations, sample=np.array([1, 2]))
    with pytest.raises(ValueError, match="read-only"):
        annotations.sample[0] = 5
    assert annotations != "N"
    assert annotations != replace(annotations, fs=100.0)


@pytest.mark.parametrize("name", ["", "../x", "a.b", "a b"])
def test_a_name_that_no_file_can_end_with_is_refused(name: str) -> None:
    with pytest.raises(AnnotationError, match="cannot name an annotator"):
        check_annotator(name)


def test_annotators_are_files_of_beats_within_the_record(tmp_path: Path) -> None:
    record = replace(_record(), name="r[1]", path=tmp_path / "r[1].hea")
    for name, symbol, sample in (
        ("r[1].atr", "N", 1000),
        ("r[1].qrs", "N", 5),
        ("r[1].rhythm", "+", 5),
        ("r[1].late", "N", 1001),
        ("r[1].dat", "N", 5),
        ("r[1].x.old", "N", 5),
        ("r1.atr", "N", 5),
    ):
        write_annotations(tmp_path / name, new_annotations([sample], [symbol]))
    (tmp_path / "r[1].folder").mkdir()
    assert annotators_of(record) == ("atr", "qrs")
    assert annotators_of(_record()) == ()


def test_a_day_of_beats_is_read_as_it_was_written(tmp_path: Path) -> None:
    n = 100_000
    annotations: Annotations = replace(
        new_annotations(np.arange(n) * 300, np.where(np.arange(n) % 5, "N", "V")),
        subtype=np.arange(n) % 3,
    )
    write_annotations(tmp_path / "r.x", annotations)
    assert read_annotations(tmp_path / "r.x") == annotations
