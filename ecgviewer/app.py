"""The application: one place where its parts are put together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from ecgviewer import __version__
from ecgviewer.classifier.bundle import bundle_paths
from ecgviewer.gui.look.theme import apply_style
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.system.crash_report import CrashReporter, start_log
from ecgviewer.gui.system.garbage import GarbageCollector
from ecgviewer.gui.system.paths import (
    demo_folder,
    instance_folder,
    log_path,
    settings_store,
)
from ecgviewer.gui.system.single_instance import SingleInstance
from ecgviewer.resources import resource_path


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
        GarbageCollector(app)
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


class Desk(QObject):
    """The windows that are open, one a record."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.windows: list[MainWindow] = []

    def open(self, path: Path | None = None, annotator: str | None = None) -> None:
        """Show a record: where it is open, in an empty window, or in a new one."""
        self.windows = [window for window in self.windows if window.isVisible()]
        window = self._window_for(path)
        if path is not None and not window.shows(path):
            window.open(path, annotator)
        window.show()
        window.raise_()
        window.activateWindow()

    def _window_for(self, path: Path | None) -> MainWindow:
        for window in self.windows:
            if path is None or window.shows(path) or window.is_empty:
                return window
        window = make_window()
        self.windows.append(window)
        return window

    def tell(self, text: str, details: str) -> None:
        """Show a message in the window that was used last."""
        active = [window for window in self.windows if window.isActiveWindow()]
        for window in (active or self.windows)[:1]:
            window.notice.show_message(text, details)


def run(
    path: Path | None = None, annotator: str | None = None, *, demo: bool = False
) -> int:
    """Run the application until its windows are closed.

    Where one is running already, it is given the record and this one ends.

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
    start_log(log_path())
    instance = SingleInstance(instance_folder(), app)
    if not instance.claim() and not demo and instance.hand_over(path, annotator):
        return 0
    desk = Desk(app)
    file_opened = FileOpenFilter(app)
    file_opened.file_opened.connect(desk.open)
    instance.open_requested.connect(desk.open)
    app.installEventFilter(file_opened)
    desk.open(path, annotator)
    desk.windows[0].ask_reader()
    reporter = CrashReporter(log_path(), desk.tell)
    reporter.install()
    if demo:
        QTimer.singleShot(0, desk.windows[0].demo_requested.emit)
    status = app.exec()
    reporter.remove()
    instance.release()
    return status
