"""What lies beside a record is looked at, and no more of it is read than needed."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record
from ecgviewer.formats.wfdb.annotation_look import has_beats_of
from ecgviewer.formats.wfdb.annotations import (
    Annotations,
    annotators_of,
    new_annotations,
    read_annotations,
    write_annotations,
)


def _record(n_samples: int, path: Path | None = None) -> Record:
    signal = np.zeros((1, n_samples), np.float32)
    return Record("r", 250.0, (Lead("II"),), signal, path=path)


def _written(path: Path, annotations: Annotations) -> Path:
    write_annotations(path, annotations)
    return path


@pytest.mark.parametrize(
    ("sample", "symbols", "expected"),
    [
        ([0, 500, 1000], "NVN", True),
        ([0, 500, 1001], "NVN", False),
        ([-1, 500], "NN", False),
        ([10, 5000], "N+", True),
        ([10, 20], "+~", False),
        ([], "", False),
    ],
)
def test_beats_within_the_record_are_looked_for(
    tmp_path: Path, sample: list[int], symbols: str, expected: bool
) -> None:
    path = _written(tmp_path / "r.atr", new_annotations(sample, list(symbols)))
    assert has_beats_of(path, _record(1000)) is expected


def test_places_are_counted_in_the_resolution_of_the_file(tmp_path: Path) -> None:
    from dataclasses import replace

    finer = replace(new_annotations([10, 3999], ["N", "N"]), fs=1000.0)
    path = _written(tmp_path / "r.atr", finer)
    assert has_beats_of(path, _record(1000))
    assert not has_beats_of(path, _record(999))


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
    assert has_beats_of(path, record)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size
    assert len(read_annotations(path)) == n
