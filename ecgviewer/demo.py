"""The demo record in the window, or rendered without a screen; the self-test."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QEventLoop,
    QMessageLogContext,
    QObject,
    QSettings,
    QtMsgType,
    qInstallMessageHandler,
)

from ecgviewer import app
from ecgviewer.analysis.compare import Choices, compare_records
from ecgviewer.analysis.demo import write_demo
from ecgviewer.core.labels import BeatClass
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.screen import has_screen

_DEFAULT_FOLDER = Path("demo-output")
_SIZE = (1280, 800)


def run(output: Path | None) -> int:
    """Open the demo record in the window; without a screen, or asked to, render it.

    Parameters
    ----------
    output : Path or None
        Folder for the picture and the CSV.
    """
    if output is None and has_screen():
        return app.run(demo=True)
    return render(output or _DEFAULT_FOLDER)


def render(folder: Path) -> int:
    """Analyse the demo record offscreen; write the window and the beats to files."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with offscreen_window() as window:
        failure = analysed(window, write_demo(folder))
        session = window.document.session
        if failure or session is None:
            print(f"ecgviewer demo: {failure}", file=sys.stderr)
            return 1
        window.review.go.go_least_confident()
        wait_for_explanation(window)
        picture = folder / "ecgviewer-demo.png"
        with replace_file(picture) as file:
            file.write(_png(window))
        table = export_csv(session, folder, window.document.reader)
        n_beats = len(session.beats)
    print(f"No screen here, so the window was rendered to {picture}")
    print(f"and the {n_beats} beats of the demo were written to {table}")
    return 0


def _png(window: MainWindow) -> bytes:
    buffer = QBuffer()
    window.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())


def self_test() -> int:
    """Open the demo record, analyse, relabel, undo, export, compare; 0 if all works."""
    with (
        tempfile.TemporaryDirectory(prefix="ecgviewer-") as name,
        offscreen_window() as window,
    ):
        folder = Path(name)
        record = write_demo(folder)
        failure = (
            analysed(window, record)
            or _exercised(window, folder)
            or _compared(record)
            or _restored(window, record)
        )
    if failure:
        print(f"ecgviewer --self-test: {failure}", file=sys.stderr)
        return 1
    print("ecgviewer --self-test: all is well")
    return 0


def _exercised(window: MainWindow, folder: Path) -> str:
    """Use the window as a reviewer would; return what went wrong, if anything."""
    session = window.document.session
    if session is None or not len(session.beats):
        return "no beats were found in the demo record"
    unlabelled = int((session.columns.label > max(BeatClass)).sum())
    if unlabelled:
        return f"{unlabelled} beats were not classified"
    window.review.go.step(1)
    window.review.label(BeatClass.Q)
    window.review.label(BeatClass.V)
    window.document.undo()
    if int(session.beats.reviewed.sum()) != 1:
        return "an edit or its undo had no effect"
    written = (
        export_csv(session, folder, "self-test"),
        export_wfdb(session, folder, "selftest"),
    )
    empty = [path.name for path in written if not path.stat().st_size]
    return f"{', '.join(empty)} is empty" if empty else ""


def _compared(record: Path) -> str:
    """Compare what was exported with itself; return what went wrong, if anything."""
    table = str(record.with_name(f"{record.stem}.beats.csv"))
    comparison = compare_records([record], "selftest", table, Choices(learning_s=0.0))
    if comparison.failed:
        return comparison.failed[0].message
    matrix = comparison.records[0].beats.matrix
    agreed = int(matrix.trace())
    if not agreed or agreed != int(matrix.sum()):
        return "the exported annotations and the exported table differ"
    return ""


def _restored(window: MainWindow, record: Path) -> str:
    """Open the record again; return what went wrong, if anything."""
    failure = analysed(window, record)
    session = window.document.session
    if failure or session is None:
        return failure
    kept = (len(session.history.done), len(session.history.undone))
    return "" if kept == (1, 1) else "the edits were not restored"


@contextmanager
def offscreen_window() -> Iterator[MainWindow]:
    """Yield a window that nobody sees, with settings of its own."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(_without_chatter)
    app.make_application()
    with tempfile.TemporaryDirectory(prefix="ecgviewer-") as folder:
        store = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        store.setValue("reader", "demo")
        window = app.make_window(store)
        # Not all of a screen whose size nobody chose.
        window.showNormal()
        window.resize(*_SIZE)
        try:
            yield window
        finally:
            window.close()


def _without_chatter(
    _kind: QtMsgType, _context: QMessageLogContext, message: str
) -> None:
    # The offscreen platform says so of every window.
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


def analysed(window: MainWindow, path: Path) -> str:
    """Open a record and wait for its analysis; return what went wrong, if anything."""
    problems: list[str] = []
    opened: list[object] = []
    link, document, loop = window.link, window.document, QEventLoop()
    connections = (
        link.opened.connect(opened.append),
        link.open_failed.connect(problems.append),
        link.failed.connect(lambda failed: problems.append(failed.message)),
        document.unsaved.connect(problems.append),
        link.finished.connect(loop.quit),
    )
    window.open(path)
    # A record that was open before is ready until this one takes its place.
    while not problems and not (opened and document.state is DocumentState.READY):
        loop.exec()
    for connection in connections:
        QObject.disconnect(connection)
    return "; ".join(problems)


def wait_for_explanation(window: MainWindow) -> None:
    """Wait until the panel shows why the current beat has its label."""
    loop = QEventLoop()
    window.link.explained.connect(loop.quit)
    window.link.failed.connect(loop.quit)
    loop.exec()
