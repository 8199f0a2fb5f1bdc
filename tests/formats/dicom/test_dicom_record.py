"""DICOM waveforms are read as they are, and the real one too."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record, Steps
from ecgviewer.formats.dicom.samples import linear, type_of
from ecgviewer.formats.record_formats import (
    DICOM,
    format_of,
    read_outline,
    read_record,
    record_files,
)
from tests.formats.dicom.dicom_files import DicomFile, Group, annotation, coded

pytest.importorskip("pydicom", reason="pip install ecgviewer[dicom]")

_RAMP = np.arange(6).reshape(3, 2)


def _read(folder: Path, *groups: Group, **fields: object) -> Record:
    return read_record(DicomFile(groups, fields).write(folder / "x.dcm"))


def test_values_leads_and_times(tmp_path: Path) -> None:
    record = _read(tmp_path, Group(), AcquisitionDateTime="20200213102030.5")
    path = tmp_path / "x.dcm"
    assert format_of(path) is DICOM
    assert list(record_files(tmp_path)) == [path]
    assert (record.name, record.fs, record.notices) == ("x.dcm", 500.0, ())
    assert [each.name for each in record.leads] == ["I", "V1"]
    assert record.leads[0].steps == Steps(0.00125)
    assert record.signal / 0.00125 == pytest.approx(np.arange(8).reshape(4, 2).T)
    assert record.start_time == datetime(2020, 2, 13, 10, 20, 30, 500_000)
    assert read_outline(path).length == 4


def test_files_without_a_preamble(tmp_path: Path) -> None:
    path = DicomFile(preamble=False).write(tmp_path / "x.dcm")
    assert read_record(path).n_samples == 4
    assert list(record_files(tmp_path)) == [path]
    (tmp_path / "y.dcm").write_bytes(b"a picture of another kind")
    assert list(record_files(tmp_path)) == [path]


def test_sensitivity_correction_and_baseline(tmp_path: Path) -> None:
    group = Group(_RAMP, sensitivity="2", correction="1.5", baseline="-30")
    record = _read(tmp_path, group)
    assert record.signal[0] == pytest.approx([-0.03, -0.024, -0.018])
    bare = Group(_RAMP, sensitivity="0.5", unit="mV", correction=None, baseline=None)
    assert _read(tmp_path, bare).signal[1].tolist() == [0.5, 1.5, 2.5]


def test_limb_leads_are_worked_out(tmp_path: Path) -> None:
    record = _read(tmp_path, Group(names=("Lead I", "Lead II")))
    assert [each.name for each in record.leads] == [
        *("I", "II", "III", "aVR", "aVL", "aVF"),
    ]


def test_names_by_code_meaning_and_label(tmp_path: Path) -> None:
    codes = ("5.6.3-9-2", "2:64", "2:999", "", "", "131133", "131164")
    names = ("", "foot", "Chest lead", "ECG", "", "", "modifizierte Ableitung")
    group = Group(np.arange(14).reshape(2, 7), names=names, codes=codes)
    assert [each.name for each in _read(tmp_path, group).leads] == [
        *("II", "aVF", "Chest", "lead 4", "lead 5", "III", "MCL1"),
    ]


def test_medians_are_no_rhythm(tmp_path: Path) -> None:
    median = Group(derived=True, fs=1000)
    labelled = Group(label="MEDIAN BEAT", fs=1000)
    record = _read(tmp_path, median, labelled, Group(_RAMP))
    assert (record.fs, record.n_samples, record.notices) == (500.0, 3, ())
    with pytest.raises(RecordError, match="no rhythm, only waveforms that are derived"):
        _read(tmp_path, median, labelled)
    with pytest.raises(RecordError, match=r"no waveform \(5400,0100\)"):
        _read(tmp_path, Modality="CT")


def test_groups_recorded_one_after_another(tmp_path: Path) -> None:
    later = Group(_RAMP, names=("Lead V2", "Lead V1"), offset_ms="8")
    record = _read(tmp_path, Group(), later)
    assert [each.name for each in record.leads] == ["I", "V1", "V2"]
    steps = np.rint(record.signal / 0.00125)
    assert steps[1].tolist() == [1, 3, 5, 7, 1, 3, 5]
    assert np.isnan(steps[0]).tolist() == [False] * 4 + [True] * 3


def test_groups_recorded_at_the_same_time(tmp_path: Path) -> None:
    record = _read(tmp_path, Group(), Group(_RAMP), Group(_RAMP, names=("", "")))
    assert [each.name for each in record.leads] == [
        *("I", "V1", "I (2)", "V1 (2)", "lead 1", "lead 2"),
    ]
    assert np.rint(record.signal[2, :3] / 0.00125).tolist() == [0, 2, 4]


def test_groups_of_several_rates(tmp_path: Path) -> None:
    record = _read(tmp_path, Group(_RAMP, fs=250), Group())
    assert record.fs == 500.0
    assert record.notices == (
        "x.dcm has 2 waveforms of several sampling frequencies; those of 500 Hz are "
        "shown.",
    )


@pytest.mark.parametrize(
    ("kind", "bits", "values", "expected"),
    [
        ("SB", 8, [-128, 127], [-128, 127]),
        ("UB", 8, [0, 255], [0, 255]),
        ("US", 16, [0, 65535], [0, 65535]),
        ("SL", 32, [-100_000, 100_000], [-100_000, 100_000]),
        ("MB", 8, [0, 255], [-8031, 0]),
    ],
)
def test_kinds_of_samples(
    tmp_path: Path, kind: str, bits: int, values: list[int], expected: list[int]
) -> None:
    group = Group([values], kind=kind, bits=bits, sensitivity="1", unit="mV")
    assert _read(tmp_path, group).signal[:, 0].tolist() == expected


def test_logarithmic_scales_of_the_standard() -> None:
    """Values of ITU-T G.711, tables 1 and 2: the ends of segments."""
    codes = np.array([0xFF, 0xFE, 0xF0, 0xEF, 0x80, 0x7F, 0x00], np.uint8)
    assert linear(codes, "MB").tolist() == [0, 2, 30, 33, 8031, 0, -8031]
    codes = np.array([0xD5, 0xD4, 0xC5, 0xF5, 0xAA, 0x55, 0x2A], np.uint8)
    assert linear(codes, "AB").tolist() == [1, 3, 33, 66, 4032, -1, -4032]
    assert type_of(16, "ss", little=False) == np.dtype(">i2")


def test_padding_is_no_value(tmp_path: Path) -> None:
    group = Group([[1, -32768], [2, 5]], padding=b"\x00\x80")
    record = _read(tmp_path, group)
    assert np.isnan(record.signal).tolist() == [[False, False], [True, False]]
    for padding in (b"", b"\x07\x70"):
        record = _read(tmp_path, Group([[1, 2], [2, 5]], padding=padding))
        assert np.isfinite(record.signal).all()


def test_lengths_and_leads_without_volts(tmp_path: Path) -> None:
    assert _read(tmp_path, Group(n_stated=5)).notices == (
        "x.dcm has 4 samples of each lead of 5.",
    )
    assert _read(tmp_path, Group(n_stated=2)).n_samples == 2
    pressure = Group(_RAMP, names=("ABP", "CVP"), unit="mm[Hg]", fs=500)
    assert _read(tmp_path, Group(), pressure).notices == (
        "x.dcm: ABP is not in volts, and is left out.",
        "x.dcm: CVP is not in volts, and is left out.",
    )
    for group in (pressure, Group(sensitivity=None), Group(sensitivity="0")):
        with pytest.raises(RecordError, match="has no lead in volts"):
            _read(tmp_path, group)


def test_patient_and_annotations(tmp_path: Path) -> None:
    name = [coded("x", "QT Interval")]
    record = _read(
        tmp_path,
        Group(),
        PatientName="Müller^Ada",
        SpecificCharacterSet="ISO_IR 192",
        PatientSex="F",
        PatientBirthDate="18151210",
        PatientAge="036Y",
        ContentDate="20200213",
        ContentTime="102030",
        WaveformAnnotationSequence=[
            annotation(UnformattedTextValue="Sinus rhythm"),
            annotation(
                NumericValue="400",
                ConceptNameCodeSequence=name,
                MeasurementUnitsCodeSequence=[coded("ms", "")],
            ),
            annotation(NumericValue="401", ConceptNameCodeSequence=name),
            annotation(NumericValue="7"),
        ],
    )
    assert dict(record.details) == {
        "Patient name": "Müller Ada",
        "Sex": "female",
        "Birthdate": "1815-12-10",
        "Age": "36 years",
        "Cart: QT Interval": "400 ms",
        "Cart: interpretation": "Sinus rhythm",
    }
    assert record.start_time == datetime(2020, 2, 13, 10, 20, 30)
    with pytest.warns(UserWarning, match="VR AS"):
        odd = _read(tmp_path, Group(), PatientAge="36")
    assert dict(odd.details) == {"Age": "36"}


@pytest.mark.parametrize(
    ("group", "why"),
    [
        (Group(fs=0), "no sampling frequency"),
        (Group(bits=12), "samples of 12 bits as SS"),
        (Group(kind="XX"), "samples of 16 bits as XX"),
        (Group(np.empty((0, 2))), "has no samples"),
        (Group(np.empty((0, 0))), "has no lead in volts"),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, group: Group, why: str) -> None:
    with pytest.raises(RecordError, match=why):
        _read(tmp_path, group)


def test_what_is_damaged(tmp_path: Path) -> None:
    path = DicomFile().write(tmp_path / "x.dcm")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"SamplingFrequency", b""))
    path.write_bytes(data[:-60])
    with pytest.raises(RecordError, match=r"is not DICOM, or is damaged|no lead"):
        read_record(path)
    path.write_bytes(
        data[:300].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    )
    with pytest.raises(RecordError, match="deflated as a whole"):
        read_record(path)
    path.write_bytes(b"\x08\x00\x05\x00CS\xff\xff" + bytes(40))
    with pytest.raises(RecordError, match=r"no rhythm|damaged"):
        read_record(path)
    with pytest.raises(RecordError, match="does not exist"):
        read_record(tmp_path / "none.dcm")
    (tmp_path / "folder.dcm").mkdir()
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_record(tmp_path / "folder.dcm")


def test_errors_of_pydicom_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pydicom

    def refused(*_: object, **__: object) -> None:
        raise KeyError

    path = DicomFile().write(tmp_path / "x.dcm")
    monkeypatch.setattr(pydicom, "dcmread", refused)
    with pytest.raises(RecordError, match="is damaged: KeyError"):
        read_record(path)


def test_without_pydicom_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = DicomFile().write(tmp_path / "x.dcm")
    monkeypatch.setitem(sys.modules, "pydicom", None)
    with pytest.raises(RecordError, match=r"pip install ecgviewer\[dicom\]"):
        read_record(path)


def test_the_recording_that_pydicom_brings() -> None:
    import pydicom
    from pydicom.data import get_testdata_file

    path = Path(str(get_testdata_file("waveform_ecg.dcm")))
    record = read_record(path)
    assert (record.fs, record.n_samples, record.notices) == (1000.0, 10_000, ())
    assert record.start_time == datetime(2013, 1, 25, 10, 59, 19)
    assert [each.name for each in record.leads] == [
        *("I", "II", "III", "aVR", "aVL", "aVF"),
        *(f"V{n}" for n in range(1, 7)),
    ]
    in_uv = pydicom.dcmread(path).waveform_array(0)
    steps = np.abs(record.signal.T.astype(float) * 1000 - in_uv) / 1.25
    assert steps.max() < 0.01
    details = dict(record.details)
    assert details["Cart: QT Interval"] == "368 ms"
    assert details["Cart: interpretation"] == "RITMO SINUSALE; ECG NORMALE"
