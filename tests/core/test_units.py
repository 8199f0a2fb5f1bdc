from __future__ import annotations

import pytest

from ecgviewer.core.units import millivolts


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("mV", 1.0),
        ("uV", 1e-3),
        ("µV", 1e-3),
        ("V", 1e3),
        ("nV", 1e-6),
        ("", 1.0),
        ("Volts", 1e3),
        ("volt", 1e3),
        ("millivolt", 1.0),
        ("Microvolts", 1e-3),
        ("\u03bcVolts", 1e-3),
        (" mV ", 1.0),
    ],
)
def test_units_of_volts_share_a_scale(unit: str, expected: float) -> None:
    assert millivolts(unit) == expected


@pytest.mark.parametrize("unit", ["mmHg", "NU", "Vrms", "revolts"])
def test_what_is_not_in_volts_has_no_scale(unit: str) -> None:
    assert millivolts(unit) is None
