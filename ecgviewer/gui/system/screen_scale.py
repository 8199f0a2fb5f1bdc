"""How many pixels a millimetre of a screen has: what it says, or what was measured."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

_MM_PER_INCH = 25.4
#: Screens that say they are outside of this do not know (projectors, virtual ones).
_PLAUSIBLE = (1.5, 25.0)


def screen_of(widget: QWidget) -> QScreen:
    """Return the screen that the middle of a widget is on.

    Never ask a widget or window itself: PySide makes the screen that it hands out
    their child, and destroys it with them when they are collected as garbage.
    """
    middle = widget.mapToGlobal(widget.rect().center())
    return QGuiApplication.screenAt(middle) or QGuiApplication.primaryScreen()


def screen_key(screen: QScreen) -> str:
    """Return what a screen is known by in the settings."""
    words = (screen.manufacturer(), screen.model(), screen.serialNumber())
    known = " ".join(word.strip() for word in words if word.strip())
    return (known or screen.name()).replace("=", " ")


def announced_px_per_mm(screen: QScreen) -> float:
    """Return the pixels a millimetre that the screen announces, if plausible."""
    said: float = screen.physicalDotsPerInch() / _MM_PER_INCH
    if _PLAUSIBLE[0] <= said <= _PLAUSIBLE[1]:
        return said
    return float(screen.logicalDotsPerInch()) / _MM_PER_INCH


def px_per_mm(screen: QScreen, calibrations: Iterable[str]) -> float:
    """Return the pixels a millimetre, measured with a ruler where that was done."""
    measured = _parsed(calibrations).get(screen_key(screen))
    return measured or announced_px_per_mm(screen)


def with_calibration(
    calibrations: Iterable[str], screen: QScreen, measured: float | None
) -> list[str]:
    """Return the calibrations with that of a screen put in, or None taken out."""
    known = _parsed(calibrations)
    known.pop(screen_key(screen), None)
    if measured is not None:
        known[screen_key(screen)] = measured
    return [f"{name}={value:.4f}" for name, value in known.items()]


def _parsed(calibrations: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in calibrations:
        name, _, text = line.rpartition("=")
        try:
            value = float(text)
        except ValueError:
            continue
        if _PLAUSIBLE[0] <= value <= _PLAUSIBLE[1]:
            found[name] = value
    return found
