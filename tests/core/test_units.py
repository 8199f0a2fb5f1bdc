from __future__ import annotations

import pytest

from ecgviewer.core.units import millivolts


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("mV", 1.0), ("uV", 1e-3), ("µV", 1e-3), ("V", 1e3), ("nV", 1e-6), ("", 1.0)],
)
def test_units_of_volts_share_a_scale(unit: str, expected: float) -> None:
    assert millivolts(unit) == expected


def test_pressure_is_not_in_volts() -> None:
    assert millivolts("mmHg") is None
