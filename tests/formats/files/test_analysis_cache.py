"""What analyses gave, by name: found again, or made again, never half."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.arrays import IntArray
from ecgviewer.formats.files.analysis_cache import AnalysisCache
from ecgviewer.formats.files.output_file import BeatRows, OutputFile

SAMPLES = np.arange(1000, 101_000, 1000)


def _said(file: OutputFile | None, row: int) -> None:
    assert file is not None
    one = np.ones(1, np.float32)
    file.add(BeatRows(np.array([row]), one[:, None], one, one, np.ones((1, 2), "f2")))


def _row(file: OutputFile | None) -> list[int]:
    assert file is not None
    return [row for part in file.rows() for row in part.row.tolist()]


def test_arrays_come_back(tmp_path: Path) -> None:
    cache = AnalysisCache(tmp_path / "new")
    assert cache.arrays("beats") is None
    texts = np.array(["one", ""], np.str_)
    cache.keep("beats", {"samples": SAMPLES, "texts": texts})
    kept = AnalysisCache(tmp_path / "new").arrays("beats")
    assert kept is not None
    assert np.array_equal(kept["samples"], SAMPLES)
    assert kept["texts"].tolist() == ["one", ""]
    assert cache.arrays("other") is None


@pytest.mark.parametrize("damage", [b"", b"no archive", b"PK\x03\x04 cut"])
def test_damaged_arrays_are_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes
) -> None:
    cache = AnalysisCache(tmp_path)
    cache.keep("beats", {"samples": SAMPLES})
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert cache.arrays("beats") is None
    assert str(path) in caplog.text


def test_outputs_of_the_same_beats_are_found(tmp_path: Path) -> None:
    cache = AnalysisCache(tmp_path)
    assert cache.outputs("a", SAMPLES) is None
    _said(cache.new_outputs("a", SAMPLES), 7)
    assert _row(cache.outputs("a", SAMPLES)) == [7]
    assert cache.outputs("b", SAMPLES) is None


def test_outputs_of_the_most_similar_beats_are_found(tmp_path: Path) -> None:
    cache = AnalysisCache(tmp_path)
    _said(cache.new_outputs("a", SAMPLES), 1)
    _said(cache.new_outputs("a", SAMPLES[3:]), 2)
    assert _row(cache.outputs("a", SAMPLES[1:])) == [1]
    assert _row(cache.outputs("a", SAMPLES[2:])) == [2]


@pytest.mark.parametrize(
    ("samples", "found"), [(SAMPLES[5:], False), (SAMPLES[4:], True)]
)
def test_outputs_of_other_beats_are_not_taken(
    tmp_path: Path, samples: IntArray, found: bool
) -> None:
    cache = AnalysisCache(tmp_path)
    _said(cache.new_outputs("a", SAMPLES), 1)
    assert (cache.outputs("a", samples) is not None) == found


def test_outputs_of_many_records_are_bounded(tmp_path: Path) -> None:
    cache = AnalysisCache(tmp_path, max_bytes=1000)
    for name in "abc":
        _said(cache.new_outputs(name, SAMPLES), 1)
    cache.keep("d", {"x": SAMPLES})
    assert [path.name for path in tmp_path.iterdir()] == ["d.npz"]


def test_a_folder_that_cannot_be_made_costs_time_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = AnalysisCache(tmp_path / "file" / "x")
    with caplog.at_level(logging.WARNING):
        cache.keep("a", {"x": SAMPLES})
        assert cache.new_outputs("a", SAMPLES) is None
    assert caplog.text.count("no analysis can be kept") == 2
