"""The comparison of readers is put together as it was, and says what it said."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.gui.readers.readers_panel import ReadersPanel
from tests.gui.drawing.described import described, heard
from tests.gui.readers.test_readers_panel import compared, header, panel
from tests.kept import Kept

__all__ = ["header", "panel"]


def _table(table: QTableWidget) -> list[str]:
    """Return headers and cells, and what is said of cells that say more."""
    across = [table.horizontalHeaderItem(i) for i in range(table.columnCount())]
    down = [table.verticalHeaderItem(i) for i in range(table.rowCount())]
    lines = [
        " | ".join(each.text() if each else "" for each in titles)
        for titles in (across, down)
    ]
    for row in range(table.rowCount()):
        cells = [table.item(row, column) for column in range(table.columnCount())]
        lines.append(" | ".join(cell.text() if cell else "-" for cell in cells))
        lines += [
            f"  {column}: {cell.toolTip()!r} {cell.textAlignment()}"
            f" {cell.background().style().name}"
            for column, cell in enumerate(cells)
            if cell and (cell.toolTip() or cell.background().style().value)
        ]
    return lines


def test_readers_panel(qtbot: QtBot, panel: ReadersPanel, drawing: Kept) -> None:
    parts = {"before": described(panel)}
    document = panel._document
    document.add_episode(EpisodeKind.AF, 300, 900)
    compared(qtbot, panel)
    qtbot.waitUntil(lambda: bool(panel.rhythms.label.text()), timeout=10_000)
    texts = (panel.state_label, panel.kappa_label, panel.rhythms.label)
    enabled = (panel.compare_button, panel.next_button, panel.adopt_button)
    said = [repr(label.text()) for label in texts]
    said += [f"{button.text()}: {button.isEnabled()}" for button in enabled]
    said += [
        f"{box.itemText(i)}{' *' * (i == box.currentIndex())}"
        for box in (panel.first, panel.second)
        for i in range(box.count())
    ]
    parts |= {
        "compared": said,
        "matrix": _table(panel.matrix),
        "rhythms": _table(panel.rhythms.table),
        "heard": [f"{n} {k}" for n, k in heard(document).items()],
        "after": described(panel),
    }
    drawing.check(parts)


def test_a_row_of_rhythms_is_gone_to(qtbot: QtBot, panel: ReadersPanel) -> None:
    panel._document.add_episode(EpisodeKind.AF, 300, 900)
    compared(qtbot, panel)
    qtbot.waitUntil(lambda: panel.rhythms.table.rowCount() == 1, timeout=10_000)
    with qtbot.waitSignal(panel.rhythms.place_chosen) as chosen:
        panel.rhythms.table.setCurrentCell(0, 1)
        panel.rhythms.table.cellActivated.emit(0, 1)
    assert chosen.args == [300, 900]
    header = panel.rhythms.table.horizontalHeader()
    assert header.sortIndicatorSection() == 0
    assert header.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
