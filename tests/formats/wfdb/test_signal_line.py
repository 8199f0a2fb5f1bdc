"""Fields of a header that are missing, odd or wrong."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.header import read_header
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.signal_line import FieldError, signal_line
from tests.data_folder import CASES, needs_case
from tests.formats.small_records import write_files

_SIGNAL = "x.dat 16 200(0)/mV 16 0 0 0 0 II"


@pytest.mark.parametrize(
    ("line", "baseline", "initial", "name"),
    [
        ("x.dat 16 200(7)/mV 16 0.0 -5 0 0 I", 7, -5, "I"),
        ("x.dat 16 200(7)/mV 16 0 -5 0 -1 I", 7, -5, "I"),
        ("x.dat 16 200(7.0)/mV 16 3 I", 7, 3, "I"),
        ("x.dat 16 200 16 3. I", 3, 3, "I"),
        ("x.dat 16 200/mV lead I", 0, 0, "lead I"),
        ("x.dat 16 I", 0, 0, "I"),
        ("x.dat 16", 0, 0, ""),
        ("x.dat 16.0 200(0.0)/mV I", 0, 0, "I"),
        ("x.dat 16 200 16 0 0 0 0 12-lead I", 0, 0, "12-lead I"),
    ],
)
def test_harmless_fields_are_read_as_the_wfdb_library_does(
    line: str, baseline: int, initial: int, name: str
) -> None:
    signal = signal_line(line)
    found = signal.baseline, signal.initial_value, signal.name
    assert found == (baseline, initial, name)
    assert (signal.gain, signal.fault) == (200.0, "")


@pytest.mark.parametrize(
    ("text", "gain"),
    [("1e3/mV", 1e3), ("200mV", 200.0), ("-.5", -0.5), ("0", 200.0), ("2.", 2.0)],
)
def test_gains(text: str, gain: float) -> None:
    signal = signal_line(f"x.dat 16 {text} 16 0 0 0 0 I")
    assert (signal.gain, signal.name, signal.fault) == (gain, "I", "")
    assert signal.calibrated == (text != "0")


def test_a_gain_with_a_decimal_comma_is_told_of(tmp_path: Path) -> None:
    lines = "x.dat 16 2,5/mV 16 0 0 0 0 I\nx.dat 16 2,5/mV 16 0 0 0 0 II"
    header = write_files(tmp_path, f"x 2 250 4\n{lines}", bytes(16))
    (notice,) = read_record(header).notices
    assert notice.startswith("x.hea gives a gain as 2,5, which is read as 2.")


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-inf", "1e400", "1e-30", "-"])
def test_a_gain_that_cannot_be_is_a_fault_of_its_lead(text: str) -> None:
    signal = signal_line(f"x.dat 16 {text}/mV 16 0 0 0 0 I")
    assert math.isnan(signal.gain)
    assert signal.name == "I"
    assert f"a gain that cannot be: {text}" in signal.fault


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x.dat sixteen", "After the name of the signal file it must have the format"),
        ("x.dat 16 200(zero)/mV", r"the baseline as \(zero\)"),
        ("x.dat 16 200 16 99999999999", "the ADC zero as 1e"),
        ("x.dat 16 200 16 0 -99999999999", "the initial value as -1e"),
        ("x.dat 16 200(99999999999)", "the baseline as 1e"),
    ],
)
def test_a_refusal_names_the_field(line: str, message: str) -> None:
    with pytest.raises(FieldError, match=message):
        signal_line(line)


@pytest.mark.parametrize(
    ("fs", "expected", "told"),
    [
        ("250Hz", 250.0, False),
        ("250hz/10(3)", 250.0, False),
        ("250 Hz", 250.0, False),
        ("1 kHz", 1000.0, False),
        ("1kHz", 1000.0, False),
        ("2.5e2", 250.0, False),
        ("250(0)", 250.0, False),
        ("250,5", 250.0, True),
        ("360x", 360.0, True),
    ],
)
def test_sampling_frequencies(
    tmp_path: Path, fs: str, expected: float, told: bool
) -> None:
    record = read_record(write_files(tmp_path, f"x 1 {fs} 9\n{_SIGNAL}"))
    assert record.fs == expected
    assert bool(record.notices) == told
    assert not told or f"as {fs}, which is read as {expected:g} Hz" in record.notices[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x", "has no number of signals"),
        ("x -1", "the number of signals as -1"),
        ("x 1 250 many", "the number of samples as many"),
        ("x 1 250 -5", "the number of samples as -5"),
        ("x 1 + 5", r"the sampling frequency as \+"),
        ("x 1 .-1 5", "the sampling frequency as .-1"),
    ],
)
def test_the_first_line_is_refused_by_field(
    tmp_path: Path, line: str, message: str
) -> None:
    with pytest.raises(RecordError, match=rf"x\.hea .*{message}"):
        read_record(write_files(tmp_path, f"{line}\n{_SIGNAL}"))


@pytest.mark.parametrize(
    ("name", "n_segments"),
    [("x", 0), ("ge/x", 0), ("ge/medians/x", 0), ("x/2", 2), ("ge/x/2", 2), ("ge/", 0)],
)
def test_a_folder_in_a_name_is_left_out(
    tmp_path: Path, name: str, n_segments: int
) -> None:
    lines = "a 4\nb 4\n" if n_segments else _SIGNAL
    header = read_header(write_files(tmp_path, f"{name} 1 250 8\n{lines}"))
    assert len(header.segments) == n_segments


def test_a_folder_before_a_name_of_digits_is_no_number_of_segments(
    tmp_path: Path,
) -> None:
    write_files(tmp_path, f"mitdb/100 1 250 9\n{_SIGNAL}").rename(tmp_path / "100.hea")
    record = read_record(tmp_path / "100")
    assert (record.name, record.n_samples) == ("100", 9)


def test_a_file_in_a_folder_that_is_not_there_lies_beside_the_header(
    tmp_path: Path,
) -> None:
    header = write_files(tmp_path, f"ge/x 1 250 9\nge/{_SIGNAL}")
    assert read_record(header).n_samples == 9
    header.write_text(f"x 1 250 9\nge\\{_SIGNAL}")
    assert read_record(header).n_samples == 9
    header.write_text(f"x 1 250 9\n..\\{_SIGNAL}")
    with pytest.raises(RecordError, match="outside its folder"):
        read_record(header)
    header.write_text(f"x 1 250 9\nge/{_SIGNAL}")
    (tmp_path / "ge").mkdir()
    (tmp_path / "ge" / "x.dat").write_bytes(bytes(8))
    assert read_record(header).n_samples == 4


@needs_case("odd-header-fields")
@pytest.mark.parametrize("name", ["zerofloat", "noinit", "blockneg", "fshz"])
def test_odd_fields_of_public_records(name: str) -> None:
    record = read_record(CASES / "odd-header-fields" / name)
    assert (record.fs, record.n_samples, record.notices) == (250.0, 5000, ())
    assert record.leads[0].name == ("II" if name == "fshz" else "I")


@needs_case("folder-in-name")
def test_the_folder_in_the_name_of_a_public_record() -> None:
    record = read_record(CASES / "folder-in-name" / "00001_medians")
    assert (record.name, record.n_samples, record.notices) == (
        "00001_medians",
        5000,
        (),
    )


def test_a_folder_of_that_name_is_not_a_record(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(RecordError, match="x is a folder"):
        read_header(tmp_path / "x.hea")
