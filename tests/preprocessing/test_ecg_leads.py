"""What is an ECG among the leads of a record, and what is said where nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record
from ecgviewer.preprocessing.ecg_leads import ecg_leads, without_ecg


def _record(*leads: tuple[str, str]) -> Record:
    signal = np.zeros((len(leads), 10), np.float32)
    return Record("r", 250.0, tuple(Lead(*lead) for lead in leads), signal)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("II", "mV"),
        ("II", "NU"),
        ("II", "adu"),
        ("X", ""),
        ("C", "V"),
        ("", "unitless"),
    ],
)
def test_volts_and_units_that_say_nothing_may_be_an_ecg(name: str, unit: str) -> None:
    record = _record(("ABP", "mmHg"), (name, unit))
    assert ecg_leads(record) == [1]
    assert without_ecg(record) == ()


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        *(("ABP", "mmHg"), ("P1", "mmHg"), ("P2", "mm Hg"), ("x", "kPa"), ("y", "%")),
        *(("HR", "bpm"), ("RR", "br/min"), ("T1", "degC"), ("T2", "°C"), ("v", "l/s")),
        *(("ABP", "mV"), ("Pleth", "NU"), ("RESP", "V"), ("fART", "mV"), ("a", "m/s2")),
    ],
)
def test_other_quantities_are_none(name: str, unit: str) -> None:
    assert ecg_leads(_record((name, unit), ("II", "mV"))) == [1]
    record = _record((name, unit), ("PAP", "mmHg"))
    assert ecg_leads(record) == [0, 1]
    (notice,) = without_ecg(record)
    assert notice.startswith(f"r holds no ECG: {name} ({unit}), PAP (mmHg).")
    assert "correct its name or unit in the header" in notice


def test_a_record_without_leads_says_nothing() -> None:
    assert without_ecg(_record()) == ()
