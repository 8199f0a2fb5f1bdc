"""Mortara recordings are read as they are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.record_formats import MORTARA, format_of, read_record
from tests.formats.mortara.mortara_files import channel, good, mortara

_ABOUT = (
    'ACQUISITION_TIME="20231201120005" COMMENT="Chest pain" AGE="36" AGE_UNITS="Y" '
    'VENT_RATE="75" AVERAGE_RR="0" TECHNICIAN="TS" LOCATION="Ward 7"'
)
_PARTS = (
    '<SUBJECT LAST_NAME="Müller" FIRST_NAME="Ada" GENDER="Female" ID="P7" '
    'DOB="18151210"/>',
    '<SOURCE MANUFACTURER="Mortara Instrument, Inc." MODEL="ELI250c" '
    'ACQUIRING_DEVICE_SW_VERSION="V2.0"/>',
    "<AUTOMATIC_INTERPRETATION><STATEMENT TEXT='SINUS RHYTHM '/><STATEMENT TEXT=''/>"
    "<STATEMENT TEXT='NORMAL ECG'/></AUTOMATIC_INTERPRETATION>",
    "<TYPICAL_CYCLE QRS_DURATION='93' QT='456' P_AXIS='0' QRS_AXIS='-35' T_AXIS='-'/>",
)


def _read(folder: Path, text: str) -> Record:
    path = folder / "x.xml"
    path.write_text(text, encoding="utf-8")
    return read_record(path)


def test_the_rhythm_is_read_with_all_limb_leads(tmp_path: Path) -> None:
    record = _read(tmp_path, good())
    assert format_of(tmp_path / "x.xml") is MORTARA
    assert (record.fs, record.n_samples, record.notices) == (500.0, 4, ())
    assert [each.name for each in record.leads] == [
        *("I", "II", "III", "aVR", "aVL", "aVF", "V1"),
    ]
    assert record.signal[0] == pytest.approx([0, 0.0025, 0.005, 0.0075])
    assert record.details == ()
    assert record.start_time is None


def test_what_is_said_of_patient_and_cart(tmp_path: Path) -> None:
    record = _read(tmp_path, mortara(*_PARTS, channel("V1"), about=_ABOUT))
    assert record.start_time == datetime(2023, 12, 1, 12, 0, 5)
    assert dict(record.details) == {
        "Patient name": "Ada Müller",
        "Patient code": "P7",
        "Sex": "female",
        "Birthdate": "1815-12-10",
        "Age": "36 years",
        "Comment": "Chest pain",
        "Technician": "TS",
        "Equipment": "Mortara Instrument, Inc. ELI250c",
        "Software": "V2.0",
        "Place": "Ward 7",
        "Cart: heart rate": "75/min",
        "Cart: QRS duration": "93 ms",
        "Cart: QT interval": "456 ms",
        "Cart: P axis": "0°",
        "Cart: QRS axis": "-35°",
        "Cart: interpretation": "SINUS RHYTHM; NORMAL ECG",
    }
    odd = _read(
        tmp_path,
        mortara(
            '<SUBJECT DOB="unknown"/>', channel("V1"), about='AGE="9" AGE_UNITS="?"'
        ),
    )
    assert odd.details == (("Birthdate", "unknown"),)


def test_widths_and_signs(tmp_path: Path) -> None:
    leads = [
        channel("V1", BITS="8", DATA="Af8=", UNITS_PER_MV="1"),
        channel("V2", BITS="32", DATA="AQABAA==", UNITS_PER_MV="1", DURATION="1"),
        channel("V3", BITS="16", FORMAT="UNSIGNED", DATA="//8B", UNITS_PER_MV="1"),
        channel("V4", BITS="8", FORMAT="unsigned", DATA="Af8=", UNITS_PER_MV="1"),
    ]
    record = _read(tmp_path, mortara(*leads))
    assert record.signal[:, 0].tolist() == [1, 65537, 65535, 1]
    assert record.signal[[0, 3], 1].tolist() == [-1, 255]
    assert np.isnan(record.signal[[1, 2], 1]).all()


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    leads = (
        channel("V1", DURATION="9"),
        channel("V1", DURATION="9", OFFSET="5"),
        channel("", DURATION="", OFFSET=""),
    )
    record = _read(tmp_path, mortara(*leads))
    assert [each.name for each in record.leads] == ["V1", "V1 (2)", "lead 3"]
    assert record.notices == (
        "x.xml, lead V1, V1 (2): 2 samples are there of 9.",
        "x.xml, lead V1 (2): an offset of 5 is stated, and is not applied.",
    )


@pytest.mark.parametrize(
    ("leads", "why"),
    [
        ([], "has no rhythm .CHANNEL"),
        ([channel("I", SAMPLE_FREQ="")], "no sampling frequency"),
        ([channel("I", SAMPLE_FREQ="1e9")], "no sampling frequency"),
        ([channel("I"), channel("II", SAMPLE_FREQ="250")], "several sampling freq"),
        ([channel("I", UNITS_PER_MV="0")], "lead I has no scale"),
        ([channel("I", BITS="12")], "lead I has SIGNED values of 12 bits"),
        ([channel("I", BITS="32", FORMAT="UNSIGNED")], "UNSIGNED values of 32 bits"),
        ([channel("I", ENCODING="HEX")], "encoded as HEX"),
        ([channel("aVF", DATA="*")], "values of lead aVF are not Base64"),
        ([channel("I", DATA="")], "has no samples"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, leads: list[str], why: str) -> None:
    with pytest.raises(RecordError, match=why) as error:
        _read(tmp_path, mortara(*leads))
    assert str(tmp_path / "x.xml") in str(error.value)
    assert "Export" in str(error.value)
