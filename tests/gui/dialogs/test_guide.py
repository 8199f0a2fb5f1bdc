from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ecgviewer.gui.dialogs.guide_dialog import GuideDialog
from ecgviewer.gui.look.guide_pages import FOLDER, pages
from ecgviewer.resources import resource_path


@pytest.fixture
def guide(qtbot: QtBot) -> GuideDialog:
    dialog = GuideDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_every_page_is_listed_and_shown(guide: GuideDialog) -> None:
    assert guide.contents.count() == len(pages()) >= 8
    for row, page in enumerate(pages()):
        guide.contents.setCurrentRow(row)
        assert guide.page.toPlainText().startswith(page.title)


def test_keys_are_those_of_the_actions() -> None:
    text = "".join(page.text for page in pages())
    assert "{key" not in text
    assert "press `V`" in re.sub(r"\s+", " ", text).replace("Press", "press")


def test_the_pictures_are_there(guide: GuideDialog) -> None:
    names = re.findall(r"\]\((\w+\.png)\)", "".join(page.text for page in pages()))
    assert names
    for name in names:
        path = resource_path(f"{FOLDER}/{name}")
        assert not QImage(str(path)).isNull(), name
    wide = guide.page.document().size().width()
    assert wide <= guide.page.viewport().width() + 1, "no picture is cut off"


def test_search_lists_pages_that_hold_all_words_and_marks_them(
    guide: GuideDialog,
) -> None:
    guide.search.setText("power FAILS")
    titles = [guide.contents.item(i).text() for i in range(guide.contents.count())]
    assert titles == ["When something goes wrong"]
    marked = [m.cursor.selectedText().lower() for m in guide.page.extraSelections()]
    assert {"power", "fails"} <= set(marked)
    guide.search.setText("xylophone")
    assert guide.contents.count() == 0
    assert "No page" in guide.page.toPlainText()
    guide.search.clear()
    assert guide.contents.count() == len(pages())
    assert guide.page.extraSelections() == []
