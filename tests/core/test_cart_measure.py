"""Details of a record that a cart measured or wrote."""

from __future__ import annotations

import pytest

from ecgviewer.core.cart_measure import besides_cart, measured, said_by_cart


def test_details_of_a_cart_and_others() -> None:
    details = (("Age", "69"), ("Cart: QT interval", "400 ms"), ("Cart", "TC50"))
    assert said_by_cart(details) == [("QT interval", "400 ms")]
    assert besides_cart(details) == [("Age", "69"), ("Cart", "TC50")]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("400", "ms", "400 ms"),
        ("-61", "deg", "-61°"),
        ("48", "bpm", "48/min"),
        ("48", "{H.B.}/min", "48/min"),
        ("8", "", "8"),
        ("", "ms", ""),
    ],
)
def test_values_with_units(value: str, unit: str, text: str) -> None:
    assert measured(value, unit) == text
