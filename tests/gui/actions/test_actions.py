from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from ecgviewer.gui.actions.actions import ACTIONS, MENUS
from ecgviewer.gui.actions.key_sheet import keys_html, renewed
from ecgviewer.resources import resource_path


def test_every_key_does_one_thing(qtbot: QtBot) -> None:
    keys = [QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys]
    assert all(keys), "a key sequence that Qt does not know"
    assert len(keys) == len(set(keys))


def test_every_action_has_its_menu_and_its_own_id() -> None:
    assert {spec.menu for spec in ACTIONS} == set(MENUS)
    ids = [spec.id for spec in ACTIONS]
    assert len(ids) == len(set(ids))


def test_the_key_sheet_has_every_action_with_a_key(qtbot: QtBot) -> None:
    sheet = keys_html()
    for spec in ACTIONS:
        if spec.keys:
            text = spec.text.replace("&", "").rstrip("…")
            assert f"<td>{text}</td>" in sheet


def test_the_guide_has_the_keys_as_they_are() -> None:
    page = resource_path("guide/90-keys.md").read_text(encoding="utf-8")
    assert renewed(page) == page, "python -m ecgviewer.gui.actions.key_sheet"


def test_a_text_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no marks"):
        renewed("# nothing here\n")
