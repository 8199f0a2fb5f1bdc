"""Dates of birth of any format, as EDF+ and ISHNE write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyedflib
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.birthdate import birthdate_of
from ecgviewer.formats.export.record_copy import write_record_copy
from ecgviewer.formats.record_formats import read_record


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1951-05-02", date(1951, 5, 2)),
        ("02-MAY-1951", date(1951, 5, 2)),
        ("2-may-1951", date(1951, 5, 2)),
        ("31-FEB-1951", None),
        ("x-MAY-1951", None),
        ("1951", None),
        ("", None),
    ],
)
def test_spellings(text: str, found: date | None) -> None:
    assert birthdate_of({"Birthdate": text}) == found


@pytest.mark.parametrize(
    ("text", "written"), [("1815-12-10", "10-DEC-1815"), ("about 1815", "about 1815")]
)
def test_other_programs_open_what_is_written(
    tmp_path: Path, text: str, written: str
) -> None:
    details = (("Patient code", "P 1"), ("Birthdate", text), ("Patient name", "Ada L"))
    record = replace(synthetic_record(10.0).record, details=details)
    write_record_copy(tmp_path / "x.edf", record)
    with pyedflib.EdfReader(str(tmp_path / "x.edf")) as edf:
        assert edf.getPatientName() == "Ada L"
    again = read_record(tmp_path / "x.edf")
    assert written in dict(again.details).values()
    write_record_copy(tmp_path / "x.ecg", again)
    said = dict(read_record(tmp_path / "x.ecg").details).get("Birthdate", "")
    assert said == (text if text.startswith("1") else "")
