"""Numbers as the reader's language writes them; files are never written with these."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale

#: As `core` writes them: groups of thousands, decimals, or both.
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


def whole(number: int) -> str:
    """Return a count, ``12,345`` in English."""
    return _translated(f"{int(number):,}")


def decimal(value: float, decimals: int, *, sign: bool = False) -> str:
    """Return a value with this many decimals, ``0.25`` in English."""
    return _translated(f"{value:{'+' if sign else ''},.{decimals}f}")


def short(value: float) -> str:
    """Return a value with as many decimals as it needs, at most six digits."""
    return with_point(f"{value:g}")


def count(n: int, noun: str) -> str:
    """Return a count of things: ``1 beat``, ``1,200 beats``."""
    return f"{whole(n)} {noun}" if n == 1 else f"{whole(n)} {noun}s"


def with_point(text: str) -> str:
    """Return a number or a time in words with the decimal sign of the language."""
    return text.replace(".", _locale().decimalPoint()) if "." in text else text


def with_numbers(text: str) -> str:
    """Return words of the program with their numbers as the language writes them."""
    return _NUMBER.sub(lambda number: _translated(number[0]), text)


def of_edit(text: str) -> str:
    """Return what says an edit as the language writes it, but for a reader's words.

    They follow a colon, and stay as they were typed.
    """
    said, colon, words = text.partition(": ")
    return f"{with_numbers(said)}{colon}{words}"


def _translated(text: str) -> str:
    locale = _locale()
    return text.translate({44: locale.groupSeparator(), 46: locale.decimalPoint()})


def _locale() -> QLocale:
    # That of a bare system groups no digits, which nobody can read.
    locale = QLocale()
    return _ENGLISH if locale.language() == QLocale.Language.C else locale
