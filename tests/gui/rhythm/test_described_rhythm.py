"""The panel of rhythms is put together as it was: widgets, layout, signals, rows."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.rhythm_model import TITLES, RhythmModel
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel
from tests.gui.drawing.described import described, listens
from tests.gui.waveform.strips.test_drawn_strips import document_of
from tests.kept import Kept

_ROLE = Qt.ItemDataRole


def _document(start: datetime | None = None) -> Document:
    """Return runs, couplets, a pause and episodes, a minute after midnight."""
    rr_s = [0.8] * 10 + [0.4] * 4 + [0.8] * 5 + [0.5] * 2 + [3.5] + [0.8] * 40
    document = document_of(rr_s, "N" * 10 + "VVVV" + "N" * 5 + "SS" + "N" * 41, start)
    document.set_state(DocumentState.READY)
    document.add_episode(EpisodeKind.AF, 3000, 4500)
    document.add_episode(EpisodeKind.OTHER, 4600, 4700, "what the reader calls it")
    return document


def _rows(model: RhythmModel) -> list[str]:
    cells = [
        [model.index(row, column) for column in range(len(TITLES))]
        for row in range(model.rowCount())
    ]
    lines = [" | ".join(str(cell.data()) for cell in row) for row in cells]
    tips = [str(row[1].data(_ROLE.ToolTipRole)) for row in cells]
    aligned = [cell.data(_ROLE.TextAlignmentRole) for cell in cells[0]]
    return [*lines, *tips, f"aligned {aligned}"]


@pytest.mark.parametrize(
    "start", [None, datetime(2020, 1, 2, 23, 59, 30)], ids=["elapsed", "clock"]
)
def test_rhythm_panel(qtbot: QtBot, drawing: Kept, start: datetime | None) -> None:
    document, selection = _document(start), Selection()
    found = FoundRhythms(document, selection, document)
    made: list[QWidget] = []

    def make() -> RhythmPanel:
        panel = RhythmPanel(document, selection, found)
        made.append(panel)
        return panel

    senders = {"document": document, "selection": selection, "found": found}
    hears = listens(senders, make)
    (panel,) = made
    assert isinstance(panel, RhythmPanel)
    qtbot.addWidget(panel)
    panel.resize(400, 700)
    panel.show()
    table, bar, model = panel.table, panel.bar, panel.model
    header = table.horizontalHeader()
    boxes = [
        f"{box.itemText(i)}: {box.itemData(i)}"
        for box in (bar.groups, bar.states)
        for i in range(box.count())
    ]
    across = Qt.Orientation.Horizontal
    columns = [
        f"{title}: {model.headerData(i, across, _ROLE.ToolTipRole)},"
        f" hidden {table.isColumnHidden(i)}, at {header.visualIndex(i)}"
        for i, title in enumerate(TITLES)
    ]
    texts = [panel.summary.text(), panel.rate_label.text()]
    drawing.check(
        {
            "widgets": described(panel),
            "hears": hears,
            "boxes": boxes,
            "columns": columns,
            "rows": _rows(model),
            "texts": [line for text in texts for line in text.split("<br>")],
        }
    )
