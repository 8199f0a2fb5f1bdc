"""Notices files that are opened, and programs and code that are run, while it watches.

An audit hook cannot be taken away again; it is put in once and told what to watch.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

_RUNS = {
    "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "subprocess.Popen",
    "pickle.find_class", "socket.connect", "socket.getaddrinfo", "ctypes.dlopen",
}  # fmt: skip
_CHANGES = {
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod",
    "os.chown", "os.link", "os.symlink", "shutil.rmtree", "shutil.copyfile",
}  # fmt: skip
#: Python, its packages, and what `tempfile` makes for us.
_OWN = tuple(
    os.path.realpath(place)
    for place in (
        sys.prefix,
        sys.base_prefix,
        Path(__file__).parents[2],
        "/proc",
        "/sys",
        "/dev/null",
        "/usr/lib",
        "/etc/localtime",
        "/usr/share/zoneinfo",
    )
)
_TEMPORARY = os.path.join(tempfile.gettempdir(), "ecgviewer-")  # noqa: PTH118


#: Where names lead; the folders that are watched do not change their links.
_real = lru_cache(4096)(os.path.realpath)


class _Watch:
    def __init__(self) -> None:
        self.folder = ""
        self.seen: list[str] = []

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.folder:
            return
        if event == "exec":
            self._code(arguments[0])
        elif event in _RUNS:
            self.seen.append(f"{event} {str(arguments)[:200]}")
        elif event == "open" or event in _CHANGES:
            self._path(event, arguments[0], arguments[-1])

    def _code(self, code: object) -> None:
        # Modules of ours are imported when they are first needed.
        file = getattr(code, "co_filename", "")
        if not file.startswith((*_OWN, "<frozen")):
            self.seen.append(f"exec {file} {code!r:.100}")

    def _path(self, event: str, path: object, folder: object) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        name = os.fsdecode(path)
        if event != "open" and isinstance(folder, int) and folder >= 0:
            # Named from an open folder, as when a temporary one is removed.
            name = f"/proc/self/fd/{folder}/{name}"
        place = _real(name)
        if place.startswith((self.folder, _TEMPORARY)):
            return
        if event != "open" or not place.startswith(_OWN):
            self.seen.append(f"{event} {place}")


_watch = _Watch()
sys.addaudithook(_watch.hook)


class TouchedError(AssertionError):
    """Something outside the folder was opened, or code was run."""


@contextmanager
def nothing_touched_outside(folder: Path) -> Iterator[None]:
    """Fail if a file outside the folder is opened, or code is run, meanwhile.

    Raises
    ------
    TouchedError
        Saying what was touched.
    """
    _watch.seen = []
    _watch.folder = os.path.realpath(folder)
    try:
        yield
    finally:
        _watch.folder = ""
    if _watch.seen:
        raise TouchedError("; ".join(_watch.seen[:5]))
