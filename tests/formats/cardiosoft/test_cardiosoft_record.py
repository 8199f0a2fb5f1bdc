"""CardioSoft recordings are read as they are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.record_formats import CARDIOSOFT, format_of, read_record
from tests.formats.cardiosoft.cardiosoft_files import (
    RATE,
    STEP,
    cardiosoft,
    good,
    strip,
)

_WHEN = (
    "<ObservationDateTime><Hour>10</Hour><Minute>20</Minute><Second>30</Second>"
    "<Day>2</Day><Month>{month}</Month><Year>2020</Year></ObservationDateTime>"
)
_PATIENT = """<PatientInfo><PID>7</PID><Name><FamilyName>Müller</FamilyName>
<GivenName>Ada</GivenName></Name><Age units="Years">36</Age><BirthDateTime><Day>10</Day>
<Month>12</Month><Year>1815</Year></BirthDateTime><Gender>FEMALE</Gender></PatientInfo>"""
_RESULT = """<RestingECGMeasurements><VentricularRate units="BPM">62</VentricularRate>
<PQInterval units="ms">150</PQInterval><QTInterval units="ms">0</QTInterval>
<PAxis units="degrees">0</PAxis><RAxis units="degrees">-20</RAxis>
<TAxis units="degrees">?</TAxis></RestingECGMeasurements><Interpretation><Diagnosis>
<DiagnosisText>Sinus
rhythm</DiagnosisText></Diagnosis><Conclusion>
<ConclusionText>Normal ECG</ConclusionText>
<ConclusionText/></Conclusion></Interpretation>"""


def _read(folder: Path, text: str) -> Record:
    path = folder / "x.xml"
    path.write_text(text, encoding="latin-1")
    return read_record(path)


def test_the_rhythm_is_read_with_all_limb_leads(tmp_path: Path) -> None:
    record = _read(tmp_path, good())
    assert format_of(tmp_path / "x.xml") is CARDIOSOFT
    assert (record.fs, record.n_samples, record.notices) == (500.0, 4, ())
    assert [each.name for each in record.leads] == [
        *("I", "II", "III", "aVR", "aVL", "aVF", "V1"),
    ]
    assert record.signal[0] == pytest.approx([0, 0.005, 0.010, 0.015])
    assert record.signal[6] == pytest.approx([-0.025] * 4)


def test_what_is_said_of_patient_and_test(tmp_path: Path) -> None:
    parts = _WHEN.format(month=3), _PATIENT, _RESULT, "<Device-Type>CASE</Device-Type>"
    record = _read(tmp_path, cardiosoft(*parts, strip({"V1": [1, 2]})))
    assert record.start_time == datetime(2020, 3, 2, 10, 20, 30)
    assert dict(record.details) == {
        "Patient name": "Ada Müller",
        "Patient code": "7",
        "Sex": "female",
        "Birthdate": "1815-12-10",
        "Age": "36 years",
        "Equipment": "CASE",
        "Cart: heart rate": "62/min",
        "Cart: PR interval": "150 ms",
        "Cart: P axis": "0°",
        "Cart: QRS axis": "-20°",
        "Cart: interpretation": "Sinus rhythm; Normal ECG",
    }


@pytest.mark.parametrize(
    ("when", "start"),
    [
        (_WHEN.format(month=13), datetime(1, 1, 1, 10, 20, 30)),
        (_WHEN.format(month="").replace("10", "x"), None),
        (_WHEN.format(month=3).replace(">10<", ">99<"), None),
        (
            f"<ClinicalInfo>{_WHEN.format(month=3)}</ClinicalInfo>",
            datetime(2020, 3, 2, 10, 20, 30),
        ),
    ],
)
def test_times(tmp_path: Path, when: str, start: datetime | None) -> None:
    assert _read(tmp_path, cardiosoft(when, strip({"V1": [1]}))).start_time == start


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    count = "<ChannelSampleCountTotal>3</ChannelSampleCountTotal>"
    short = strip({"V1": "1,2,", "V2": [3, 4], "V3": [1, 2, 3]}, more=count)
    record = _read(tmp_path, cardiosoft(f"<Strip>{short}</Strip>", short))
    assert record.n_samples == 3
    assert record.notices == (
        "x.xml, lead V1, V2: 2 samples are there of 3.",
        "x.xml has 2 strips; the first is shown.",
    )


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ("", "has no rhythm .StripData"),
        ("<FullDisclosure/><StripData/>", "full disclosure of an exercise test"),
        (strip({"I": [1]}, STEP), "no sampling frequency in Hz"),
        (strip({"I": [1]}, STEP + RATE.replace("Hz", "ms")), "no sampling frequency"),
        (strip({"I": [1]}, STEP + RATE.replace("500", "1e9")), "no sampling frequency"),
        (strip({"I": [1]}, RATE), "no resolution in µV"),
        (strip({"I": [1]}, RATE + STEP.replace("uV", "mV")), "no resolution in µV"),
        (strip({"I": [1]}, RATE + STEP.replace("5", "0")), "no resolution in µV"),
        (strip({"V2": "1,x"}), "values of lead V2 are not all numbers .'x' is not one"),
        (strip({"V2": ""}), "has no samples"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, parts: str, why: str) -> None:
    with pytest.raises(RecordError, match=why) as error:
        _read(tmp_path, cardiosoft(parts))
    assert str(tmp_path / "x.xml") in str(error.value)
    assert "Export" in str(error.value)
