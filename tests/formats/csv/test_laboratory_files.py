"""Text files of laboratories: BIOPAC, OpenBCI, Shimmer, LabChart, American clocks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from tests.formats.csv.csv_files import layout, opened, table, value

_ACQ = "rest.acq\n0.5 msec/sample\n2 channels\nECG - ECG100C\nmV\nRespiration\nVolts\n"


def _acq(n: int, head: str = _ACQ) -> bytes:
    """Return a file of AcqKnowledge with a column of times."""
    head += "min\tCH1\tCH2\t\n" + f"\t{n}\t{n}\t"
    return table(lambda k: f"{k / 120000:.8f}\t{value(k) / 1000}\t0.25\t", n, head)


def test_acqknowledge(tmp_path: Path) -> None:
    found = opened(tmp_path, _acq(60001))
    assert (found.fs, found.n_samples) == (2000, 60001)
    assert "Respiration is not read" in found.notices[0]
    (lead,) = found.leads
    assert (lead.name, lead.unit, lead.is_ecg) == ("ECG - ECG100C", "mV", True)
    expected = [value(n) / 1000 for n in range(5)]
    assert found.values(0, 0, 5) == pytest.approx(expected), "and not 60001 mV"


def test_acqknowledge_without_times_and_names(tmp_path: Path) -> None:
    head = "1 msec/sample\n3 channels\nLead\nVolts\nLead\nuV\nBelt\nkg\n"
    rows = table(lambda n: f"{value(n)},{n},0.5", 40, f"{head}CH1,CH2,CH3\n40,40,40")
    found = opened(tmp_path, rows)
    assert (found.fs, found.n_samples) == (1000, 40)
    assert [lead.name for lead in found.leads] == ["Lead", "Lead (2)"]
    assert found.values(0, 0, 2) == pytest.approx([-200_000, -163_000])
    assert found.values(1, 0, 3) == pytest.approx([0, 0.001, 0.002])
    # Some have no line that counts.
    plain = table(lambda n: f"{value(n) + 0.5}\t1", 40, _ACQ + "CH1\tCH2")
    assert opened(tmp_path, plain).n_samples == 40
    empty = layout_error(_ACQ + "CH1\tCH2")
    assert "no rows of numbers" in empty


def layout_error(text: str) -> str:
    """Return why a text cannot be read."""
    with pytest.raises(RecordError) as error:
        layout(text.encode())
    return str(error.value)


@pytest.mark.parametrize(
    "head",
    [
        "0 msec/sample\n2 channels\nECG\nmV\nB\nmV\nCH1\tCH2",
        "1 msec/sample\nECG\nmV\nB\nmV\nCH1\tCH2",
        "1 msec/sample\n0 channels\nCH1\tCH2",
        "1 msec/sample\n99 channels\nCH1\tCH2",
    ],
)
def test_what_looks_like_acqknowledge_and_is_not(head: str) -> None:
    found = layout(table(lambda n: f"0.5\t{value(n)}", 40, head))
    assert found.said.n_head is None


def test_open_bci(tmp_path: Path) -> None:
    head = (
        "%OpenBCI Raw EXG Data\n%Number of channels = 2\n%Sample Rate = 250 Hz\n"
        "%Board = OpenBCI_GUI$BoardCytonSerial\nSample Index, EXG Channel 0, "
        "EXG Channel 1, Accel Channel 0, Other, Analog Channel 0, Timestamp, "
        "Timestamp (Formatted)"
    )
    # Blocks arrive together, so that their times do not place samples.
    data = table(
        lambda n: (
            f"{n % 256}, {value(n)}.5, {n}, 0.1, 192, 7, {1.6e9 + n // 25 / 10}, "
            f"2020-09-13 12:26:{40 + n // 250}.{n // 25 % 10}00"
        ),
        600,
        head,
    )
    found = opened(tmp_path, data, name="x.txt")
    assert (found.fs, found.n_samples) == (250, 600)
    assert [lead.name for lead in found.leads] == ["EXG Channel 0", "EXG Channel 1"]
    assert found.values(0, 0, 2) == pytest.approx([-0.2005, -0.1635])
    assert found.start_time == datetime(2020, 9, 13, 12, 26, 40)


def test_shimmer(tmp_path: Path) -> None:
    names = ("Timestamp_Unix_CAL", "ECG_LL-RA_24BIT_CAL", "ECG_LA-RA_24BIT_CAL")
    head = '"sep=\t"\n' + "\t".join(f"Shimmer_B663_{name}" for name in names)
    data = table(
        lambda n: f"{1.6e12 + n * 1000 / 512:.4f}\t{value(n) / 1000}\t0.5",
        600,
        head + "\nms\tmV\tmV",
    )
    found = opened(tmp_path, data)
    assert (found.fs, found.n_samples) == (512, 600)
    assert [lead.name for lead in found.leads] == ["II", "I"]
    assert found.values(1, 0, 1) == [0.5]


def _lab_chart(channels: str, unit: str, interval: str = "0.001 s") -> str:
    return (
        f"Interval=\t{interval}\nExcelDateTime=\t4.300041669e+04\t9/22/2017 10:00:00\n"
        f"TimeFormat=\tStartOfBlock\nChannelTitle=\t{channels}\n{unit}"
        "Range=\t5.000 V\t10.000 V"
    )


def test_lab_chart(tmp_path: Path) -> None:
    head = _lab_chart("ECG\tPulse\t", "UnitName=\tmV\tkPa\t\n")
    data = table(lambda n: f"{n / 1000:g}\t{value(n) / 1000}\t0.1\t", 600, head)
    found = opened(tmp_path, data)
    assert (found.fs, found.n_samples) == (1000, 600)
    assert [(lead.name, lead.unit) for lead in found.leads] == [("ECG", "mV")]
    assert found.values(0, 0, 2) == pytest.approx([-0.2, -0.163])
    assert found.start_time is not None
    assert f"{found.start_time:%Y-%m-%d %H:%M:%S}" == "2017-09-22 10:00:02"


def test_lab_chart_without_units_times_and_dates() -> None:
    head = _lab_chart("ECG\tPulse", "").replace("4.300041669e+04", "soon")
    found = layout(table(lambda n: f"{value(n)}\t7", 600, head))
    assert found.missing == ("unit",), "that of the amplifier is not that of the ECG"
    assert [lead.number for lead in found.leads] == [0]
    assert found.start_time is None
    undated = _lab_chart("ECG", "").replace("4.300041669e+04", "0")
    assert layout(table(lambda n: f"{value(n)}", 40, undated)).start_time is None
    for head in (_lab_chart("", ""), _lab_chart("ECG", "", "1 h"), "Interval=\t1 s"):
        assert layout(table(lambda n: f"{value(n)}", 40, head)).said.n_head is None
    still = layout(table(lambda n: f"{value(n)}", 40, _lab_chart("ECG", "", "0 s")))
    assert still.missing == ("fs", "unit")
    with pytest.raises(RecordError):
        layout(_lab_chart("ECG", "").encode())


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("3/4/2020 10:00:{n:02d}", "the date 3/4/2020 is read as 3 April 2020"),
        ("4/4/2020 10:00:{n:02d}", ""),
        ("13/4/2020 10:00:{n:02d}", ""),
        ("3.4.2020 10:00:{n:02d}", ""),
        ("3/4/2020 10:00:{n:02d} AM", ""),
        ("2020-03-04 10:00:{n:02d}", ""),
        ("10:00:{n:02d}", ""),
    ],
)
def test_dates_whose_month_may_come_first(tmp_path: Path, date: str, said: str) -> None:
    data = table(lambda n: f"{date.format(n=n)},{n}", 30, "t,ecg (mV)")
    notices = opened(tmp_path, data, "fs=100").notices
    (about,) = [each for each in notices if "is read as" in each] or [""]
    assert said in about
    assert bool(said) == bool(about)


@pytest.mark.parametrize(
    ("first", "begin"),
    [
        ("3/15/2020 10:59:59 PM", datetime(2020, 3, 15, 22, 59, 59)),
        ("3/4/2020 12:59:59.000 a.m.", datetime(2020, 3, 4, 0, 59, 59)),
        ("15/03/2020 10:59:59 pm", datetime(2020, 3, 15, 22, 59, 59)),
        ("3/15/2020 22:59:59", datetime(2020, 3, 15, 22, 59, 59)),
        ("4.3.2020 22:59:59", datetime(2020, 3, 4, 22, 59, 59)),
        ("2020-03-04 11:59:59 AM", datetime(2020, 3, 4, 11, 59, 59)),
    ],
)
def test_clocks_of_twelve_hours(tmp_path: Path, first: str, begin: datetime) -> None:
    day, clock, *half = first.split()
    hours = int(clock[:2])

    def at(n: int) -> str:
        s, ms = divmod(59 * 1000 + n * 4, 1000)
        hour = hours + (59 + s // 60) // 60
        ends = " ".join(half)
        if half and hour > 12:
            hour -= 12
        if half and hours == 11 and hour == 12:
            ends = "PM"
        return f"{day} {hour}:{(59 + s // 60) % 60:02d}:{s % 60:02d}.{ms:03d} {ends}"

    data = table(lambda n: f"{at(n).strip()};{n}", 900, "date;ecg (mV)")
    found = opened(tmp_path, data)
    assert found.start_time == begin
    assert (found.fs, found.n_samples, found.notices) == (250, 900, ())
    assert np.array_equal(found.signal[0], np.arange(900))
    bare = table(lambda n: f"{at(n).split(' ', 1)[1].strip()};{n}", 900, "t;ecg (mV)")
    again = opened(tmp_path, bare)
    assert (again.fs, again.n_samples) == (250, 900)
