"""HL7 aECG recordings are read as they are, and the real ones too."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Steps
from ecgviewer.formats.record_formats import AECG, format_of, read_outline, read_record
from tests.data_folder import DATA, needs
from tests.formats.aecg.aecg_files import (
    RELATIVE,
    aecg,
    good,
    lead,
    leads,
    series,
    time,
    write,
)

_ABOUT = """<componentOf><timepointEvent><code displayName="Predose"/><componentOf>
<subjectAssignment><subject><trialSubject><id extension="S-1"/>
<subjectDemographicPerson><name>Ada &amp; Eve</name>
<administrativeGenderCode code="F"/><birthTime value="{birth}"/>
</subjectDemographicPerson></trialSubject></subject></subjectAssignment>
</componentOf></timepointEvent></componentOf>"""
_MEASURES = """<subjectOf><annotationSet><component><annotation>
<code code="MDC_ECG_TIME_PD_QT"/><value value="400" unit="ms"/></annotation>
<annotation><code code="MDC_ECG_TIME_PD_QT"/><value value="300" unit="ms"/></annotation>
<annotation><code code="MDC_ECG_WAVC"/><value code="MDC_ECG_WAVC_PWAVE"/></annotation>
<annotation><code code="MDC_ECG_INTERPRETATION"/><component><annotation>
<code code="MDC_ECG_INTERPRETATION_STATEMENT"/><value>Sinus   rhythm</value>
</annotation></component></annotation></component></annotationSet></subjectOf>"""


def test_values_times_and_leads(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xml", good())
    assert format_of(path) is AECG
    record = read_record(path)
    assert (record.name, record.fs, record.path) == ("x.xml", 500.0, path)
    assert [each.name for each in record.leads] == ["I", "II"]
    assert [each.is_ecg for each in record.leads] == [True, True]
    assert record.leads[0].steps == Steps(0.0025)
    assert record.signal == pytest.approx(
        np.array([[1, -2, 3], [4, 5, 6]]) * 0.0025, abs=1e-9
    )
    assert record.start_time == datetime(2002, 11, 22, 9, 10, 0, 500_000)
    outline = read_outline(path)
    assert (outline.name, outline.annotation_fs, outline.length) == ("x.xml", 500, 3)


def test_an_origin_and_units(tmp_path: Path) -> None:
    first = lead("V1", "0 100", "0.5", "mV", '<origin value="2000" unit="uV"/>')
    text = aecg(series(leads(time(step="4", unit="ms"), first, lead("AVR", "1 2"))))
    record = read_record(write(tmp_path / "x.xml", text))
    assert record.fs == 250.0
    assert record.signal[0].tolist() == [2.0, 52.0]
    assert [each.name for each in record.leads] == ["V1", "aVR"]
    plain = aecg(series(leads(time(), lead("I", "7", "1", "mV", ""))))
    assert read_record(write(tmp_path / "y.xml", plain)).signal.tolist() == [[7.0]]


def test_leads_recorded_one_after_another(tmp_path: Path) -> None:
    late = time("20021122091000.504")
    text = aecg(
        series(
            leads(time(), lead("I", "1 2"), lead("II", "3 4")),
            leads(late, lead("V1", "5 6"), lead("II", "7 8")),
            leads(time("bad"), "<component><sequence/></component>"),
        )
    )
    record = read_record(write(tmp_path / "x.xml", text))
    steps = record.signal / 0.0025
    assert steps[:, :2].tolist()[:2] == [[1, 2], [3, 4]]
    assert np.isnan(steps[0, 2:]).all()
    assert np.isnan(steps[2, :2]).all()
    assert np.rint(steps[1]).tolist() == [3, 4, 7, 8]
    assert np.rint(steps[2, 2:]).tolist() == [5, 6]
    assert record.start_time == datetime(2002, 11, 22, 9, 10, 0, 500_000)


def test_times_since_the_start(tmp_path: Path) -> None:
    sets = [
        leads(RELATIVE.format(head=head, step="2", unit="ms"), lead(name, "1 2"))
        for head, name in (("10", "I"), ("10.002", "II"), ("", "V1"))
    ]
    record = read_record(write(tmp_path / "x.xml", aecg(series(*sets[:2]))))
    assert np.isnan(record.signal).tolist() == [
        [False, False, True],
        [True, False, False],
    ]
    assert record.start_time == datetime(2002, 11, 22, 9, 10)
    alone = read_record(write(tmp_path / "y.xml", aecg(series(sets[2]))))
    assert alone.n_samples == 2


def test_median_beats_are_no_rhythm(tmp_path: Path) -> None:
    median = series(leads(time(), lead("I", "1")), code="REPRESENTATIVE_BEAT")
    with pytest.raises(RecordError, match="no rhythm, only REPRESENTATIVE_BEAT"):
        read_record(write(tmp_path / "x.xml", aecg(median)))
    with pytest.raises(RecordError, match="only no series"):
        read_record(write(tmp_path / "x.xml", aecg()))
    inside = f"<derivation><derivedSeries>{median}</derivedSeries></derivation>"
    text = aecg(series(leads(time(), lead("II", "1 2 3")), more=inside))
    assert read_record(write(tmp_path / "x.xml", text)).signal.shape == (1, 3)


def test_several_rhythms(tmp_path: Path) -> None:
    each = series(leads(time(), lead("II", "1 2 3")))
    record = read_record(write(tmp_path / "x.xml", aecg(each, each)))
    assert record.notices == ("x.xml has 2 rhythm series; the first one is shown.",)


def test_subject_and_measures(tmp_path: Path) -> None:
    rhythm = series(leads(time(), lead("II", "1")), more=_MEASURES)
    text = aecg(rhythm, about=_ABOUT.format(birth="19530508"))
    details = dict(read_record(write(tmp_path / "x.xml", text)).details)
    assert details == {
        "Patient code": "S-1",
        "Patient name": "Ada & Eve",
        "Sex": "female",
        "Birthdate": "1953-05-08",
        "Visit": "Predose",
        "Cart: QT interval": "400 ms",
        "Cart: interpretation": "Sinus rhythm",
    }
    for birth in ("1953", "unknown"):
        text = aecg(rhythm, about=_ABOUT.format(birth=birth))
        record = read_record(write(tmp_path / "x.xml", text))
        assert dict(record.details)["Birthdate"] == birth


def test_measures_of_all_leads_and_of_mindray(tmp_path: Path) -> None:
    codes = {
        "MDC_ECG_TIME_PD_QT_GL": ("401", "ms"),
        "MDC_ECG_TIME_PD_QTcF": ("415", "ms"),
        "MINDRAY_ECG_QRS_AXIS": ("-20", "deg"),
    }
    found = "".join(
        f'<component><annotation><code code="{code}"/><value value="{value}" '
        f'unit="{unit}"/></annotation></component>'
        for code, (value, unit) in codes.items()
    )
    more = f"<subjectOf><annotationSet>{found}</annotationSet></subjectOf>"
    text = aecg(series(leads(time(), lead("II", "1")), more=more))
    assert dict(read_record(write(tmp_path / "x.xml", text)).details) == {
        "Cart: QT interval": "401 ms",
        "Cart: QTc interval (Fridericia)": "415 ms",
        "Cart: QRS axis": "-20\u00b0",
    }


def test_leads_with_another_name_and_times_of_the_file(tmp_path: Path) -> None:
    step = RELATIVE.format(head="0", step="2", unit="ms")
    parts = (lead("AVRneg", "1 2"), lead("C", "1 2"), lead("MCL1", "3 4"))
    about = '<effectiveTime><center value="20200213102030"/></effectiveTime>'
    text = aecg(series(leads(step, *parts)), about=about)
    text = text.replace('<low value="200211220910"/>', "")
    record = read_record(write(tmp_path / "x.xml", text))
    assert [each.name for each in record.leads] == ["-aVR", "Chest", "MCL1"]
    assert str(record.start_time) == "2020-02-13 10:20:30"


_OTHER_RATE = leads(time(step="0.004"), lead("V1", "1 2"))


@pytest.mark.parametrize(
    ("sets", "why"),
    [
        ((), "its rhythm series has no lead"),
        ((leads(lead("I", "1")),), "does not say the time between samples"),
        ((leads(time(step="0"), lead("I", "1")),), "does not say the time between"),
        ((leads(time(unit="min"), lead("I", "1")),), "does not say the time between"),
        ((leads(time(step="x"), lead("I", "1")),), "does not say the time between"),
        ((leads(time(), lead("I", "1")), _OTHER_RATE), "several sampling frequencies"),
        ((leads(time(), lead("I", "1", "0")),), "lead I has no scale in volts"),
        ((leads(time(), lead("I", "1", unit="mmHg")),), "lead I has no scale"),
        (
            (leads(time(), lead("I", "1", origin='<origin value="x"/>')),),
            "no scale",
        ),
        (
            (leads(time(), lead("I", "1", origin='<origin value="1" unit="g"/>')),),
            "no scale",
        ),
        ((leads(time(), lead("I", "1 x")),), "digits of lead I are not all numbers"),
        ((leads(time(), lead("I", "1 1e9")),), "a value is too large"),
        ((leads(time(), lead("I", "")),), "has no samples"),
        (
            (
                leads(time(), lead("I", "1")),
                leads(time("20021123"), lead("I", "2")),
            ),
            "its leads have 2 samples and would be spread over",
        ),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, sets: tuple[str, ...], why: str) -> None:
    path = write(tmp_path / "x.xml", aecg(series(*sets)))
    with pytest.raises(RecordError, match=re.escape(why)) as found:
        read_record(path)
    assert str(path) in str(found.value)
    assert "Export the recording again" in str(found.value)


@needs("formats/aecg")
def test_the_recording_of_the_standard() -> None:
    path = DATA / "formats" / "aecg" / "subject1.xml"
    record = read_record(path)
    assert (record.fs, record.n_samples, len(record.leads)) == (500.0, 5000, 12)
    assert record.start_time == datetime(2002, 11, 22, 9, 10)
    # A second reading: the digits as they stand, by lead, without a parser of XML.
    text = path.read_text(encoding="utf-8").partition("<derivation>")[0]
    pattern = r"MDC_ECG_LEAD_(\w+)\".*?<digits>([^<]*)"
    found = dict(re.findall(pattern, text, re.DOTALL))
    assert len(found) == 12
    for name, values in zip(record.leads, record.signal, strict=True):
        digits = np.array(found[name.name.upper()].split(), int)
        assert np.abs(values / 0.0025 - digits).max() < 1e-3
    named = {
        each.name: row.astype(float)
        for each, row in zip(record.leads, record.signal, strict=True)
    }
    assert np.abs(named["II"] - named["I"] - named["III"]).max() < 2 * 0.0025
    assert dict(record.details)["Cart: QTc interval"] == "443 ms"


@needs("formats/aecg")
def test_the_smallest_recording() -> None:
    record = read_record(DATA / "formats" / "aecg" / "minimum.xml")
    assert np.rint(record.signal / 0.0025).astype(int).tolist() == [
        [-2, -2, -2, -2, -3, -4, -3, -5, -5, -4, -6, -9, -9]
    ]
