"""One writer at a time: a lock that ends with its process, however that ends."""

from __future__ import annotations

import contextlib
import getpass
import os
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    #: Byte that is locked, beyond the text, which others may so go on reading.
    _LOCKED_BYTE = 2**20

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)

    def _remove(path: Path, descriptor: int) -> None:
        # A file that is open cannot be removed here.
        os.close(descriptor)
        path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def hold(descriptor: int) -> Iterator[None]:
        """Keep `remove_abandoned` from a file; one that is open is safe here."""
        yield

    def _remove_unheld(path: Path) -> None:
        path.unlink()

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:
            # A drive without locks, as some network drives are, must not keep
            # anybody from saving.
            return

    def _remove(path: Path, descriptor: int) -> None:
        # While it is held, so that nobody else's is removed.
        try:
            path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def hold(descriptor: int) -> Iterator[None]:
        """Keep `remove_abandoned` from a file, also when the descriptor is closed."""
        with contextlib.ExitStack() as held:
            # Where none can be had, the file is written all the same.
            with contextlib.suppress(OSError):
                # The lock belongs to all copies of a descriptor together.
                copy = os.dup(descriptor)
                held.callback(os.close, copy)
                fcntl.flock(copy, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def _remove_unheld(path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | NO_LINK)
        try:
            if _is_nobodys(descriptor):
                # While it is held, so that nobody else's is removed.
                path.unlink()
        finally:
            os.close(descriptor)

    def _is_nobodys(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # A drive without locks says nothing of who is at work there.
            return time.time() - os.fstat(descriptor).st_mtime > _ABANDONED_S
        return True


#: Flag of `os.open` that refuses a link, which somebody may have put there.
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
#: On a drive without locks a file that nobody wrote to for this long is nobody's.
_ABANDONED_S = 24 * 3600.0


class LockedError(Exception):
    """Another process holds the lock; the message says who."""


class FileLock:
    """A lock that is held from the making of this object until `release`.

    Parameters
    ----------
    path : Path
        The lock file; it is made, and removed when the lock is released.

    Raises
    ------
    LockedError
        If another process, or another part of this one, holds the lock.
    OSError
        If the lock file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1
        while self._descriptor < 0:
            self._descriptor = _locked_descriptor(path)
        # The name is a courtesy, and a full disk has no room for it.
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.write(self._descriptor, _owner().encode())

    def release(self) -> None:
        """Let others have the lock."""
        # A file that cannot be removed, as on a drive that is gone, holds nobody up.
        with contextlib.suppress(OSError):
            _remove(self._path, self._descriptor)


def is_locked(path: Path) -> str:
    """Return who holds a lock, empty if nobody does; no file is made."""
    if not path.exists():
        return ""
    try:
        FileLock(path).release()
    except LockedError as error:
        return str(error)
    except OSError:
        # Where no lock file can be made, there is no journal to be locked either.
        return ""
    return ""


def remove_abandoned(paths: Iterable[Path]) -> None:
    """Remove files left by processes that were killed; what is held stays."""
    for path in paths:
        # Where it cannot be removed, it is another's, or of a drive for reading only.
        with contextlib.suppress(OSError):
            _remove_unheld(path)


def _owner() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "someone"
    return f"{user} on {socket.gethostname()} (process {os.getpid()})"


def _locked_descriptor(path: Path) -> int:
    """Return the lock file, open and locked; -1 if it was removed meanwhile."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o644)
    kept = False
    try:
        _lock(descriptor)
        kept = os.path.samestat(os.fstat(descriptor), path.stat())
    except BlockingIOError as error:
        owner = os.read(descriptor, 500).decode(errors="replace")
        raise LockedError(owner or "another process") from error
    except FileNotFoundError:
        pass
    finally:
        # Whatever goes wrong: a lock that nobody has a handle of lasts as long as
        # the program.
        if not kept:
            os.close(descriptor)
    return descriptor if kept else -1
