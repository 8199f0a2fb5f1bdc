"""The file of the index of the study list: a database that can be deleted.

It lies in the user's data folder, never on a share, and holds nothing that is not in
the records, journals and team files, or counted of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from zlib import crc32

from ecgviewer.core.errors import InputError
from ecgviewer.studies.study import COLUMNS

#: Follows from the columns: an index of other ones is made again. Never 0, which is
#: that of a new file.
_VERSION = (crc32(" ".join(("tables-2", *COLUMNS)).encode()) >> 1) | 1
_BUSY_S = 30.0
_NUMBERS = ("length_s", "v_percent", "s_percent", "af_percent", "pause_s",
    "readable_percent", "errors_left", "rank", "worst_s",
)  # fmt: skip
_WHOLE = ("n_beats", "priority", "n_notes", "needs_work", "missing")
#: What SQLite calls damage, besides what it raises as such.
_DAMAGE = frozenset({"SQLITE_ERROR", "SQLITE_IOERR_SHORT_READ"})


class StudyIndexError(InputError):
    """The index cannot be used; the message says what to do."""


class DamagedIndexError(StudyIndexError):
    """The index was damaged while it was open; it can be made again."""


class IndexFile:
    """The database: opened, made again, and what is wrong with it said in words.

    Parameters
    ----------
    path : Path
        Made where it is not there; made again where it is damaged or of another
        version.

    Raises
    ------
    StudyIndexError
        If it can neither be opened nor made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()

    def _open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._database = self._opened()
            self._file = _number_of(self._path)
        except (OSError, sqlite3.Error) as error:
            raise StudyIndexError(
                f"The study list cannot be opened: {self._path}: {error}. Delete this "
                "file or make its folder writable; the list is made again."
            ) from error

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connected(self._path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            _delete(self._path)
            return _connected(self._path)

    def make_again(self) -> None:
        """Put an empty index in the place of one that is damaged.

        Where another process has done so already, its index is opened.

        Raises
        ------
        StudyIndexError
            If it can neither be opened nor made.
        """
        self.close()
        if _number_of(self._path) == self._file:
            with suppress(OSError):
                _delete(self._path)
        self._open()

    def follow(self) -> bool:
        """Open the index that lies in the place of this one; return whether one does.

        The file may be deleted at any time, and what is open would be heard by nobody.
        """
        if _number_of(self._path) == self._file:
            return False
        self.close()
        self._open()
        return True

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """Make some changes, all of them or none."""
        with self._said_of_errors(), self._database:
            # Whoever writes says so at once, and others wait.
            self._database.execute("BEGIN IMMEDIATE")
            yield

    @contextmanager
    def _said_of_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if _is_damage(error):
                raise DamagedIndexError(
                    f"The index of the study list was damaged: {self._path}: {error}. "
                    "Look through the folders again; it is made again of what lies "
                    "there."
                ) from error
            raise StudyIndexError(
                f"The study list cannot be read or written: {self._path}: {error}. "
                "Free space on the disk, or wait for other programs that use it."
            ) from error

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a question."""
        with self._said_of_errors():
            return self._database.execute(sql, values).fetchall()


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    try:
        _set_up(database)
        if _version_of(database) != _VERSION:
            database.executescript(_tables())
    except sqlite3.Error:
        database.close()
        raise
    return database


def _set_up(database: sqlite3.Connection) -> None:
    """Say how a database is used, and refuse one that is damaged."""
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    # The whole list of ten thousand studies, in KiB.
    database.execute("PRAGMA cache_size = -65536")
    # Damage behind the first page is not met before a row there is read.
    if database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("a damaged index")


def _version_of(database: sqlite3.Connection) -> int:
    """Return the version of an index, 0 of a new one; refuse another than ours."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version not in (0, _VERSION):
        raise sqlite3.DatabaseError("an index of another version")
    return version


def _tables() -> str:
    """Return the SQL that makes the tables of an index."""
    columns = ", ".join(f"{name} {_type(name)}" for name in COLUMNS[1:])
    return f"""
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS study (
            id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, {columns},
            searched TEXT NOT NULL, checksum TEXT NOT NULL, own TEXT NOT NULL,
            beside TEXT NOT NULL
        );
        CREATE INDEX IF NOT EXISTS study_folder ON study (folder);
        CREATE INDEX IF NOT EXISTS study_identity ON study (identity);
        CREATE INDEX IF NOT EXISTS study_patient ON study (patient);
        CREATE TABLE IF NOT EXISTS folder (
            path TEXT PRIMARY KEY, fingerprint TEXT NOT NULL
        );
        PRAGMA user_version = {_VERSION};
        COMMIT;
    """


def _type(name: str) -> str:
    if name in _NUMBERS:
        return "REAL"
    return "INTEGER" if name in _WHOLE else "TEXT NOT NULL"


def _is_damage(error: sqlite3.Error) -> bool:
    # Each subclass stands for something else: busy, full, closed.
    named = getattr(error, "sqlite_errorname", "")
    return type(error) is sqlite3.DatabaseError or named in _DAMAGE


def _number_of(path: Path) -> tuple[int, int] | None:
    """Return what tells one file of a name from the next; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _delete(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(f"{path.name}{ending}").unlink()
