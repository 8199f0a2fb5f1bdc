"""Values of a journal's lines, which anybody may have changed."""

from __future__ import annotations


def whole_number(value: object, beyond: int) -> int:
    """Return a number from 0 to below another.

    Raises
    ------
    ValueError
        If it is not one.
    """
    if type(value) is not int or not 0 <= value < beyond:
        raise ValueError("a whole number is expected")
    return value


def text_of(value: object) -> str:
    """Return a text.

    Raises
    ------
    TypeError
        If it is not one.
    """
    if not isinstance(value, str):
        raise TypeError("text is expected")
    return value
