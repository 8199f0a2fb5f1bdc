"""The application: one place where its parts are put together."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QObject,
    QSettings,
    QThread,
    QThreadPool,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from ecgviewer import __version__
from ecgviewer.classifier.bundle_folders import bundle_paths, find_bundle, known_bundles
from ecgviewer.core.errors import InputError
from ecgviewer.formats.files.left_behind import remove_left_behind
from ecgviewer.gui.look.theme import apply_style
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.studies.at_start import shows_at_start
from ecgviewer.gui.studies.team_server import TeamServer
from ecgviewer.gui.system.crash_report import CrashReporter, start_log
from ecgviewer.gui.system.garbage import GarbageCollector
from ecgviewer.gui.system.paths import (
    analysis_folder,
    demo_folder,
    instance_folder,
    log_path,
    own_folders,
    settings_store,
)
from ecgviewer.gui.system.settings import Settings, load_settings
from ecgviewer.gui.system.single_instance import SingleInstance
from ecgviewer.resources import resource_path
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.worker.analysis_thread import wait_for_threads

if TYPE_CHECKING:
    from ecgviewer.gui.studies.study_window import StudyWindow

_log = logging.getLogger(__name__)
_LAST_WAIT_MS = 30_000
_DIALOG_WAIT_MS = 100


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


def make_window(store: QSettings | None = None, bundle: str = "") -> MainWindow:
    """Return the window with the reader's settings, but for a classifier that is given.

    Parameters
    ----------
    store : QSettings, optional
    bundle : str
        Name or folder of a bundle to use in this window until another is chosen.
    """
    if store is None:
        store = settings_store()
    window = MainWindow(store, tuple(bundle_paths()))
    window.link.cache = analysis_folder()
    window.demo_requested.connect(DemoOpener(window).open)
    if bundle:
        given = replace(window.settings, given_bundle=bundle)
        window.kept.change(given)
    return window


class DemoOpener(QObject):
    """Writes the demo record and opens it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def open(self) -> None:
        """Open the demo record."""
        from ecgviewer.analysis.demo import write_demo  # noqa: PLC0415

        try:
            path = write_demo(demo_folder())
        except OSError as error:
            self._window.notice.show_message(
                f"The demo record cannot be written into {demo_folder()}: "
                f"{error.strerror}."
            )
        else:
            self._window.open(path)


class Desk(QObject):
    """The windows that are open, one a record.

    Parameters
    ----------
    bundle : str
        Name or folder of a bundle to use in them; empty for the reader's choice.

    Attributes
    ----------
    windows : list of MainWindow
    studies : StudyWindow or None
        The study list, once it was asked for.
    """

    def __init__(self, parent: QObject | None = None, bundle: str = "") -> None:
        super().__init__(parent)
        self._bundle = bundle
        self.windows: list[MainWindow] = []
        self.studies: StudyWindow | None = None
        self._closed: list[MainWindow] = []
        self.team = TeamServer(StudyPlaces.of_user(), self)
        self.team.changed.connect(self._on_team_changed)
        self.team.said.connect(self._show_team)
        self.team.faulted.connect(lambda text: self.tell(text, ""))
        self._deletion = QTimer(self, singleShot=True)
        self._deletion.timeout.connect(self._delete_closed)

    def open(self, path: Path | None = None, annotator: str | None = None) -> None:
        """Show a record: where it is open, in an empty window, or in a new one."""
        window = self._window_for(path)
        if path is not None and not window.records.shows(path):
            window.open(path, annotator)
        window.show()
        window.raise_()
        window.activateWindow()

    def _window_for(self, path: Path | None) -> MainWindow:
        for window in self.windows:
            if path is None or window.records.shows(path) or window.records.is_empty:
                return window
        window = make_window(bundle=self._bundle)
        window.closed.connect(self._on_closed)
        window.studies_requested.connect(self.show_studies)
        window.next_study_requested.connect(self.open_next_study)
        window.kept.changed.connect(self._on_settings)
        self.windows.append(window)
        return window

    def show_studies(self) -> None:
        """Show the study list; it is made when it is first asked for."""
        studies = self._study_window()
        if studies:
            studies.show()
            studies.raise_()
            studies.activateWindow()

    def _study_window(self) -> StudyWindow | None:
        if self.studies is None:
            # It is in few starts, and brings a database along.
            from ecgviewer.gui.studies.study_window import StudyWindow  # noqa: PLC0415

            try:
                self.studies = StudyWindow(settings_store(), StudyPlaces.of_user())
            except InputError as error:
                self.tell(str(error), "")
                return None
            self.studies.open_requested.connect(self._open_study)
            self._show_team(self.team.text)
        return self.studies

    def _on_settings(self, settings: Settings) -> None:
        self.team.follow(settings.team_server)

    def _on_team_changed(self) -> None:
        """List what others have done, if the list is shown."""
        if self.studies and self.studies.isVisible():
            self.studies.work.look_through()

    def _show_team(self, text: str) -> None:
        if self.studies:
            self.studies.setWindowTitle(" – ".join(filter(None, ("Studies", text))))

    def _open_study(self, path: Path) -> None:
        """Show a record of the list where it is open, or else in the first window."""
        shown = next((each for each in self.windows if each.records.shows(path)), None)
        window = shown or (self.windows[0] if self.windows else self._window_for(path))
        if shown is None and self.studies:
            self.studies.show_in(window, path)
        window.show()
        window.raise_()
        window.activateWindow()

    @Slot()
    def open_next_study(self) -> None:
        """Open the next study worth a look in the window that asks for it."""
        window, studies = self.sender(), self._study_window()
        if studies is None or not isinstance(window, MainWindow):
            return
        session = window.document.session
        path = studies.next_after(session.record.path if session else None)
        if path is None:
            window.notice.show_message("No other study of the list is worth a look.")
        elif not window.records.shows(path):
            studies.show_in(window, path)

    def stop_studies(self) -> None:
        """Give up what goes on for the list: the program ends."""
        self.team.stop()
        if self.studies:
            self.studies.stop()

    @Slot()
    def _on_closed(self) -> None:
        """Have the window deleted later: it is still in its close event."""
        window = self.sender()
        if isinstance(window, MainWindow) and window in self.windows:
            self.windows.remove(window)
            self._closed.append(window)
            self._deletion.start(0)

    @Slot()
    def _delete_closed(self) -> None:
        """Delete the windows that were closed, unless a dialog or menu waits.

        It may be of such a window, of which something goes on when it returns.
        """
        is_nested = QThread.currentThread().loopLevel() > 1
        above = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if is_nested or above:
            self._deletion.start(_DIALOG_WAIT_MS)
            return
        for window in self._closed:
            window.deleteLater()
        self._closed.clear()

    def tell(self, text: str, details: str) -> None:
        """Show a message in the window that was used last."""
        active = [window for window in self.windows if window.isActiveWindow()]
        for window in (active or self.windows)[:1]:
            window.notice.show_message(text, details)


