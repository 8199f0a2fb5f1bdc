"""One lead that cannot be shown does not keep the others closed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.record import read_record
from tests.data_folder import CASES, needs_case
from tests.formats.small_records import write_files

_HEADER = "x 2 250 4\nx.dat 16 1(0)/mV 16 0 0 0 0 I\n{} 0 0 0 0 II\n"
_I = [1, 2, 3, 4]


def _written(folder: Path, line: str, second: bytes | None = None) -> Path:
    if second is not None:
        (folder / "y.dat").write_bytes(second)
    data = np.array(_I, "<i2").tobytes()
    return write_files(folder, _HEADER.format(line), data)


@pytest.mark.parametrize(
    ("line", "second", "told"),
    [
        ("y.dat 16 1(0)/mV 16", None, r"II cannot be shown: .*y.dat does not exist"),
        ("y.dat 16 1(0)/mV 16", b"", "II cannot be shown: .*y.dat holds no samples"),
        ("y.dat 16 nan/mV 16", bytes(8), "II cannot be shown: .*gain that cannot be"),
        ("y.dat 99 1(0)/mV 16", bytes(8), "y.dat the unknown format 99. Correct it"),
        ("y.dat 516 1(0)/mV 16", bytes(8), "y.dat is not a FLAC file"),
        ("../y.dat 16 1(0)/mV 16", None, "outside its folder"),
        (f"{'y' * 300}.dat 16 1(0)/mV 16", None, "cannot be looked at|does not exist"),
        ("~ 0 1(0)/mV 16", None, r"II cannot be shown: .*no signal \(format 0\)"),
    ],
)
def test_the_good_lead_opens_and_a_notice_tells_of_the_other(
    tmp_path: Path, line: str, second: bytes | None, told: str
) -> None:
    record = read_record(_written(tmp_path, line, second))
    assert [lead.name for lead in record.leads] == ["I", "II"]
    np.testing.assert_array_equal(record.signal, [_I, [np.nan] * 4])
    (notice,) = record.notices
    assert re.search(told, notice)


@pytest.mark.parametrize("second", [None, b"", bytes(100)])
def test_a_lead_that_is_not_there_does_not_set_the_rate(
    tmp_path: Path, second: bytes | None
) -> None:
    record = read_record(_written(tmp_path, "y.dat 16x999999 1(0)/mV 16", second))
    assert (record.fs, record.source.shape) == (250.0, (2, 4))
    np.testing.assert_array_equal(record.signal[0], _I)


def test_a_bad_lead_may_come_first(tmp_path: Path) -> None:
    header = "x 3 250 4\ny.dat 16 1\n~ 0 1\nx.dat 16 1(0)/mV 16 0 0 0 0 III\n"
    record = read_record(write_files(tmp_path, header, np.array(_I, "<i2").tobytes()))
    np.testing.assert_array_equal(record.signal[2], _I)
    assert np.isnan(record.signal[:2]).all()
    assert [notice.split(" cannot")[0] for notice in record.notices] == [
        "lead 1",
        "lead 2",
    ]


def test_if_all_leads_are_bad_the_first_reason_is_given(tmp_path: Path) -> None:
    header = "x 2 250 4\nx.dat 16 nan 16 0 0 0 0 I\ny.dat 16 1\n"
    with pytest.raises(RecordError, match=r"x\.hea gives a gain that cannot be: nan"):
        read_record(write_files(tmp_path, header))


def test_of_two_files_the_shorter_one_does_not_cut_the_other(tmp_path: Path) -> None:
    header = _written(tmp_path, "y.dat 16 1(0)/mV 16", np.array([7], "<i2").tobytes())
    record = read_record(header)
    np.testing.assert_array_equal(record.signal, [_I, [7] + [np.nan] * 3])
    (notice,) = record.notices
    assert notice.startswith("y.dat is shorter than x.hea says: 1 of 4 samples are")
    header.write_text(header.read_text().replace("250 4", "1"))
    (notice,) = read_record(header).notices
    assert notice.startswith("y.dat is shorter than the others: 1.0 s of 4.0 s are")


def test_a_loss_of_less_than_the_seconds_show_is_told_in_samples(
    tmp_path: Path,
) -> None:
    header = "x 1 250 5000\nx.dat 16 1\n"
    (notice,) = read_record(write_files(tmp_path, header, bytes(9998))).notices
    assert "4,999 of 5,000 samples are there" in notice
    header = "x 1 250 2500\nx.dat 16x2 1\n"
    (notice,) = read_record(write_files(tmp_path, header, bytes(9998))).notices
    assert "2,499 of 2,500 frames are there" in notice


def test_a_skew_counts_samples_of_its_lead(tmp_path: Path) -> None:
    lines = "x.dat 16x2 1(0)/mV 16\nx.dat 16x2:3 1(0)/mV 16\n"
    rows = [[10, 20, -1, -1], [11, 21, -1, 0], [12, 22, 1, 2], [13, 23, 3, 4]]
    data = np.array(rows, "<i2").tobytes()
    signal = read_record(write_files(tmp_path, f"x 2 125 4\n{lines}", data)).signal
    np.testing.assert_array_equal(signal[0], [10, 20, 11, 21, 12, 22, 13, 23])
    np.testing.assert_array_equal(signal[1], [0, 1, 2, 3, 4, *[np.nan] * 3])


@needs_case("skew")
def test_leads_that_are_skewed_are_made_equal() -> None:
    first, second = read_record(CASES / "skew" / "skspf").signal
    there = np.isfinite(second)
    assert there.sum() == len(second) - 4
    np.testing.assert_array_equal(first[there], second[there])


@needs_case("one-bad-lead")
@pytest.mark.parametrize("name", ["missing", "empty", "nangain", "null"])
def test_one_bad_lead_of_a_case(name: str) -> None:
    record = read_record(CASES / "one-bad-lead" / name)
    assert record.source.shape == (2, 5000)
    assert np.isfinite(record.signal[0]).all()
    assert np.isnan(record.signal[1]).all()
    (notice,) = record.notices
    assert "II" in notice or "empty_2.dat" in notice
