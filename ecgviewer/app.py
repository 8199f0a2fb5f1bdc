"""The application: one place where its parts are put together."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from ecgviewer import __version__
from ecgviewer.classifier.bundle import bundle_paths
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.paths import demo_folder, log_path, settings_store
from ecgviewer.gui.theme import apply_style
from ecgviewer.resources import resource_path

_log = logging.getLogger(__name__)
_LOG_BYTES = 1_000_000


class FileOpenFilter(QObject):
    """Turns the file that macOS opens by double-click into a signal."""

    file_opened = Signal(object)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take file-open events, and leave all others."""
        if isinstance(event, QFileOpenEvent):
            self.file_opened.emit(Path(event.file()))
            return True
        return super().eventFilter(watched, event)


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the QApplication, named and styled; the one there is, if there is one."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["ecgviewer", *arguments])
    app.setApplicationName("ecgviewer")
    app.setOrganizationName("ecgviewer")
    app.setApplicationVersion(__version__)
    app.setWindowIcon(QIcon(str(resource_path("icons/ecgviewer.svg"))))
    apply_style(app)
    return app


def make_window(store: QSettings | None = None) -> MainWindow:
    """Return the window with the reader's settings."""
    if store is None:
        store = settings_store()
    window = MainWindow(store, tuple(bundle_paths()))
    window.demo_requested.connect(DemoOpener(window).open)
    return window


class DemoOpener(QObject):
    """Writes the demo record and opens it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def open(self) -> None:
        """Open the demo record."""
        from ecgviewer.analysis.demo import write_demo  # noqa: PLC0415

        self._window.open(write_demo(demo_folder()))


def run(
    path: Path | None = None, annotator: str | None = None, *, demo: bool = False
) -> int:
    """Run the application until its window is closed.

    Parameters
    ----------
    path : Path, optional
        A record to open.
    annotator : str
        Whose annotations of it to review; by default the review it was last at.
    demo : bool
        Open the demo record.
    """
    app = make_application()
    _start_log(log_path())
    window = make_window()
    file_opened = FileOpenFilter(app)
    file_opened.file_opened.connect(window.open)
    app.installEventFilter(file_opened)
    window.show()
    window.ask_reader()
    if path:
        window.open(path, annotator)
    elif demo:
        QTimer.singleShot(0, window.demo_requested.emit)
    return app.exec()


def _start_log(path: Path) -> None:
    """Log to a file, and every uncaught exception with it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    sys.excepthook = _log_exception
    # A windowed application has no stderr.
    if sys.stderr is not None:
        faulthandler.enable()


def _log_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    _log.critical("uncaught", exc_info=(kind, error, trace))
    if sys.stderr is not None:
        sys.__excepthook__(kind, error, trace)
