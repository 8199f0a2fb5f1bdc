from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.gui.look.theme import Colours, colours, set_scheme
from tests.gui.contrast import AA, contrast


@pytest.fixture(autouse=True)
def _as_before(qtbot: QtBot) -> Iterator[None]:
    yield
    set_scheme("system")


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
        assert contrast(colour, shown.paper) >= AA, colour.name()
    palette = QApplication.palette()
    role = QPalette.ColorRole
    for text, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.PlaceholderText, role.Base),
        (role.PlaceholderText, role.Window),
        (role.ToolTipText, role.ToolTipBase),
        (role.Link, role.Window),
    ):
        found = contrast(palette.color(text), palette.color(ground))
        assert found >= AA, (text, ground, found)


def test_every_label_has_its_own_colour() -> None:
    shown = _shown()
    assert set(shown.beat) == {*BeatClass, UNSET}
    names = [shown.beat[c].name() for c in BeatClass]
    assert len(set(names)) == len(names)
