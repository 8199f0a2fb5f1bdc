"""Details of a record that a cart measured or wrote."""

from __future__ import annotations

from ecgviewer.core.cart_measure import besides_cart, said_by_cart


def test_details_of_a_cart_and_others() -> None:
    details = (("Age", "69"), ("Cart: QT interval", "400 ms"), ("Cart", "TC50"))
    assert said_by_cart(details) == [("QT interval", "400 ms")]
    assert besides_cart(details) == [("Age", "69"), ("Cart", "TC50")]
