"""What is left of a crash: a log that is rotated, and a report file to pass on."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import platform
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import TextIO, cast

import numpy
from PySide6.QtCore import qVersion

from ecgviewer import __version__
from ecgviewer.formats.files.atomic import replace_file, replace_link

_log = logging.getLogger(__name__)
_LOG_BYTES = 1_000_000
_LOG_FILES = 3
_MAX_REPORTS = 20
#: Lines of the log that a report ends with.
_LOG_LINES = 60
_FAULT = "fault.txt"


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


class CrashReporter:
    """Writes a report of every exception that nobody caught, and of a crash before.

    Parameters
    ----------
    log : Path
        The log file; reports lie beside it.
    tell : callable
        Shows a message and the report's text to the user.
    """

    def __init__(self, log: Path, tell: Callable[[str, str], None]) -> None:
        self._log = log
        self._tell = tell
        self._fault: TextIO | None = None
        self._telling = False

    def install(self) -> None:
        """Take uncaught exceptions and crashes of the interpreter from now on."""
        sys.excepthook = self._on_exception
        fault = self._log.with_name(_FAULT)
        before = fault.read_text("utf-8", "replace") if fault.exists() else ""
        # Stays open: the interpreter writes to it as it goes down.
        self._fault = _opened(fault, "w")
        faulthandler.enable(self._fault)
        if before.strip():
            self._report("ecgviewer ended unexpectedly the last time", before)

    def remove(self) -> None:
        """Leave exceptions to Python again; the program ends in good order."""
        sys.excepthook = sys.__excepthook__
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault = None

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        _log.critical("uncaught", exc_info=(kind, error, trace))
        # A windowed application has no stderr.
        if sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)
        text = "".join(traceback.format_exception(kind, error, trace))
        self._report("Something went wrong inside ecgviewer", text)

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
