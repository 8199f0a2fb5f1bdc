"""A window in which everything that paints fails once, as C code fails.

`python -m tests.faults.paint_faults FOLDER` ends with a line for each kind of paint:
its name, and how many crash reports came of its fault. A process of its own: what is
tried here has ended the program.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QWidget

from ecgviewer import app, gui
from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.beat_table.beat_table_model import BeatTableModel
from ecgviewer.gui.beat_table.class_badge import ClassBadgeDelegate
from ecgviewer.gui.dialogs.calibration_dialog import RulerView
from ecgviewer.gui.dialogs.csv_preview import CsvPreview
from ecgviewer.gui.dialogs.report_preview import PagePicture
from ecgviewer.gui.explanation.spectrogram_view import SpectrogramView
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.rhythm.rhythm_model import RhythmModel
from ecgviewer.gui.rhythm.rhythm_view import RhythmView
from ecgviewer.gui.studies.median_picture import MedianPicture
from ecgviewer.gui.studies.preview_picture import PreviewPicture
from ecgviewer.gui.system.crash_report import CrashReporter, start_log
from ecgviewer.gui.waveform.paper.axes import AmplitudeAxis, TimeAxis
from ecgviewer.gui.waveform.paper.sheet import SheetItem
from tests.fakes import FakeJournal

#: A class, and the method of it that fails.
Kind = tuple[type, str]


def kinds() -> list[Kind]:
    """Return everything of the window that paints, or is asked while Qt paints."""
    for module in pkgutil.walk_packages(gui.__path__, f"{gui.__name__}."):
        importlib.import_module(module.name)
    widgets = [(kind, "paint_on") for kind in _leaves(Painted)]
    items = [(kind, "paint_sheet") for kind in _leaves(SheetItem)]
    axes = [(kind, "paint_axis") for kind in (AmplitudeAxis, TimeAxis)]
    tables = [(kind, "_answer") for kind in (BeatTableModel, RhythmModel)]
    others = [(ClassBadgeDelegate, "_paint_badge"), (pg.ImageItem, "paint")]
    found = [*widgets, *items, *axes, *tables, *others]
    # In one order, whatever was imported first.
    return sorted(found, key=lambda kind: kind[0].__name__)


def _leaves(kind: type) -> list[type]:
    subclasses: list[type] = kind.__subclasses__()
    below = [each for each in subclasses if _is_own(each)]
    return [leaf for each in below for leaf in _leaves(each)] if below else [kind]


def _is_own(kind: type) -> bool:
    return kind.__module__.startswith(f"{gui.__name__}.")


def _fail(*_: object) -> None:
    np.zeros(3)[10]


@contextmanager
def failing(kind: Kind) -> Iterator[None]:
    """Let a method fail with an error that C code raises."""
    owner, name = kind
    own = owner.__dict__.get(name)
    # A function of its own, and so a place of its own that errors come from.
    code = _fail.__code__.replace(co_filename=f"{owner.__name__}.py")
    setattr(owner, name, FunctionType(code, _fail.__globals__))
    yield
    if own is None:
        delattr(owner, name)
    else:
        setattr(owner, name, own)


def reviewed_window(folder: Path) -> MainWindow:
    """Return a window on a record with beats, rhythms and a picture to be painted."""
    ecg = synthetic_record(60.0)
    window = app.make_window(
        QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat)
    )
    envelopes = tuple(Envelope.of(values) for values in ecg.record.signal)
    window.document.open(ReviewSession(ecg.record), envelopes, FakeJournal())
    window.document.add_detected(ecg.beats)
    window.document.set_state(DocumentState.READY)
    window.document.label(ecg.beats.beat_id[5:9], BeatClass.V)
    window.view(RhythmView).panel.refresh()
    columns = window.document.columns
    assert columns is not None
    symbol = np.full(len(columns.sample), "N")
    layer = AnnotationLayer("atr", columns.sample, columns.label, symbol, (), ())
    window.waveform.show_layers((layer,))
    for view in window.findChildren(SpectrogramView):
        view._picture.setImage(np.zeros((8, 8, 3), np.uint8), levels=(0, 255))
    return window


def paint(widgets: list[QWidget]) -> None:
    """Paint widgets from Python and from Qt's loop, in sight or not."""
    for widget in widgets:
        widget.grab()
        widget.update()
    QCoreApplication.processEvents()


def main(folder: Path) -> None:
    """Try every kind and print what came of it."""
    app.make_application()
    start_log(folder / "ecgviewer.log")
    window = reviewed_window(folder)
    window.show()
    # Wide enough for the classes of the table, and for medians that no page shows.
    window.showNormal()
    window.resize(1600, 1000)
    window.trace.medians.setFixedSize(100, 100)
    for plot in window.waveform.findChildren(pg.PlotWidget):
        for item in plot.items():
            # Those that have nothing to show are hidden.
            item.setVisible(item.isVisible() or isinstance(item, SheetItem))
    of_others = [
        *(RulerView(4.0), CsvPreview(), PagePicture(), PreviewPicture()),
        MedianPicture(),
    ]
    reporter = CrashReporter(folder / "ecgviewer.log", window.notice.show_message)
    reporter.install()
    for kind in kinds():
        window.notice.hide()
        # Twice: the frame after the one that failed must not fail otherwise.
        with failing(kind):
            paint([window, *window.findChildren(QWidget), *of_others])
            paint([window])
        paint([window])
        reports = [*folder.glob("crash-*.txt")]
        told = window.isVisible() and window.notice.isVisible()
        print(kind[0].__name__, len(reports) if told else 0)
        for report in reports:
            report.unlink()
    window.close()
    reporter.remove()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