def run(
    path: Path | None = None,
    annotator: str | None = None,
    *,
    others: tuple[Path, ...] = (),
    demo: bool = False,
    bundle: str = "",
) -> int:
    """Run the application until its windows are closed.

    Where one is running already, it is given the record and this one ends; not so
    where a classifier is given, which that one does not use.

    Parameters
    ----------
    path : Path, optional
        A record to open.
    annotator : str
        Whose annotations of it to review; by default the review it was last at.
    others : tuple of Path
        More records, each to be opened in a window of its own.
    demo : bool
        Open the demo record.
    bundle : str
        Name or folder of a classifier's bundle; it is checked first.
    """
    if bundle and (reason := _unusable(bundle)):
        print(f"ecgviewer: {reason}", file=sys.stderr)
        return 2
    app = make_application()
    start_log(log_path())
    remove_left_behind(own_folders())
    instance = SingleInstance(instance_folder(), app)
    is_plain = not demo and not bundle
    records = (path, *others)
    is_first = instance.claim() or not is_plain
    if not is_first and all(instance.hand_over(each, annotator) for each in records):
        return 0
    desk = Desk(app, bundle and _lasting(bundle))
    file_opened = FileOpenFilter(app)
    file_opened.file_opened.connect(desk.open)
    instance.open_requested.connect(desk.open)
    app.installEventFilter(file_opened)
    for each in records:
        desk.open(each, annotator)
    desk.windows[0].commands.ask_reader()
    app.aboutToQuit.connect(desk.stop_studies)
    desk.team.follow(load_settings(settings_store()).team_server)
    if path is None and shows_at_start(settings_store()):
        desk.show_studies()
    reporter = CrashReporter(log_path(), desk.tell)
    reporter.install()
    if demo:
        QTimer.singleShot(0, desk.windows[0].demo_requested.emit)
    status = app.exec()
    reporter.remove()
    instance.release()
    _wait_for_work(status)
    return status


def _unusable(bundle: str) -> str:
    """Return why a bundle cannot be used, empty if it can."""
    from ecgviewer.classifier import runtime  # noqa: PLC0415

    try:
        runtime.load_classifier(bundle)
    except InputError as error:
        return str(error)
    return ""


def _lasting(bundle: str) -> str:
    """Return a name as it is, and a folder so that it means the same from anywhere."""
    return bundle if bundle in known_bundles() else str(find_bundle(bundle).absolute())


def _wait_for_work(status: int) -> None:
    """Wait behind the windows for what is still at work; end the program if it stays.

    Reviews are on the disk by then, and files are written whole or not at all.
    """
    ended = wait_for_threads(_LAST_WAIT_MS)
    if not QThreadPool.globalInstance().waitForDone(_LAST_WAIT_MS) or not ended:
        _log.warning("work that does not end is left")
        logging.shutdown()
        os._exit(status)
