"""What the header of an EDF file says of start and patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ecgviewer.core.record import Record
from ecgviewer.formats.record_formats import read_record
from tests.formats.edf.edf_files import EdfFile, Signal, clock, ramp

_ONE = Signal(values=ramp(300))


def _open(file: EdfFile, folder: Path) -> Record:
    return read_record(file.write(folder / "x.edf"))


@pytest.mark.parametrize(
    ("day", "recording", "start"),
    [
        ("02.03.84", b"", datetime(2084, 3, 2, 10, 20, 30)),
        ("02.03.85", b"", datetime(1985, 3, 2, 10, 20, 30)),
        ("02/03/99", b"", datetime(1999, 3, 2, 10, 20, 30)),
        ("2. 3.99", b"", datetime(1999, 3, 2, 10, 20, 30)),
        ("29.02.20", b"", datetime(2020, 2, 29, 10, 20, 30)),
        ("02.03.yy", b"Startdate 02-MAR-2091 X", datetime(2091, 3, 2, 10, 20, 30)),
        ("02.03.20", b"Startdate 31-FEB-2091 X", datetime(2020, 3, 2, 10, 20, 30)),
        ("02.03.20", b"Startdate 02-XYZ-2091 X", datetime(2020, 3, 2, 10, 20, 30)),
        ("2.3.2020", b"", datetime(1, 1, 1, 10, 20, 30)),
        ("02.03.20", b"Startdate X X X X", datetime(2020, 3, 2, 10, 20, 30)),
        ("01.01.85", b"Startdate X X X X", datetime(1, 1, 1, 10, 20, 30)),
    ],
)
def test_the_date(tmp_path: Path, day: str, recording: bytes, start: datetime) -> None:
    file = EdfFile([_ONE], day=day, recording=recording)
    assert _open(file, tmp_path).start_time == start


def test_what_is_said_of_the_patient(tmp_path: Path) -> None:
    signal = Signal(values=ramp(300), transducer="Ag electrodes", prefilter="HP:0.05Hz")
    plus = EdfFile(
        [signal],
        "EDF+C",
        "MCH-1 F 02-MAY-1951 Ada_L\xf6ve heart".encode("latin-1"),
        b"Startdate 02-MAR-2020 PSG-1 NN X more",
        lists={1: clock(0, 1, 2)},
    )
    assert dict(_open(plus, tmp_path).details) == {
        "Patient code": "MCH-1",
        "Sex": "female",
        "Birthdate": "02-MAY-1951",
        "Patient name": "Ada Löve",
        "Patient, more": "heart",
        "Administration code": "PSG-1",
        "Technician": "NN",
        "Recording, more": "more",
        "Sensors": "Ag electrodes",
        "Filters": "HP:0.05Hz",
    }
    bare = replace(plus, recording=b"ward 7")
    assert ("Technician", "7") in _open(bare, tmp_path).details
    plain = EdfFile([_ONE], patient="Jörg".encode(), recording=b"ward 7")
    assert _open(plain, tmp_path).details == (
        ("Patient", "Jörg"),
        ("Recording", "ward 7"),
    )
    as_plus = EdfFile(
        [_ONE],
        patient=b"X F X Female_33yr",
        recording=b"Startdate 24-APR-1989 X Ada X",
    )
    assert dict(_open(as_plus, tmp_path).details) == {
        "Sex": "female",
        "Patient name": "Female 33yr",
        "Technician": "Ada",
    }
    short = replace(as_plus, patient=b"X F X", recording=b"Startdate 24-APR-1989 7")
    assert dict(_open(short, tmp_path).details) == {
        "Patient": "X F X",
        "Recording": "Startdate 24-APR-1989 7",
    }


def test_neither_date_nor_time(tmp_path: Path) -> None:
    hidden = EdfFile([_ONE], day="01.01.85", recording=b"Startdate X X X X")
    record = _open(replace(hidden, clock="00.00.00"), tmp_path)
    assert record.start_time is None
