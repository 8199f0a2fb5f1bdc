"""Leads worked out of others, and what is said of a recording."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Steps
from ecgviewer.formats.clinical.fields import base64_bytes, hl7_time, number, numbers
from ecgviewer.formats.clinical.short_record import (
    LeadPart,
    ShortRecording,
    clean,
    details_of,
    titled,
    with_limb_leads,
)


def _part(name: str, *values: int, step: float = 0.004, zero: float = 0) -> LeadPart:
    return LeadPart(name, np.array(values, np.int16), step, zero)


def _recording(*parts: LeadPart) -> ShortRecording:
    return ShortRecording(Path("x.xml"), "sum", 500.0, parts)


def test_limb_leads_are_exact() -> None:
    parts = with_limb_leads(
        [_part("V1", 5, 5, 5), _part("II", 3, -32768, 7), _part("I", 2, 32767, 0)]
    )
    record = _recording(*parts).record("r")
    named = {lead.name: at for at, lead in enumerate(record.leads)}
    assert list(named) == ["I", "II", "III", "aVR", "aVL", "aVF", "V1"]
    one, two = np.array([2, 32767, 0]), np.array([3, -32768, 7])
    expected = {
        "III": two - one,
        "aVR": -(one + two) / 2,
        "aVL": one - two / 2,
        "aVF": two - one / 2,
    }
    for name, steps in expected.items():
        values = (steps * 0.004).astype(np.float32)
        assert record.signal[named[name]].tolist() == values.tolist(), name
    assert record.leads[2].steps == Steps(0.004)
    assert record.leads[3].steps == Steps(0.002)


@pytest.mark.parametrize(
    "parts",
    [
        [_part("I", 1)],
        [_part("I", 1), _part("II", 1), _part("aVF", 1)],
        [_part("I", 1), _part("II", 1, 2)],
        [_part("I", 1), _part("II", 1, step=0.005)],
        [_part("I", 1, zero=1), _part("II", 1, zero=1)],
        [_part("I", 1), replace(_part("II", 1), first=1)],
        [_part("I", 1), _part("II", 1), replace(_part("I", 1), first=1)],
    ],
)
def test_limb_leads_that_cannot_be_worked_out(parts: list[LeadPart]) -> None:
    assert with_limb_leads(parts) == parts


def test_limb_leads_lie_where_the_leads_do_that_they_are_of() -> None:
    def pair(first: int, *values: float) -> list[LeadPart]:
        return [LeadPart(n, np.array(values), 0.5, 0.0, first) for n in ("I", "II")]

    parts = with_limb_leads([*pair(2, 4.0, np.nan), *pair(5, 6.0), _part("V1", 1)])
    assert len(parts) == 2 * 6 + 1, "of two stretches"
    record = _recording(*parts).record("r")
    assert [lead.name for lead in record.leads][2:4] == ["III", "aVR"]
    expected = [np.nan, np.nan, -2.0, np.nan, np.nan, -3.0]
    assert record.signal[3] == pytest.approx(expected, nan_ok=True)
    assert record.signal[2] == pytest.approx(np.array(expected) * 0, nan_ok=True)


def test_limb_leads_of_32_bits() -> None:
    most = np.array([2**31 - 1], np.int32)
    parts = [LeadPart("I", -most, 1e-9), LeadPart("II", most, 1e-9)]
    three = with_limb_leads(parts)[2]
    assert three.digital.tolist() == [2**32 - 2]


def test_a_recording_without_samples() -> None:
    for parts in ([], [_part("I")]):
        with pytest.raises(RecordError, match=r"x\.xml has no samples"):
            _recording(*parts).record("r")


def test_a_recording_is_known_by_its_samples() -> None:
    one, same = (_recording(_part("I", 1, 2)).record("r") for _ in range(2))
    assert one.identity == same.identity
    assert one.identity != _recording(_part("I", 1, 2)).record("s").identity
    assert one.identity != _recording(_part("I", 1, 3)).record("r").identity


def test_names_of_leads() -> None:
    assert titled(["AVR", "v1", "", "V1", "V1 (2)", "V1"]) == [
        *("aVR", "V1", "lead 3", "V1 (2)", "V1 (2) (2)", "V1 (3)"),
    ]


def test_texts() -> None:
    assert clean(" a\n\tb\x00c ") == "a b c"
    assert clean("x" * 500) == "x" * 400 + "…"
    assert details_of(("A", " "), ("B", None), ("C", "---"), ("D", "d\n")) == (
        ("D", "d"),
    )


def test_numbers() -> None:
    assert [number(text) for text in ("1.5", "x", "nan", "inf")] == [
        *(1.5, None, None, None),
    ]
    many = np.arange(40_000) - 20_000
    assert numbers(" ".join(map(str, many))).tolist() == many.tolist()
    assert numbers("  \n").tolist() == []
    for text in ("1 x", "nan", "1e9"):
        with pytest.raises(ValueError, match=r"."):
            numbers(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("20021122091000", datetime(2002, 11, 22, 9, 10)),
        ("20021122091000.250+0100", datetime(2002, 11, 22, 9, 10, 0, 250_000)),
        ("2002", datetime(2002, 1, 1)),
        ("200211220910", datetime(2002, 11, 22, 9, 10)),
        ("20021322", None),
        ("x", None),
        ("", None),
    ],
)
def test_times(text: str, time: datetime | None) -> None:
    assert hl7_time(text) == time


def test_base64() -> None:
    assert base64_bytes("\n AQI\n D \n") == b"\1\2\3"
    for text in ("AQ!D", "A", "é"):
        with pytest.raises(ValueError, match=r"."):
            base64_bytes(text)
