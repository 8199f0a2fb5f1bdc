"""What is left of a crash: a log that is rotated, and a report file to pass on."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import TextIO, cast

import numpy
from PySide6.QtCore import QObject, Signal, Slot, qVersion

from ecgviewer import __version__
from ecgviewer.formats.files.atomic import replace_file, replace_link

_log = logging.getLogger(__name__)
_LOG_BYTES = 1_000_000
_LOG_FILES = 3
_MAX_REPORTS = 20
#: Lines of the log that a report ends with.
_LOG_LINES = 60
_FAULT = "fault.txt"
_WENT_WRONG = "Something went wrong inside ecgviewer"


def start_log(path: Path) -> None:
    """Log to a file; older lines are in files beside it, three of a megabyte in all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = _LogFile(
        path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES - 1, encoding="utf-8"
    )
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)


class _LogFile(logging.handlers.RotatingFileHandler):
    """A log that is never written through a link."""

    def _open(self) -> TextIOWrapper:
        return _opened(Path(self.baseFilename), "a")


def _opened(path: Path, mode: str) -> TextIOWrapper:
    # Path.open takes no opener.
    file = open(path, mode, encoding="utf-8", opener=replace_link)  # noqa: SIM115
    return cast(TextIOWrapper, file)


class CrashReporter(QObject):
    """Writes a report of every exception that nobody caught, and of a crash before.

    Exceptions come from any thread; reports are made in the one where this was made,
    that of the windows, since what tells of them touches widgets.

    Parameters
    ----------
    log : Path
        The log file; reports lie beside it.
    tell : callable
        Shows a message and the report's text to the user.
    """

    _failed = Signal(str, str)

    def __init__(self, log: Path, tell: Callable[[str, str], None]) -> None:
        super().__init__()
        self._log = log
        self._tell = tell
        self._fault: TextIO | None = None
        self._telling = False
        # From another thread it comes queued.
        self._failed.connect(self._report)

    def install(self) -> None:
        """Take uncaught exceptions and crashes of the interpreter from now on.

        Those of threads too, and those that Python cannot raise, as in a destructor.
        """
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_exception_in_thread
        sys.unraisablehook = self._on_unraisable
        fault = self._log.with_name(_FAULT)
        before = fault.read_text("utf-8", "replace") if fault.exists() else ""
        # Stays open: the interpreter writes to it as it goes down.
        self._fault = _opened(fault, "w")
        faulthandler.enable(self._fault)
        if before.strip():
            self._report("ecgviewer ended unexpectedly the last time", before)

    def remove(self) -> None:
        """Leave exceptions to who took them before; the program ends in good order."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault = None

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
        where: str = "",
    ) -> None:
        _log.critical("uncaught %s", where, exc_info=(kind, error, trace))
        # A windowed application has no stderr.
        if sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)
        text = "".join(traceback.format_exception(kind, error, trace))
        self._failed.emit(_WENT_WRONG, f"{where}\n{text}" if where else text)

    def _on_exception_in_thread(self, args: threading.ExceptHookArgs) -> None:
        # A thread that ends by SystemExit ends as it should.
        if args.exc_type is SystemExit or args.exc_value is None:
            return
        name = args.thread.name if args.thread else "a thread"
        self._on_exception(
            args.exc_type, args.exc_value, args.exc_traceback, f"in {name}"
        )

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is None:
            return
        # The object is dying: its text alone may be kept.
        where = f"{args.err_msg or 'Exception ignored in'}: {args.object!r}"
        self._on_exception(args.exc_type, args.exc_value, args.exc_traceback, where)

    @Slot(str, str)
    def _report(self, what: str, details: str) -> None:
        if self._telling:
            return
        # A failure while telling would tell again, and so on.
        self._telling = True
        try:
            text = _text(details, self._log)
            path = _written(self._log.parent, text)
            self._tell(
                f"{what}. Your edits are on the disk. A report is in {path}; it names "
                "files but holds no measurements. Please send it to the developers.",
                text,
            )
        except OSError:
            _log.exception("no report could be written")
        finally:
            self._telling = False


def _text(details: str, log: Path) -> str:
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    facts = [
        f"ecgviewer {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, NumPy "
        f"{numpy.__version__}",
        platform.platform(),
    ]
    return "\n".join([*facts, "", details, "", *lines[-_LOG_LINES:], ""])


def _written(folder: Path, text: str) -> Path:
    now = datetime.now().astimezone()
    path = folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
    with replace_file(path) as file:
        file.write(text.encode(errors="replace"))
    for old in sorted(folder.glob("crash-*.txt"))[:-_MAX_REPORTS]:
        old.unlink()
    return path
