"""Numbers as the reader's language writes them; files are never written with these."""

from __future__ import annotations

from PySide6.QtCore import QLocale

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
    return text.replace(".", _locale().decimalPoint())


def _translated(text: str) -> str:
    locale = _locale()
    return text.translate({44: locale.groupSeparator(), 46: locale.decimalPoint()})


def _locale() -> QLocale:
    # That of a bare system groups no digits, which nobody can read.
    locale = QLocale()
    return _ENGLISH if locale.language() == QLocale.Language.C else locale
