"""What is shown is written as the reader's language does; what is saved never is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt

from ecgviewer.core.items.note import Note
from ecgviewer.formats.export.annotation_csv import write_csv
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.explanation.beat_facts import facts_of
from ecgviewer.gui.look.number_text import (
    count,
    decimal,
    of_edit,
    short,
    whole,
    with_numbers,
    with_point,
)
from ecgviewer.gui.look.time_text import (
    both_times_text,
    clock_text,
    elapsed_text,
    moment_text,
    time_text,
)
from ecgviewer.gui.main_window import MainWindow
from tests.workflows.conftest import OpenWindow, new_window, open_window, record_path

__all__ = ["OpenWindow", "new_window", "open_window", "record_path"]

_START = datetime(2024, 3, 5, 14, 30)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.fixture
def german() -> None:
    QLocale.setDefault(QLocale("de_DE"))


@pytest.mark.usefixtures("german")
def test_german_numbers() -> None:
    assert whole(47_000) == "47.000"
    assert decimal(1.25, 1) == "1,2"
    assert decimal(0.5, 2, sign=True) == "+0,50"
    assert decimal(-0.5, 2, sign=True) == "-0,50"
    assert short(0.5) == "0,5"
    assert short(25.0) == "25"
    assert count(1, "beat") == "1 beat"
    assert count(1264, "beat") == "1.264 beats"
    assert with_point("0.2 s") == "0,2 s"


@pytest.mark.parametrize("name", ["C", "en_US"])
def test_english_numbers_also_where_the_system_has_no_language(name: str) -> None:
    QLocale.setDefault(QLocale(name))
    assert whole(47_000) == "47,000"
    assert decimal(0.25, 2) == "0.25"
    assert short(0.5) == "0.5"


@pytest.mark.usefixtures("german")
def test_german_times() -> None:
    assert elapsed_text(1.25, 3, 60.0) == "0:01,250"
    assert clock_text(1.25, 3, _START) == "14:30:01,250"
    assert time_text(1.25, 1, 60.0, _START) == "14:30:01,2"
    assert moment_text(90_000.0, 1, 200_000.0, _START) == "d2 15:30:00,0"
    assert both_times_text(1.5, 60.0, _START) == "14:30:01,500 (0:01,500)"


@pytest.mark.usefixtures("german")
def test_a_window_is_german_and_its_files_are_not(
    open_window: OpenWindow, record_path: Path, tmp_path: Path
) -> None:
    window = open_window(record_path)
    session = window.document.session
    assert session is not None
    shown = _row(window, 3)
    assert any("," in text and ":" in text for text in shown)
    assert not any("." in text for text in shown[:3])
    assert ",00 of 1" in facts_of(session, 3).quality
    german, english = tmp_path / "german.csv", tmp_path / "english.csv"
    write_csv(german, session, "kim")
    QLocale.setDefault(QLocale("en_US"))
    write_csv(english, session, "kim")
    assert german.read_bytes() == english.read_bytes()
    assert "," in _row(window, 3)[0] or "." in _row(window, 3)[1]


def _row(window: MainWindow, row: int) -> list[str]:
    model = window.view(BeatsView).panel.model
    role = Qt.ItemDataRole.DisplayRole
    return [
        str(model.data(model.index(row, column), role) or "")
        for column in range(model.columnCount())
    ]


@pytest.mark.usefixtures("german")
def test_german_edits_and_measurements() -> None:
    assert with_numbers("RR 550 ms   109 bpm   +1.01 mV") == (
        "RR 550 ms   109 bpm   +1,01 mV"
    )
    assert of_edit("Label 12,345 beats V (were 1,238 N, 3 S)") == (
        "Label 12.345 beats V (were 1.238 N, 3 S)"
    )
    typed = "Add note at 0:00:01.5: took 2.5 mg, 1,000 times"
    assert of_edit(typed) == typed.replace("01.5", "01,5")


@pytest.mark.usefixtures("german")
def test_what_the_window_says_of_edits_is_german_and_the_journal_is_not(
    open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    window.selection.set_cursor(540)
    window.document.add_items(lambda: [Note(540, "2.5 mg")])
    said = window.statusBar().currentMessage()
    assert said == "Add note at 0:00:01,5: 2.5 mg; Ctrl+Z undoes"
    undo = window.action_set.actions["edit.undo"]
    assert undo.text() == "&Undo Add note at 0:00:01,5: 2.5 mg"
    (journal,) = record_path.parent.glob("*.jsonl")
    assert read_audit(journal)[-1].what == "Add note at 0:00:01.5: 2.5 mg"
    calipers = window.waveform.calipers
    calipers.toggle()
    assert "." not in calipers.text
    assert "," in calipers.text
