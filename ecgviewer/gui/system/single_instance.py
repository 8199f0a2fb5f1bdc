"""Hands a double-clicked record to the application that is running, if there is one.

A folder of the user's own holds the lock of the first and the requests of the others,
one file each: no network and no port, and it works on every system.
"""

from __future__ import annotations

import json
import secrets
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.file_lock import FileLock, LockedError

_LOCK = "running.lock"
_SUFFIX = ".open.json"
_PAUSE_S = 0.02


class SingleInstance(QObject):
    """The first application of a user; it hears what the others were to open.

    Parameters
    ----------
    folder : Path
        The user's own folder for requests.

    Signals
    -------
    open_requested(Path or None, str or None)
        Another was started with this record and annotator; None for no record.
    """

    open_requested = Signal(object, object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock: FileLock | None = None
        self._watcher = QFileSystemWatcher(self)

    def claim(self) -> bool:
        """Become the one that is running; return whether this is the first."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            self._lock = FileLock(self._folder / _LOCK)
        except LockedError:
            return False
        except OSError:
            # Where no folder can be written, each is a program of its own.
            return True
        for left in self._folder.glob(f"*{_SUFFIX}"):
            left.unlink(missing_ok=True)
        self._watcher.addPath(str(self._folder))
        self._watcher.directoryChanged.connect(self._read)
        return True

    def hand_over(
        self, path: Path | None, annotator: str | None, patience_s: float = 3.0
    ) -> bool:
        """Ask the one that is running to open a record; return whether it took it."""
        content = {"path": str(path.absolute()) if path else None, "by": annotator}
        request = self._folder / f"{secrets.token_hex(8)}{_SUFFIX}"
        with suppress(OSError):
            with replace_file(request) as file:
                file.write(json.dumps(content).encode())
            until = time.monotonic() + patience_s
            while request.exists() and time.monotonic() < until:
                time.sleep(_PAUSE_S)
            taken = not request.exists()
            request.unlink(missing_ok=True)
            return taken
        return False

    def release(self) -> None:
        """Let the next one be the first."""
        if self._lock is not None:
            self._watcher.removePath(str(self._folder))
            self._lock.release()
            self._lock = None

    def _read(self) -> None:
        for file in sorted(self._folder.glob(f"*{_SUFFIX}")):
            with suppress(OSError, ValueError, KeyError, TypeError):
                content = json.loads(file.read_bytes())
                path = Path(content["path"]) if content["path"] else None
                file.unlink(missing_ok=True)
                self.open_requested.emit(path, content["by"])
