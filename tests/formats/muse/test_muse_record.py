"""GE MUSE recordings are read as they are, and the real ones too."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.record_formats import MUSE, format_of, read_outline, read_record
from tests.data_folder import DATA, needs
from tests.formats.muse.muse_files import good, lead, muse, waveform

_PATIENT = """<PatientDemographics><PatientID>7</PatientID>
<PatientFirstName>Ada</PatientFirstName><PatientLastName>Müller</PatientLastName>
<Gender>FEMALE</Gender><DateofBirth>12-10-1815</DateofBirth>
<PatientAge>36</PatientAge><AgeUnits>YEARS</AgeUnits></PatientDemographics>"""
_TEST = """<TestDemographics><AcquisitionDevice>MAC55</AcquisitionDevice>
<AcquisitionDate>{day}</AcquisitionDate><AcquisitionTime>{clock}</AcquisitionTime>
</TestDemographics>"""
_RESULT = """<RestingECGMeasurements><QTInterval>400</QTInterval>
</RestingECGMeasurements><Diagnosis>
<DiagnosisStatement><StmtText>Sinus</StmtText></DiagnosisStatement>
<DiagnosisStatement><StmtFlag>ENDSLINE</StmtFlag><StmtText>rhythm</StmtText>
</DiagnosisStatement><DiagnosisStatement><StmtFlag>OTHER</StmtFlag>
<StmtText>Abnormal ECG</StmtText></DiagnosisStatement></Diagnosis>"""


def _read(folder: Path, text: str) -> Record:
    path = folder / "x.xml"
    path.write_text(text, encoding="latin-1")
    return read_record(path)


def test_the_rhythm_is_read_with_all_limb_leads(tmp_path: Path) -> None:
    record = _read(tmp_path, good())
    path = tmp_path / "x.xml"
    assert format_of(path) is MUSE
    assert (record.name, record.fs, record.notices) == ("x.xml", 500.0, ())
    assert [each.name for each in record.leads] == [
        *("I", "II", "III", "aVR", "aVL", "aVF", "V1"),
    ]
    one, two = np.arange(4), np.full(4, 2)
    steps = [one, two, two - one, -(one + two) / 2, one - two / 2, two - one / 2]
    assert record.signal[:6].tolist() == [
        (each * 0.00488).astype(np.float32).tolist() for each in steps
    ]
    steps_mv = [lead.steps.size for lead in record.leads if lead.steps]
    assert steps_mv == pytest.approx([0.00488] * 3 + [0.00244] * 3 + [0.00488])
    assert read_outline(path).length == 4


def test_who_when_and_what_was_found(tmp_path: Path) -> None:
    when = _TEST.format(day="02-13-2020", clock="10:20:30")
    text = muse(_PATIENT, when, _RESULT, waveform(lead("II")))
    record = _read(tmp_path, text)
    assert record.start_time == datetime(2020, 2, 13, 10, 20, 30)
    assert dict(record.details) == {
        "Patient name": "Ada Müller",
        "Patient code": "7",
        "Sex": "female",
        "Birthdate": "1815-12-10",
        "Age": "36 years",
        "Equipment": "MAC55",
        "Cart: QT interval": "400 ms",
        "Cart: interpretation": "Sinus rhythm; Abnormal ECG",
    }
    odd = text.replace("12-10-1815", "about 1815").replace("FEMALE", "U")
    details = dict(_read(tmp_path, odd).details)
    assert (details["Birthdate"], details["Sex"]) == ("about 1815", "U")


@pytest.mark.parametrize(
    ("day", "clock", "start"),
    [
        ("2020-02-13", "10:20", datetime(2020, 2, 13, 10, 20)),
        ("", "10:20:30", datetime(1, 1, 1, 10, 20, 30)),
        ("02-13-2020", "noon", datetime(2020, 2, 13)),
        ("", "", None),
    ],
)
def test_times(tmp_path: Path, day: str, clock: str, start: datetime | None) -> None:
    when = _TEST.format(day=day, clock=clock)
    assert _read(tmp_path, muse(when, waveform(lead("II")))).start_time == start


def test_units_and_widths(tmp_path: Path) -> None:
    leads = [
        lead("V1", LeadAmplitudeUnitsPerBit="0.5", LeadAmplitudeUnits="MILLIVOLTS"),
        lead("V2", [3], LeadSampleSize="4", LeadDataCRC32="", WaveFormData="AQABAA=="),
        lead("V3", LeadSampleSize="1", LeadDataCRC32="0", WaveFormData="Af8="),
    ]
    signal = _read(tmp_path, muse(waveform(*leads))).signal
    assert signal[0].tolist() == [0.5, 1.0]
    assert signal[1, 0] == pytest.approx(65537 * 0.00488)
    assert signal[2] / 0.00488 == pytest.approx([1, -1])


def test_leads_recorded_one_after_the_other(tmp_path: Path) -> None:
    def later(name: str) -> str:
        return lead(name, [5, 6], LeadOffsetFirstSample="2")

    record = _read(tmp_path, muse(waveform(lead("I"), lead("II"), later("V1"))))
    assert [each.name for each in record.leads][-1] == "V1"
    steps = record.signal[[0, 2, -1]] / 0.00488
    missing = [np.nan, np.nan]
    assert steps == pytest.approx(
        np.array([[1, 2, *missing], [0, 0, *missing], [*missing, 5, 6]]), nan_ok=True
    )
    limbs = _read(tmp_path, muse(waveform(later("I"), later("II"), lead("V1"))))
    assert np.isnan(limbs.signal[:6]).sum(axis=1).tolist() == [2] * 6
    far = lead("V2", LeadOffsetFirstSample="99999999")
    with pytest.raises(RecordError, match="Lengths or times of leads are wrong"):
        _read(tmp_path, muse(waveform(far)))


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    broken = lead("V1", LeadDataCRC32="1", LeadSampleCountTotal="5", LeadOff="TRUE")
    odd = lead("V2", LeadSampleCountTotal="?")
    rhythm = waveform(broken, odd, lead("V3", LeadDataCRC32="1"))
    assert _read(tmp_path, muse(rhythm, rhythm)).notices == (
        "x.xml, lead V1, V3: the checksum does not fit; values may be wrong.",
        "x.xml, lead V1: 2 samples are there of 5.",
        "x.xml, lead V1: the cart says that it was off.",
        "x.xml has 2 rhythms; the first one is shown.",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (muse(), "has no rhythm"),
        (muse(waveform(lead("I"), kind="Median")), "has no rhythm"),
        (muse(waveform(lead("I"), base="0")), "no sampling frequency"),
        (muse(waveform(lead("I"), base="x")), "no sampling frequency"),
        (
            muse(waveform(lead("I"))).replace("Exponent>0<", "Exponent>999<"),
            "no sampling frequency",
        ),
        (muse(waveform()), "has no samples"),
        (muse(waveform(lead("I", LeadAmplitudeUnitsPerBit="0"))), "no scale in volts"),
        (muse(waveform(lead("I", LeadAmplitudeUnits="MMHG"))), "no scale in volts"),
        (muse(waveform(lead("I", LeadSampleSize="3"))), "samples of 3 bytes"),
        (muse(waveform(lead("I", LeadSampleSize="two"))), "samples of two bytes"),
        (muse(waveform(lead("I", WaveFormData="!"))), "lead I are not Base64"),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(RecordError, match=why) as found:
        _read(tmp_path, text)
    assert "x.xml" in str(found.value)
    assert "Export the recording" in str(found.value) or "Export the" in str(
        found.value
    )


@needs("formats/muse")
@pytest.mark.parametrize("name", ["example1.xml", "example2.xml"])
def test_real_recordings(name: str) -> None:
    path = DATA / "formats" / "muse" / name
    record = read_record(path)
    # Each lead has a checksum of its own in the file, and all fit.
    assert (record.fs, record.n_samples, record.notices) == (500.0, 5000, ())
    rhythm = path.read_text(encoding="latin-1").partition("<WaveformType>Rhythm")[2]
    pattern = r"<LeadID>(\w+)</LeadID>.*?<WaveFormData>(.*?)</WaveFormData>"
    stored = dict(re.findall(pattern, rhythm, re.DOTALL))
    assert list(stored) == ["I", "II", *(f"V{n}" for n in range(1, 7))]
    named = {
        each.name: row for each, row in zip(record.leads, record.signal, strict=True)
    }
    for lead_name, text in stored.items():
        steps = np.frombuffer(b64decode(text), "<i2")
        assert np.abs(named[lead_name] / 0.00488 - steps).max() < 0.01
    one, two = named["I"].astype(float), named["II"].astype(float)
    assert np.abs(named["aVF"] - (two - one / 2)).max() < 1e-6
    heart_rate = dict(record.details)["Cart: heart rate"]
    assert heart_rate == {"example1.xml": "48/min", "example2.xml": "65/min"}[name]
