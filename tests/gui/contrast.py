"""How far two colours stand apart for the eye, by WCAG 2.1."""

from __future__ import annotations

from PySide6.QtGui import QColor

#: Contrast of large text that a person of low vision can read (WCAG 2.1, AA).
READABLE = 3.0
#: The same of text of any size.
AA = 4.5


def _luminance(colour: QColor) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: QColor, b: QColor) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
