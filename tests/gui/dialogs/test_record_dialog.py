"""Information on a recording: what its files say, and what they leave open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from ecgviewer.core.cart_measure import CART_TITLE, CartMeasure
from ecgviewer.core.record import Lead, Record, Steps
from ecgviewer.gui.dialogs.record_dialog import RecordDialog

RECORD = Record("day", 250.0, (Lead("MLII"),), np.zeros((1, 2500), np.float32))


def _text(qtbot: QtBot, record: Record) -> str:
    dialog = RecordDialog(record)
    qtbot.addWidget(dialog)
    return dialog.text.toPlainText()


def test_what_is_known_is_shown(qtbot: QtBot) -> None:
    leads = (
        Lead("avr", steps=Steps(0.005)),
        Lead("ABP", "mmHg", own_fs=125.0, steps=Steps(0.1)),
    )
    record = replace(
        RECORD,
        leads=leads,
        source=np.zeros((2, 2500), np.float32),
        path=Path("day.hea"),
        start_time=datetime(2020, 3, 2, 9, 5, 7),
        details=(("Age", "69"), ("Comments", "<b>two</b>\nlines & more")),
        notices=("A lead is <missing>.",),
    )
    text = _text(qtbot, record)
    for words in (
        *("Age", "69", "<b>two</b>\nlines & more", "2020-03-02, 09:05:07", "10 s"),
        *("2,500", "250 Hz", "day.hea", "aVR", "avr", "5 µV", "125 Hz", "0.1 mmHg"),
        *("Notices", "A lead is <missing>."),
    ):
        assert words in text


def test_what_is_not_known_is_said(qtbot: QtBot) -> None:
    text = _text(qtbot, RECORD)
    assert text.count("not in the file") == 2
    assert "Notices" not in text
    undated = replace(RECORD, start_time=datetime(1, 1, 1, 9, 5))
    assert "date not in the file, 09:05:00" in _text(qtbot, undated)


def test_what_a_cart_measured_stands_beside_what_is_measured_here(
    qtbot: QtBot,
) -> None:
    details = (("Age", "69"), ("Cart: QT interval", "400 ms"), ("Cart: note", "<VPC>"))
    dialog = RecordDialog(replace(RECORD, details=details))
    qtbot.addWidget(dialog)
    rows = dialog.text.toPlainText().splitlines()
    start = rows.index(CART_TITLE)
    assert rows.index("Age") < start
    assert rows[start + 2 :][:5] == ["Cart", "Here", "QT interval", "400 ms", ""]
    dialog.show_cart(
        [
            CartMeasure("QT interval", "400 ms", "412 ms"),
            CartMeasure("note", "<VPC>", ""),
        ]
    )
    rows = dialog.text.toPlainText().splitlines()
    start = rows.index(CART_TITLE)
    assert rows[start + 4 :][:5] == ["QT interval", "400 ms", "412 ms", "note", "<VPC>"]
