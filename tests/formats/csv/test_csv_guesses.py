"""What is guessed of text files, and what their makers say in them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Steps
from ecgviewer.formats.csv.columns import Kind
from ecgviewer.formats.csv.layout import CsvLayout, check_layout
from ecgviewer.formats.csv.preview import first_values
from tests.formats.csv.csv_files import (
    APPLE,
    ATM,
    POLAR,
    layout,
    open_signals,
    opened,
    table,
    value,
)


def _shape(data: bytes, options: str = "") -> tuple[str, str, int, int]:
    shape = layout(data, options).shape
    return shape.delimiter, shape.decimal, shape.n_head, shape.n_columns


def _leads(found: CsvLayout) -> list[tuple[int, str, float | None]]:
    return [(lead.number, lead.name, lead.mv) for lead in found.leads]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("0.5,-1.25,3", (",", ".", 0, 3)),
        ("0.5, -1.25, 3", (",", ".", 0, 3)),
        ("0,5;-1,25;3,0", (";", ",", 0, 3)),
        ("0.5;-1.25;3", (";", ".", 0, 3)),
        ("0.5\t-1.25\t", ("\t", ".", 0, 3)),
        ("0,5\t-1,25", ("\t", ",", 0, 2)),
        ("  0.5   -1.25", (" ", ".", 0, 2)),
        ("0,5 -1,25", (" ", ",", 0, 2)),
        ("-1.25e-3", ("", ".", 0, 1)),
        ('"0,5","-1,25"', (",", ",", 0, 2)),
        ('"0.5","NaN",""', (",", ".", 0, 3)),
    ],
)
def test_delimiter_and_decimal_sign(
    row: str, expected: tuple[str, str, int, int]
) -> None:
    assert _shape(table(lambda _: row)) == expected
    assert _shape(table(lambda _: row, end="\r\n")) == expected
    assert _shape(b"\xef\xbb\xbf" + table(lambda _: row)) == expected


def test_a_title_tells_a_decimal_comma_from_a_delimiter() -> None:
    assert _shape(table(lambda n: f"0,{n:03d}", head="ecg")) == ("", ",", 1, 1)
    assert _shape(table(lambda n: f"0,{n:03d}", head="a,ecg")) == (",", ".", 1, 2)


def test_options_say_how_rows_are_written() -> None:
    data = table(lambda n: f"{n};{n},5", head="1;2,5\nI;II")
    assert _shape(data, "delimiter=semicolon,decimal=comma") == (";", ",", 2, 2)
    assert _shape(data, "header=0,delimiter=semicolon") == (";", ",", 0, 2)
    assert _shape(data, "header=5") == (";", ",", 5, 2)
    with pytest.raises(RecordError, match="no rows of numbers"):
        layout(data, "header=900")


def test_titles_and_units() -> None:
    found = layout(
        table(lambda n: f"{n / 250:.3f},1,2,3", head="time_s,ECG II [uV],b (mV),c")
    )
    assert [(c.name, c.unit, c.kind) for c in found.columns] == [
        ("time", "s", Kind.TIME),
        ("ECG II", "uV", Kind.ECG),
        ("b", "mV", Kind.VALUES),
        ("c", "", Kind.VALUES),
    ]
    found = layout(
        table(
            lambda n: f"{n},1,2",
            head="# made by x\n# sample #;V1;V2\n".replace(";", ","),
        )
    )
    assert [c.kind for c in found.columns] == [Kind.OTHER, Kind.ECG, Kind.ECG]
    found = layout(
        table(lambda n: f"{n / 250:.3f},1,2,", head="time,I,II\ns,uV,\u00b5V")
    )
    assert _leads(found) == [(1, "I", 1e-3), (2, "II", 1e-3)]
    assert [c.kind for c in found.columns][3] is Kind.EMPTY
    found = layout(
        table(lambda n: "1 2", head="a title of five words\n\n"), "fs=1,unit=V"
    )
    assert _leads(found) == [(0, "ECG 1", 1e3), (1, "ECG 2", 1e3)]
    assert [c.kind for c in layout(table(lambda n: "1,", head="I,II")).columns] == [
        Kind.ECG,
        Kind.OTHER,
    ]
    assert layout(table(lambda n: "1;2", head="I;II;")).columns[1].name == "II"
    bare = layout(table(lambda n: "1;2", head="mV;uV")).leads
    assert [(lead.name, lead.mv) for lead in bare] == [("ECG 1", 1.0), ("ECG 2", 1e-3)]
    assert layout(table(lambda n: "1;2", head="V;V")).leads[0].mv is None


@pytest.mark.parametrize(
    ("step", "seconds"),
    [(0.004, 1.0), (4, 1e-3), (4000, 1e-6), (4_000_000, 1e-9)],
)
def test_a_first_column_that_goes_up_is_times(step: float, seconds: float) -> None:
    time = layout(table(lambda n: f"{n * step:.3f};{value(n)}")).time
    assert time
    assert time.seconds == seconds
    assert time.step_s == pytest.approx(0.004)


@pytest.mark.parametrize("step", [1, 30, -0.004])
def test_no_rate_of_an_ecg_is_no_time(step: float) -> None:
    assert layout(table(lambda n: f"{n * step:.3f};{value(n)}")).time is None


def test_uneven_numbers_are_no_times() -> None:
    assert layout(table(lambda n: f"{n + n % 3 / 4},{value(n)}")).time is None
    assert (
        layout(table(lambda n: f"{n * n},{value(n)}", head="time [s],ecg")).time is None
    )
    one = layout(b"0.1,5\n", "")
    assert one.time is None
    assert layout(b"1,5\n", "time=1,time_unit=s").time is None


def test_options_say_which_column_has_times() -> None:
    data = table(lambda n: f"{value(n)};{n * 4};{n}", head="a;b;c")
    assert layout(data).time is None
    for word in ("b", "2"):
        time = layout(data, f"time={word},time_unit=ms").time
        assert time
        assert time.number == 1
        assert time.step_s == pytest.approx(0.004)
    timed = table(lambda n: f"{n / 250:.3f},1", head="time,ecg")
    assert layout(timed, "time=none").time is None
    assert len(layout(timed, "time=none").leads) == 1
    with pytest.raises(RecordError, match=r"no column 'd'. It has a, b, c"):
        layout(data, "time=d")
    with pytest.raises(RecordError, match="no column '9'"):
        layout(data, "time=9")


def test_options_say_which_columns_are_leads() -> None:
    data = table(lambda n: f"{n};1;2;3", head="n;a;b;c")
    assert _leads(layout(data, "leads=c,2:V1,unit=mV")) == [
        (3, "c", 1.0),
        (1, "V1", 1.0),
    ]
    bare = table(lambda n: "1;2;3")
    assert _leads(layout(bare, "leads=avr,II,II,gain=200")) == [
        (0, "aVR", 1 / 200), (1, "II", 1 / 200), (2, "II 3", 1 / 200),
    ]  # fmt: skip
    assert _leads(layout(bare, "leads=3")) == [(2, "ECG", None)]
    with pytest.raises(RecordError, match="has 3 columns of values, and 1 leads"):
        layout(bare, "leads=I")
    with pytest.raises(RecordError, match="no column of an ECG among n, hr"):
        layout(table(lambda n: f"{n};70", head="n;hr"))


def test_what_nobody_can_guess_is_asked_for() -> None:
    found = layout(table(lambda n: f"{value(n)},2"))
    assert found.missing == ("fs", "unit")
    assert found.probable_fs is None
    with pytest.raises(
        RecordError, match=r"x.csv does not say .* --csv fs=250,unit=uV\."
    ):
        check_layout(found)
    timed = layout(table(lambda n: f"{n / 250},2"))
    assert timed.missing == ("unit",)
    assert timed.probable_fs == pytest.approx(250)
    check_layout(layout(table(lambda n: f"{n / 250},2"), "unit=mV"))
    assert layout(table(lambda n: "1,2"), "fs=100").probable_fs == 100


@pytest.mark.parametrize(
    ("line", "fs"),
    [
        ("Sampling rate: 250 Hz", 250),
        ("# fs=360", 360),
        ("sampling_frequency,1000", 1000),
        ('"Sample Rate (Hz)",512.5', 512.5),
        ("Sampling frequency = 1,024 kHz", 1024),
        ("Interval=\t0.002 s", 500),
        ("Sampling interval: 4 ms", 250),
        ("Interval= 0 s", None),
        ("rate: 99999999", None),
        ("rate: 0", None),
    ],
)
def test_the_head_names_the_sampling_frequency(line: str, fs: float | None) -> None:
    found = layout(table(lambda n: f"{value(n)}", head=f"made by x\n{line}\necg"))
    assert found.fs == (fs and pytest.approx(fs))
    assert layout(table(lambda n: "7", head=line), "fs=5").fs == 5


def test_polar(tmp_path: Path) -> None:
    record = opened(tmp_path, POLAR)
    assert record.fs == pytest.approx(130, rel=1e-4)
    assert record.start_time == datetime(2021, 3, 4, 12)
    assert [lead.title for lead in record.leads] == ["ecg"]
    np.testing.assert_allclose(
        record.signal[0], [value(n) / 1000 for n in range(200)], rtol=1e-6
    )
    assert record.notices == ()


def test_movesense(tmp_path: Path) -> None:
    def row(n: int) -> str:
        return f"2024-05-06 09:08:{n / 250:09.6f},{value(n) / 1000:.3f}"

    record = opened(tmp_path, table(row, 500, "Timestamp,mV"))
    assert (record.fs, record.n_samples, record.notices) == (250, 500, ())
    assert record.start_time == datetime(2024, 5, 6, 9, 8)
    assert [lead.title for lead in record.leads] == ["ECG"]
    assert record.signal[0, 9] == np.float32(value(9) / 1000)


def test_what_kubios_takes(tmp_path: Path) -> None:
    # A column of times and one of values, whose rate and unit nobody says.
    record = opened(tmp_path, table(lambda n: f"{n / 500:.3f}\t{value(n)}"), "unit=uV")
    assert (record.fs, record.n_samples) == (500, 40)


def test_rr_beside_an_ecg_is_left_out(tmp_path: Path) -> None:
    data = table(lambda n: f"{n * 4},{value(n)},800", 40, "time [ms],ecg [uV],rr")
    assert [lead.title for lead in opened(tmp_path, data).leads] == ["ecg"]


def test_physiobank_atm(tmp_path: Path) -> None:
    record = opened(tmp_path, ATM, "fs=360")
    assert [lead.title for lead in record.leads] == ["MLII", "V5"]
    assert record.signal[0, 7] == np.float32(value(7) / 1000)
    assert (record.n_samples, record.start_time) == (40, None)
    assert opened(tmp_path, ATM).fs == 360


def test_apple_health(tmp_path: Path) -> None:
    record = opened(tmp_path, APPLE)
    assert (record.fs, record.n_samples) == (512, 600)
    assert record.leads[0].title == "I"
    assert record.start_time == datetime(2019, 3, 28, 10, 42, 31)
    assert record.signal[0, 1] == pytest.approx(-0.163001)
    details = dict(record.details)
    assert (details["Patient name"], details["Birthdate"]) == ("Max", "01.01.1980")
    assert details["Gerät"] == "Watch4,4"
    bare = APPLE.replace(b"2019-03-28 10:42:31 +0100", b"?").replace(
        b"Ableitung I", b""
    )
    record = opened(tmp_path, bare)
    assert (record.start_time, record.leads[0].title) == (None, "ECG")


@pytest.mark.parametrize(
    ("rate", "unit", "fs"),
    [
        ('"512,406 hertz"', "µV", 512.406),
        ("511.5 herców", "µV", 511.5),
        ("512 \u0433\u0435\u0440\u0446", "\u043c\u043a\u0412", 512),
        ("512 \u0647\u0631\u062a\u0632", "µV", 512),
        ("512 \u0e40\u0e2e\u0e34\u0e23\u0e15\u0e0b\u0e4c", "µV", 512),
        ("512 \u30d8\u30eb\u30c4", "µV", 512),
    ],
)
def test_apple_health_in_other_languages(
    tmp_path: Path, rate: str, unit: str, fs: float
) -> None:
    data = APPLE.replace(b"512 Hertz", rate.encode()).replace(
        "µV".encode(), unit.encode()
    )
    record = opened(tmp_path, data)
    assert record.fs == fs
    assert record.signal[0, 1] == pytest.approx(-0.163001)
    assert not any("512" in text for _, text in record.details)


def test_keys_and_values_that_say_too_little() -> None:
    head = "Name,Max\nRate,x\n"
    assert layout(table(lambda n: f"{n},1", head=head)).said.single is False
    assert layout(APPLE.replace(b"512 Hertz", b"many")).said.single is False
    two = APPLE.replace(b"512 Hertz", b"512 x").replace(b"Sinusrhythmus", b"300 x")
    assert layout(two).said.single is False, "either may be the rate"


def test_open_signals(tmp_path: Path) -> None:
    record = opened(tmp_path, open_signals())
    assert record.fs == 1000
    assert [lead.title for lead in record.leads] == ["ECG CH1"]
    assert record.leads[0].steps == Steps(3 / 2**16 / 1000 * 1000, 2.0**15, 16)
    assert record.signal[0, 5] == np.float32(value(5) * 3 / 2**16)
    assert record.start_time == datetime(2016, 9, 29, 14, 44, 50, 200000)
    assert record.details == (("Recorder", "biosignalsplux"),)
    steps = opened(tmp_path, open_signals("bitalino_rev")).leads[0].steps
    assert steps
    assert steps.size == pytest.approx(3.3 / 2**16 / 1100 * 1000)


def test_open_signals_of_two_devices(tmp_path: Path) -> None:
    one = (
        '"sensor": ["ECG"], "column": ["nSeq", "CH1"], "sampling rate": 100, '
        '"label": ["CH1"], "resolution": [4, 10]'
    )
    found = layout(open_signals(json=f'{{"a": {{{one}}}, "b": {{{one}}}}}'))
    assert [lead.name for lead in found.leads] == ["ECG CH1", "ECG CH1 3"]
    assert found.start_time is None


@pytest.mark.parametrize(
    "json",
    [
        *("{", "[1]", "{}", '{"a": 1}', '{"a": {}}', '{"a": {"column": 1}}'),
        '{"a": {"column": [], "label": [], "sensor": [], "resolution": [], '
        '"sampling rate": 0}}',
    ],
)
def test_open_signals_without_its_head(json: str) -> None:
    with pytest.raises(RecordError, match="with OpenSignals again"):
        layout(open_signals(json=json))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b"record,beat_id,sample,time_s\n100,1,3,4\n",
            "a table that ecgviewer exported",
        ),
        (b"record;start_sample;stop_sample;x\n1;2;3;4\n", "a table that ecgviewer exp"),
        (b"Kubios HRV\n1,2\n", "a report of Kubios HRV"),
        (b"hello\nworld\n", "no rows of numbers in its first 2 lines"),
        (b"", "no rows of numbers"),
        (b"\xff\xfe1\x002\x00", "not text in UTF-8"),
        (b"1\0,2\n", "not text in UTF-8"),
        (b"1," * 600 + b"1\n", "no rows of numbers"),
    ],
)
def test_other_files_are_named(data: bytes, expected: str) -> None:
    with pytest.raises(RecordError, match=r"^x\.csv ") as error:
        layout(data)
    assert expected in str(error.value)


def test_letters_of_another_encoding(tmp_path: Path) -> None:
    data = table(lambda n: "5", head="Sampling rate: 100 Hz\nEKG [µV]")
    latin = data.decode().encode("cp1252")
    assert _leads(layout(latin)) == [(0, "EKG", 1e-3)]


def test_a_preview_shows_what_will_be_read(tmp_path: Path) -> None:
    first = first_values(layout(POLAR))
    np.testing.assert_array_equal(first, opened(tmp_path, POLAR).signal)
    bare = first_values(layout(table(lambda n: f"{value(n)}")))
    assert bare[0, :2].tolist() == [value(0), value(1)]
