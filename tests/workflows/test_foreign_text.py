"""Text of files and people is shown as it is written, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyqtgraph import AxisItem, GraphicsView
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.dialogs.audit_dialog import AuditDialog
from ecgviewer.gui.dialogs.export_dialog import ExportDialog
from ecgviewer.gui.dialogs.leads_dialog import LeadsDialog
from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.dialogs.sign_dialog import SignDialog
from ecgviewer.gui.look.plain_text import PlainLabel, plain_tip
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.readers.readers_view import ReadersView
from ecgviewer.gui.window.progress_bar import AnalysisProgress
from ecgviewer.worker.messages import Failed

_HOSTILE = "<img src='file:///etc/hostname'> & <b>bold</b>"
_NAME = "<b>rec"


@pytest.fixture
def hostile(
    qtbot: QtBot, new_window: Callable[[], MainWindow], tmp_path: Path
) -> MainWindow:
    """A window on a record whose names are all markup."""
    header = write_record(tmp_path, synthetic_record(60.0, name="plain").record)
    text = header.read_text().replace("plain", _NAME)
    text = text.replace("MLII", _HOSTILE).replace("/mV", "/<b>mV</b>")
    header.with_name(f"{_NAME}.hea").write_text(text)
    header.with_suffix(".dat").rename(tmp_path / f"{_NAME}.dat")
    window = new_window()
    settings = replace(window.settings, reader=_HOSTILE, reader_known=True)
    window.kept.change(settings)
    window.open(tmp_path / f"{_NAME}.hea")
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )
    return window


def _marked_up(root: QWidget) -> Iterator[str]:
    """Yield what a widget and those in it would show as markup of somebody else."""
    for widget in [root, *root.findChildren(QWidget)]:
        tips = [widget.toolTip(), widget.statusTip(), widget.whatsThis()]
        tips += [each.toolTip() for each in widget.actions() if widget.isVisible()]
        yield from (tip for tip in tips if _is_foreign(tip))
        if isinstance(widget, QLabel):
            guesses = widget.textFormat() != Qt.TextFormat.PlainText
            if guesses and _is_foreign(widget.text()):
                yield widget.text()


def _axis_labels(root: QWidget) -> list[str]:
    """Return what stands beside axes, which pyqtgraph takes for HTML."""
    views = root.findChildren(GraphicsView)
    items = [item for view in views for item in view.scene().items()]
    return [item.labelString() for item in items if isinstance(item, AxisItem)]


def _is_foreign(text: str) -> bool:
    foreign = "<img" in text or "<b>" in text
    return foreign and GuiQt.mightBeRichText(text)


def test_nothing_in_the_window_is_rendered(qtbot: QtBot, hostile: MainWindow) -> None:
    window, document = hostile, hostile.document
    session = document.session
    assert session is not None
    texts = [label.text() for label in window.statusBar().findChildren(QLabel)]
    assert any("Reader" in text and _HOSTILE in text for text in texts)
    beat = session.beats.beat_id[3:4]
    window.selection.select(beat)
    document.comment(beat, _HOSTILE)
    qtbot.waitUntil(lambda: bool(window.statusBar().currentMessage()))
    window.document.edited.emit(f"{_HOSTILE} is said")
    with qtbot.waitSignal(window.link.explained, timeout=20_000):
        window.selection.select(session.beats.beat_id[5:6])
    window.link.progressed.emit(Progress(Stage.OPENING, detail=_HOSTILE))
    progress = window.findChild(AnalysisProgress)
    assert progress is not None
    progress.set_narrow(narrow=True)
    window.link.failed.emit(Failed(Stage.READING_LAYER, _HOSTILE, ""))
    window.link.failed.emit(Failed(Stage.EXPLAINING, _HOSTILE, ""))
    window.view(ReadersView).panel.kappa_label.setText(_HOSTILE)
    assert not [*_marked_up(window)]
    units = [each for each in _axis_labels(window) if "mV" in each]
    assert units
    assert all("&lt;b&gt;mV" in unit for unit in units)


def test_tips_of_the_table_are_not_rendered(hostile: MainWindow) -> None:
    session, model = hostile.document.session, hostile.view(BeatsView).panel.model
    assert session is not None
    hostile.document.comment(session.beats.beat_id[:1], _HOSTILE)
    model.refresh()
    tips = [
        str(model.index(0, column).data(Qt.ItemDataRole.ToolTipRole))
        for column in range(model.columnCount())
    ]
    assert any("&lt;img" in tip for tip in tips)
    assert not [tip for tip in tips if _is_foreign(tip)]


def test_nothing_in_the_dialogs_is_rendered(qtbot: QtBot, hostile: MainWindow) -> None:
    session = hostile.document.session
    assert session is not None
    leads = session.record.leads
    montage = hostile.waveform.paper.stack
    assert montage is not None
    dialogs: list[QDialog] = [
        SignDialog(_HOSTILE, _HOSTILE, _HOSTILE, hostile),
        AuditDialog(Path(f"/tmp/{_NAME}"), [], hostile),
        ExportDialog(session, _HOSTILE, hostile),
        LeadsDialog(leads, montage.shown, hostile),
        SettingsDialog(hostile.settings, (_NAME,), hostile),
    ]
    export = dialogs[2]
    assert isinstance(export, ExportDialog)
    export.problem.setText(f"{_HOSTILE} already exists")
    for dialog in dialogs:
        dialog.show()
        assert not [*_marked_up(dialog)]
        dialog.close()


def test_a_label_and_a_tip_show_markup_as_it_is_written(qtbot: QtBot) -> None:
    label = PlainLabel(_HOSTILE)
    qtbot.addWidget(label)
    assert label.text() == _HOSTILE
    plain = QLabel("x")
    qtbot.addWidget(plain)
    assert label.sizeHint().height() == plain.sizeHint().height()
    assert plain_tip("RR < 0.6 s & more") == "RR < 0.6 s & more"
    QToolTip.showText(label.pos(), plain_tip(_HOSTILE), label)
    tip = next(w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel"))
    assert isinstance(tip, QLabel)
    assert "&lt;img" in tip.text()
    QToolTip.hideText()
