from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.gui.look.theme import Colours, colours, set_scheme

#: Contrast of large text that a person of low vision can read (WCAG 2.1, AA).
_READABLE = 3.0


@pytest.fixture(autouse=True)
def _as_before(qtbot: QtBot) -> Iterator[None]:
    yield
    set_scheme("system")


def _luminance(colour: QColor) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: QColor, b: QColor) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _shown() -> Colours:
    return colours(QApplication.palette())


def test_light_and_dark_are_what_they_say() -> None:
    set_scheme("dark")
    assert _shown().paper.lightness() < 60
    set_scheme("light")
    assert _shown().paper.lightness() > 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_written_can_be_read(scheme: str) -> None:
    set_scheme(scheme)
    shown = _shown()
    for colour in (shown.trace, shown.text, shown.faint_text, *shown.beat.values()):
        assert _contrast(colour, shown.paper) >= _READABLE, colour.name()
    palette = QApplication.palette()
    role = QPalette.ColorRole
    for text, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
    ):
        assert _contrast(palette.color(text), palette.color(ground)) >= _READABLE


def test_every_label_has_its_own_colour() -> None:
    shown = _shown()
    assert set(shown.beat) == {*BeatClass, UNSET}
    names = [shown.beat[c].name() for c in BeatClass]
    assert len(set(names)) == len(names)
