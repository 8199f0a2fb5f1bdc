"""What a cart measured and wrote, as the details of a record say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

#: Before the names of such details.
CART = "Cart: "
CART_TITLE = "Measured by the cart, and here"


class CartMeasure(NamedTuple):
    """A measure of a cart, or its interpretation.

    Attributes
    ----------
    name : str
    cart : str
        What the cart says, with its unit.
    here : str
        What is measured here; empty of what is not.
    """

    name: str
    cart: str
    here: str


#: Units as people write them, by those of UCUM and of carts.
_UNITS = {
    **dict.fromkeys(("deg", "degrees", "degree"), "°"),
    **dict.fromkeys(("bpm", "{h.b.}/min", "{beats}/min"), "/min"),
}


def measured(value: str, unit: str) -> str:
    """Return a value with its unit, as people write them; empty without a value."""
    unit = _UNITS.get(unit.lower(), unit)
    space = "" if unit.startswith(("°", "/")) else " "
    return f"{value}{space}{unit}".strip() if value else ""


def said_by_cart(details: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those details of a record that a cart measured or wrote, without `CART`.

    Parameters
    ----------
    details : iterable of pairs of str
        Titles and texts, as a record has them.
    """
    return [
        (title.removeprefix(CART), text)
        for title, text in details
        if title.startswith(CART)
    ]


def besides_cart(details: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the other details of a record."""
    return [(title, text) for title, text in details if not title.startswith(CART)]
