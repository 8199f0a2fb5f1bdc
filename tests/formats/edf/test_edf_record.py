"""EDF and BDF recordings are opened, each value and each gap at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.formats.edf import record as edf_record
from ecgviewer.formats.edf.signals import EdfSource
from ecgviewer.formats.record_formats import (
    BDF,
    EDF,
    format_of,
    read_outline,
    read_record,
)
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from tests.formats.edf.edf_files import EdfFile, Signal, clock, ramp, tal


def _open(file: EdfFile, folder: Path, name: str = "x.edf") -> Record:
    return read_record(file.write(folder / name))


def _physical(values: np.ndarray, low: float = -10, high: float = 10) -> np.ndarray:
    return (values + 32768) * (high - low) / 65535 + low


def test_values_rate_start_and_name(tmp_path: Path) -> None:
    values = ramp(300)
    record = _open(EdfFile([Signal(values=values)]), tmp_path)
    assert (record.name, record.fs, record.n_samples) == ("x.edf", 100.0, 300)
    assert record.leads[0].name == "II"
    assert record.leads[0].unit == "mV"
    assert record.start_time == datetime(2020, 3, 2, 10, 20, 30)
    assert record.signal[0] == pytest.approx(_physical(values), abs=1e-5)
    assert record.notices == ()
    outline = read_outline(tmp_path / "x.edf")
    assert (outline.annotation_fs, outline.length) == (100.0, 300)


@pytest.mark.parametrize(
    ("unit", "scale", "shown"),
    [
        (b"uV", 1e-3, "mV"),
        (b"\xb5V", 1e-3, "mV"),
        ("µV".encode(), 1e-3, "mV"),
        (b"mV", 1.0, "mV"),
        (b"V", 1e3, "mV"),
        (b"mmHg", 1.0, "mmHg"),
        (b"", 1.0, "NU"),
    ],
)
def test_units(tmp_path: Path, unit: bytes, scale: float, shown: str) -> None:
    values = ramp(300)
    record = _open(EdfFile([Signal("II", values, unit=unit)]), tmp_path)
    assert record.leads[0].unit == shown
    assert record.signal[0] == pytest.approx(
        _physical(values) * scale, abs=1e-5 * scale
    )
    assert bool(record.notices) == (not unit)


def test_a_data_record_of_another_length(tmp_path: Path) -> None:
    for record_s, fs in (
        ("0.5", 200.0),
        ("2", 50.0),
        ("0.00125", 80000.0),
        ("0,5", 200),
    ):
        record = _open(EdfFile([Signal(values=ramp(300))], record_s=record_s), tmp_path)
        assert record.fs == fs
        assert record.n_samples == 300


def test_24_bits_and_the_status_of_bdf(tmp_path: Path) -> None:
    values = np.array([-(2**23), -1, 0, 1, 2**23 - 1] * 20)
    limits = ("-8388608", "8388607")
    file = EdfFile(
        [
            Signal("ECG", values, unit=b"uV", physical=limits, digital=limits),
            Signal("Status", values, unit=b"Boolean", physical=limits, digital=limits),
        ],
        width=3,
    )
    record = _open(file, tmp_path, "x.bdf")
    assert record.signal[0] * 1e3 == pytest.approx(values, rel=1e-6)
    assert record.leads[0].steps is not None
    assert record.leads[0].steps.bits == 24
    assert (record.leads[1].name, record.leads[1].is_ecg) == ("Status", False)
    assert ecg_leads(record) == [0]


def test_each_signal_has_its_rate_and_the_ecg_keeps_its_own(tmp_path: Path) -> None:
    ecg, eeg, resp = ramp(300), ramp(1200), ramp(12)
    file = EdfFile(
        [
            Signal("EEG Fpz-Cz", eeg, 400, b"uV"),
            Signal("ECG", ecg, 100),
            Signal("Thorax", resp, 4),
            Signal("C3-A2", ramp(300), 100, b"uV"),
        ]
    )
    record = _open(file, tmp_path)
    assert (record.fs, record.n_samples) == (100.0, 300)
    assert [lead.own_fs for lead in record.leads] == [400.0, 0.0, 4.0, 0.0]
    assert ecg_leads(record) == [1], "the label says so"
    assert record.signal[1] == pytest.approx(_physical(ecg), abs=1e-5)
    assert record.signal[0] == pytest.approx(_physical(eeg)[::4] * 1e-3, abs=1e-5)
    assert record.signal[2] == pytest.approx(np.repeat(_physical(resp), 25), abs=1e-5)


@pytest.mark.parametrize(
    "label", ["ECG1", "EKG1-EKG2", "ECG-LA", "Chan ECG", "EEG EKG1-REF", "POL ECG"]
)
def test_labels_of_sleep_and_eeg_laboratories(tmp_path: Path, label: str) -> None:
    others = ("EEG F3", "C3-A2", "HR ECG", "Vecg")
    signals = [Signal(each, ramp(300), unit=b"uV") for each in (*others, label)]
    record = _open(EdfFile(signals), tmp_path)
    assert ecg_leads(record) == [4]
    assert record.leads[4].name == label


def test_a_slower_ecg_lead_is_shown_and_not_analysed(tmp_path: Path) -> None:
    file = EdfFile([Signal("ECG II", ramp(300)), Signal("ECG V5", ramp(150), 50)])
    record = _open(file, tmp_path)
    assert ecg_leads(record) == [0]
    assert "V5 (50 Hz) was recorded at a lower rate" in record.notices[0]


def test_a_file_without_an_ecg_has_the_fastest_rate(tmp_path: Path) -> None:
    file = EdfFile([Signal("EEG A", ramp(300)), Signal("Resp", ramp(6), 2)])
    record = _open(file, tmp_path)
    assert record.fs == 100.0
    assert ecg_leads(record) == [0], "the one at its own rate"
    plain = EdfFile([Signal("A1", ramp(300)), Signal("Resp", ramp(1200), 400)])
    assert _open(plain, tmp_path).fs == 100.0, "of the signal that may be an ECG"


def test_names_come_once_and_are_those_of_leads(tmp_path: Path) -> None:
    labels = ["ECG II", "EKG avr", "ECG 1", "ECG II", "", "ECG"]
    record = _open(EdfFile([Signal(label, ramp(300)) for label in labels]), tmp_path)
    names = [lead.name for lead in record.leads]
    assert names == ["II", "avr", "ECG 1", "II (2)", "lead 5", "ECG"]


@pytest.mark.parametrize(
    ("signal", "words"),
    [
        (Signal(values=ramp(300), digital=("5", "5")), "digital minimum and maximum"),
        (Signal(values=ramp(300), physical=("1", "1")), "physical minimum and maximum"),
        (Signal(values=ramp(300), physical=("low", "1")), "is not a number"),
        (Signal(values=ramp(300), physical=("nan", "1")), "is not a number"),
    ],
)
def test_a_signal_without_a_scale_is_shown_in_steps(
    tmp_path: Path, signal: Signal, words: str
) -> None:
    record = _open(EdfFile([signal]), tmp_path)
    assert record.leads[0].unit == "adu"
    assert record.signal[0] == pytest.approx(ramp(300))
    (notice,) = record.notices
    assert words in notice
    assert "x.edf, signal 1 (ECG II)" in notice
    assert "header editor" in notice


def test_what_is_wrong_with_several_signals_is_said_once(tmp_path: Path) -> None:
    flat = [Signal(f"ECG V{n}", ramp(300), digital=("5", "5")) for n in (1, 2)]
    bare = [Signal(f"ECG {name}", ramp(300), unit=b"") for name in ("I", "II")]
    scale, unit = _open(EdfFile([*bare, *flat]), tmp_path).notices[::-1]
    assert scale.startswith("x.edf, signal 3 (ECG V1), signal 4 (ECG V2): digital min")
    assert unit.startswith("x.edf, I, II: no unit is given")


def test_an_inverted_range_turns_the_signal_over(tmp_path: Path) -> None:
    values = ramp(300)
    upright = _open(EdfFile([Signal(values=values)]), tmp_path)
    turned = _open(EdfFile([Signal(values=values, physical=("10", "-10"))]), tmp_path)
    assert turned.signal == pytest.approx(-upright.signal, abs=1e-5)


def test_gaps_of_a_discontinuous_file_stay(tmp_path: Path) -> None:
    values = ramp(400)
    lists = {0: clock(0.25, 1.25, 101.25, 102.25)}
    file = EdfFile([Signal(values=values)], "EDF+D", lists=lists)
    record = _open(file, tmp_path)
    assert record.start_time == datetime(2020, 3, 2, 10, 20, 30, 250_000)
    assert record.n_samples == 10_300
    assert isinstance(record.source, BlockedSignal), "most of it is a gap"
    physical = _physical(values)
    assert record.values(0, 0, 200) == pytest.approx(physical[:200], abs=1e-5)
    assert np.isnan(record.values(0, 200, 10_100)).all()
    assert record.values(0, 10_100) == pytest.approx(physical[200:], abs=1e-5)
    assert record.values(0, 150, 250)[:50] == pytest.approx(physical[150:200], abs=1e-5)
    assert record.notices == ()


def test_windows_are_parts_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals = [Signal("ECG", ramp(1000)), Signal("Resp", ramp(70), 7)]
    lists = {1: clock(0, 1, 2, 3.5, 5, 6, 8, 9, 10, 11)}
    path = EdfFile(signals, "EDF+D", lists=lists).write(tmp_path / "x.edf")
    layout = edf_record.layout_of(path)
    source = EdfSource(layout.header, layout.leads, layout.timeline)
    whole = source.read(0, source.shape[1])
    assert np.count_nonzero(np.isnan(whole[0])) == source.shape[1] - 1000
    for limit in (2**18, 10):
        monkeypatch.setattr("ecgviewer.formats.edf.signals._LARGEST_WHOLE", limit)
        for start, stop in ((0, 1), (50, 450), (299, 355), (300, 350), (777, 1200)):
            part = source.read(start, stop)
            assert np.array_equal(part, whole[:, start:stop], equal_nan=True)


def test_times_that_are_a_little_off_are_no_gaps(tmp_path: Path) -> None:
    lists = {0: clock(0, 1.004, 2.009, 3.002)}
    file = EdfFile([Signal(values=ramp(400))], "EDF+D", lists=lists)
    record = _open(file, tmp_path)
    assert record.n_samples == 400
    assert not np.isnan(record.signal).any()


def test_data_records_that_overlap_or_say_nothing(tmp_path: Path) -> None:
    lists = {0: [*clock(0, 1), b"", *clock(0.5, 9)[:1], *clock(9)]}
    record = _open(EdfFile([Signal(values=ramp(500))], "EDF+D", lists=lists), tmp_path)
    silent, early = record.notices
    assert "1 data records do not say when they begin" in silent
    assert "1 data records say that they begin before" in early
    assert record.n_samples == 1000
    assert record.values(0, 0, 400) == pytest.approx(
        _physical(ramp(500)[:400]), abs=1e-5
    )


def test_a_gap_that_only_damage_makes_is_refused(tmp_path: Path) -> None:
    lists = {0: clock(0, 1e9)}
    file = EdfFile([Signal(values=ramp(200))], "EDF+D", lists=lists)
    with pytest.raises(RecordError, match=r"data record 2: it says .* file is damaged"):
        _open(file, tmp_path)


def test_a_continuous_file_with_other_times_is_told(tmp_path: Path) -> None:
    lists = {0: clock(0.5, 1.5, 61.5)}
    record = _open(EdfFile([Signal(values=ramp(300))], "EDF+C", lists=lists), tmp_path)
    (notice,) = record.notices
    assert "data record 3 says that it begins +59.000 s" in notice
    assert record.n_samples == 300


_ONE = Signal(values=ramp(300))


def test_the_format_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    edf = EdfFile([_ONE]).write(tmp_path / "a.dat")
    bdf = EdfFile([_ONE], width=3).write(tmp_path / "b.edf")
    assert format_of(edf) is EDF
    assert format_of(bdf) is BDF
    assert not EDF.reader.sniff(b"0       a table of numbers".ljust(400), edf)


def test_the_identity_is_that_of_the_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = EdfFile([Signal(values=ramp(300))])
    named = replace(plain, patient=b"Ada", day="01.01.90", recording=b"")
    notes = {0: clock(0, 1, 2, more={1: tal("+1.5", "V")}), 2: clock(0, 1, 2)}
    noted = replace(plain, kind="EDF+C", lists=notes)
    paused = replace(plain, kind="EDF+D", lists={0: clock(0, 1, 7)})
    others = EdfFile([Signal(values=ramp(300, 2))])
    files = (plain, named, noted, paused, others)
    records = [_open(file, tmp_path, f"{n}.edf") for n, file in enumerate(files)]
    same = [record.identity == records[0].identity for record in records]
    assert same == [True, True, True, False, False]
    assert len({record.checksum for record in records}) == 5
    monkeypatch.setattr("ecgviewer.formats.edf.identity._CHUNK", 100)
    assert [read_record(r.path).identity for r in records if r.path] == [
        record.identity for record in records
    ]


def test_a_start_beyond_the_calendar_is_none(tmp_path: Path) -> None:
    lists = {0: clock(9e14)}
    record = _open(EdfFile([Signal(values=ramp(100))], "EDF+C", lists=lists), tmp_path)
    assert record.start_time is None


def test_a_recording_that_ends_within_its_last_data_record(tmp_path: Path) -> None:
    for onset, n in (("+2.5", 250), ("+1.5", 300), ("+3", 300)):
        lists = {1: clock(0, 1, 2, more={0: tal(onset, "Recording ends")})}
        file = EdfFile([_ONE], "EDF+C", lists=lists)
        assert _open(file, tmp_path).n_samples == n
