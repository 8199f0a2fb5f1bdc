"""What a classifier said, in a file that grows: whole rows count, others do not."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.formats.files.output_file import BeatRows, OutputFile

SAMPLES = np.arange(100, 1100, 100)


def _rows(first: int, n: int, n_classes: int = 3, n_units: int = 4) -> BeatRows:
    numbers = np.arange(first, first + n)
    probabilities = np.zeros((n, n_classes), np.float32)
    probabilities[np.arange(n), numbers % n_classes] = 1
    return BeatRows(
        numbers,
        probabilities,
        (numbers / 16).astype(np.float32),
        (numbers / 32).astype(np.float32),
        np.repeat(numbers[:, None], n_units, axis=1).astype(np.float16),
    )


def _read(path: Path) -> BeatRows:
    file = OutputFile.opened(path)
    assert file is not None
    parts = list(file.rows())
    joined = (
        np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(BeatRows)
    )
    return BeatRows(*joined)


def _assert_same(these: BeatRows, those: BeatRows) -> None:
    for field in fields(BeatRows):
        assert np.array_equal(getattr(these, field.name), getattr(those, field.name))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.outputs"


def test_rows_come_back_as_they_were_added(path: Path) -> None:
    file = OutputFile(path, SAMPLES)
    assert not list(file.rows())
    file.add(_rows(0, 3))
    file.add(_rows(3, 4))
    again = OutputFile.opened(path)
    assert again is not None
    assert np.array_equal(again.samples, SAMPLES)
    again.add(_rows(7, 3))
    _assert_same(_read(path), _rows(0, 10))


def test_a_row_that_was_not_written_whole_is_written_again(path: Path) -> None:
    OutputFile(path, SAMPLES).add(_rows(0, 3))
    path.write_bytes(path.read_bytes()[:-5])
    _assert_same(_read(path), _rows(0, 2))
    file = OutputFile.opened(path)
    assert file is not None
    file.add(_rows(2, 2))
    _assert_same(_read(path), _rows(0, 4))


def test_rows_that_no_classifier_gives_are_left_out(path: Path) -> None:
    file = OutputFile(path, SAMPLES)
    file.add(_rows(9, 3))
    wrong = _rows(0, 2)
    wrong.probabilities[0], wrong.probabilities[1] = np.nan, 1
    file.add(wrong)
    file.add(_rows(-1, 2))
    assert _read(path).row.tolist() == [9, 0]


def test_another_number_of_classes_begins_anew(path: Path) -> None:
    file = OutputFile(path, SAMPLES)
    file.add(_rows(0, 3))
    file.add(_rows(1, 2, n_classes=2))
    _assert_same(_read(path), _rows(1, 2, n_classes=2))


def test_what_is_no_such_file_is_not_opened(path: Path) -> None:
    assert OutputFile.opened(path) is None
    OutputFile(path, SAMPLES).add(_rows(0, 1))
    whole = path.read_bytes()
    begin = whole.index(b"\n") + 1
    for damage in (
        b"",
        b"something else",
        whole[:begin],
        whole[: begin + 8],
        whole[: begin + 50],
        whole[:begin] + b"\xff" * 100,
        whole[:begin] + (2**60).to_bytes(8, "little") + whole[begin + 8 :],
    ):
        path.write_bytes(damage)
        assert OutputFile.opened(path) is None
