"""Texts that are laid out once are drawn where texts of Qt are."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot

from ecgviewer.gui.waveform.paper.text_set import TextSet, in_font
from tests.gui.recording_painter import recorded


def test_a_text_begins_at_its_place_or_has_its_middle_there(qtbot: QtBot) -> None:
    texts, metrics = TextSet(QFont()), QFontMetricsF(QFont())
    wide = metrics.horizontalAdvance("812")
    assert texts.width("812") == wide
    left = recorded(lambda p: texts.draw(p, 50.0, 40.0, "812"), QSize(200, 80))
    middle = recorded(
        lambda p: texts.draw_centred(p, 50.0, 40.0, "812"), QSize(200, 80)
    )
    for account, x in ((left, 50.0), (middle, 50.0 - wide / 2)):
        [text] = account.texts
        assert (text.text, text.area.left()) == ("812", x)
        assert text.area.top() == 40.0 - metrics.height() / 2


def test_a_set_is_kept_for_its_font(qtbot: QtBot) -> None:
    small, large = QFont("", 8), QFont("", 20)
    texts = in_font(None, small)
    assert in_font(texts, QFont("", 8)) is texts
    other = in_font(texts, large)
    assert other is not texts
    assert other.width("812") > texts.width("812")


def test_texts_are_not_kept_without_end(qtbot: QtBot) -> None:
    texts = TextSet(QFont())
    for number in range(4000):
        texts.width(str(number))
    assert len(texts._texts) == 4000
    texts.width("4000")
    assert list(texts._texts) == ["4000"]
