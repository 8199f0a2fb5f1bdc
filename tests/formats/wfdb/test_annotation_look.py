"""What lies beside a record is looked at, and no more of it is read than needed."""

from __future__ import annotations

import io
import tracemalloc
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record
from ecgviewer.formats.record_formats import annotators_of
from ecgviewer.formats.wfdb.annotation_look import Contents, contents_of
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations


def _record(n_samples: int, path: Path | None = None) -> Record:
    signal = np.zeros((1, n_samples), np.float32)
    return Record("r", 250.0, (Lead("II"),), signal, path=path)


def _written(path: Path, annotations: Annotations) -> Path:
    write_annotations(path, annotations)
    return path


@pytest.mark.parametrize(
    ("sample", "symbols", "expected"),
    [
        ([0, 500, 1000], "NVN", Contents.BEATS),
        ([0, 500, 1001], "NVN", Contents.BEATS),
        ([-1, 500], "NN", Contents.BEATS),
        ([-1, 1000], "NN", Contents.BEATS),
        ([-1, 1001], "NN", Contents.NO_ANNOTATIONS),
        ([10, 5000], "N+", Contents.BEATS),
        ([10, 5000], "+N", Contents.OTHERS),
        ([10, 20], "+~", Contents.OTHERS),
        ([-10, 2000], "+~", Contents.NO_ANNOTATIONS),
        ([], "", Contents.NO_ANNOTATIONS),
    ],
)
def test_beats_within_the_record_are_looked_for(
    tmp_path: Path, sample: list[int], symbols: str, expected: Contents
) -> None:
    path = _written(tmp_path / "r.atr", new_annotations(sample, list(symbols)))
    assert contents_of(path, _record(1000)) is expected


def test_places_are_counted_in_the_resolution_of_the_file(tmp_path: Path) -> None:
    finer = replace(new_annotations([3999], ["N"]), fs=1000.0)
    path = _written(tmp_path / "r.atr", finer)
    assert contents_of(path, _record(1000)) is Contents.BEATS
    assert contents_of(path, _record(999)) is Contents.NO_ANNOTATIONS


def test_what_a_file_says_of_itself_is_no_annotation_of_the_record(
    tmp_path: Path,
) -> None:
    path = _written(tmp_path / "r.atr", replace(new_annotations([], []), fs=1000.0))
    assert contents_of(path, _record(1000)) is Contents.NO_ANNOTATIONS


@pytest.mark.parametrize(
    ("after", "expected"),
    [(bytes(200_000), Contents.BEATS), (bytes(200_000) + b"x", None)],
)
def test_zeros_alone_may_follow_the_end_mark(
    tmp_path: Path, after: bytes, expected: Contents | None
) -> None:
    path = _written(tmp_path / "r.atr", new_annotations([10], ["N"]))
    path.write_bytes(path.read_bytes() + after)
    found = contents_of(path, _record(1000))
    assert found is (expected or Contents.NO_ANNOTATIONS)


def test_beats_that_come_late_are_found(tmp_path: Path) -> None:
    sample = np.arange(100_001)
    path = _written(tmp_path / "r.atr", new_annotations(sample, ["+"] * 100_001))
    assert contents_of(path, _record(100_001)) is Contents.OTHERS
    symbols = ["+"] * 100_000 + ["N"]
    path = _written(tmp_path / "r.late", new_annotations(sample, symbols))
    assert contents_of(path, _record(100_001)) is Contents.BEATS
    assert contents_of(path, _record(99_999)) is Contents.OTHERS


def test_what_is_no_annotation_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("x", np.random.default_rng(0).bytes(8_000_000))
    (tmp_path / "r.zip").write_bytes(packed.getvalue())
    record = _record(100_000, tmp_path / "r.hea")
    tracemalloc.start()
    found = annotators_of(record)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ()
    assert peak < 3_000_000


def test_many_annotations_take_no_memory_to_be_looked_at(tmp_path: Path) -> None:
    n = 2_000_000
    path = tmp_path / "r.atr"
    np.full(n, 1 << 10 | 1, "<u2").tofile(path)
    record = _record(n + 1)
    tracemalloc.start()
    assert contents_of(path, record) is Contents.BEATS
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size
    assert len(read_annotations(path)) == n
