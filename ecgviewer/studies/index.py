"""The index of the study list: a database that can be deleted and made again.

It lies in the user's data folder, never on a share, and holds nothing that is not in
the records, journals and team files, or counted of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from ecgviewer.core.errors import InputError
from ecgviewer.studies.study import COLUMNS, Study, values_of

#: Follows from the columns: an index of other ones is made again. Never 0, which is
#: that of a new file.
_VERSION = (crc32(" ".join(("tables-2", *COLUMNS)).encode()) >> 1) | 1
_BUSY_S = 30.0
_NUMBERS = ("length_s", "v_percent", "s_percent", "af_percent", "pause_s",
    "readable_percent", "errors_left", "rank", "worst_s",
)  # fmt: skip
_WHOLE = ("n_beats", "priority", "n_notes", "needs_work", "missing")
#: Sizes and times of files by their names, as when they were read last.
Stamps = dict[str, tuple[int, int]]


#: What SQLite calls damage, besides what it raises as such.
_DAMAGE = frozenset({"SQLITE_ERROR", "SQLITE_IOERR_SHORT_READ"})


class StudyIndexError(InputError):
    """The index cannot be used; the message says what to do."""


class DamagedIndexError(StudyIndexError):
    """The index was damaged while it was open; it can be made again."""


@dataclass(frozen=True)
class Entry:
    """A study and what its row was made of.

    Attributes
    ----------
    study : Study
    checksum : str
        Of the record's files.
    own : Stamps
        The record's own files.
    beside : Stamps
        Journals and team files.
    """

    study: Study
    checksum: str
    own: Stamps
    beside: Stamps


class StudyIndex:
    """The index in a file.

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

    def __enter__(self) -> StudyIndex:
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

    def put(self, entry: Entry) -> None:
        """Put a study in the place of what was known under its path."""
        study = entry.study
        own, beside = json.dumps(entry.own), json.dumps(entry.beside)
        values = (*values_of(study), study.searched, entry.checksum, own, beside)
        with self._said_of_errors():
            self._database.execute(_PUT, values)

    def drop(self, paths: Iterable[str]) -> None:
        """Forget studies by their paths."""
        rows = [(path,) for path in paths]
        with self._said_of_errors():
            self._database.executemany("DELETE FROM study WHERE path = ?", rows)

    def entries(self, folder: str) -> dict[str, Entry]:
        """Return what is known of the records in one folder, by their paths."""
        rows = self._rows(
            f"SELECT {_NAMES}, checksum, own, beside FROM study WHERE folder = ?",
            (folder,),
        )
        return {row[0]: _entry(row) for row in rows}

    def entry(self, path: str) -> Entry | None:
        """Return what is known of the record at a path."""
        rows = self._rows(
            f"SELECT {_NAMES}, checksum, own, beside FROM study WHERE path = ?",
            (path,),
        )
        return _entry(rows[0]) if rows else None

    def of_identity(self, identity: str) -> list[Study]:
        """Return the studies of one recording, wherever they are or were."""
        return self.studies("identity = ?", (identity,), "path")

    def studies(
        self, where: str = "1", values: Sequence[object] = (), order: str = "path"
    ) -> list[Study]:
        """Return studies by a condition of SQL, in an order of SQL."""
        rows = self._rows(
            f"SELECT {_NAMES} FROM study WHERE {where} ORDER BY {order}", values
        )
        return [Study(*row) for row in rows]

    def ids(self, where: str, values: Sequence[object], order: str) -> list[int]:
        """Return the numbers of the rows of studies; see `studies`."""
        rows = self._rows(
            f"SELECT id FROM study WHERE {where} ORDER BY {order}", values
        )
        return [number for (number,) in rows]

    def count(self, where: str, values: Sequence[object]) -> int:
        """Return how many studies there are by a condition of SQL."""
        rows = self._rows(f"SELECT count(*) FROM study WHERE {where}", values)
        return int(rows[0][0])

    def by_ids(self, ids: Sequence[int]) -> dict[int, Study]:
        """Return studies by the numbers of their rows; those that are gone are not."""
        marks = ",".join("?" * len(ids))
        rows = self._rows(f"SELECT id, {_NAMES} FROM study WHERE id IN ({marks})", ids)
        return {row[0]: Study(*row[1:]) for row in rows}

    def fingerprints(self) -> dict[str, str]:
        """Return what each folder that was scanned looked like, by its path."""
        return dict(self._rows("SELECT path, fingerprint FROM folder"))

    def put_fingerprint(self, folder: str, fingerprint: str) -> None:
        """Remember what a folder looks like."""
        self._rows("INSERT OR REPLACE INTO folder VALUES (?, ?)", (folder, fingerprint))

    def drop_fingerprints(self, folders: Iterable[str]) -> None:
        """Forget what folders looked like, so that they are scanned again."""
        rows = [(folder,) for folder in folders]
        with self._said_of_errors():
            self._database.executemany("DELETE FROM folder WHERE path = ?", rows)

    def clear(self) -> None:
        """Forget everything."""
        self._rows("DELETE FROM study")
        self._rows("DELETE FROM folder")


_NAMES = ", ".join(COLUMNS)
_PUT = (
    f"INSERT INTO study ({_NAMES}, searched, checksum, own, beside) VALUES "
    f"({', '.join('?' * (len(COLUMNS) + 4))}) ON CONFLICT (path) DO UPDATE SET "
    + ", ".join(
        f"{name} = excluded.{name}"
        for name in (*COLUMNS[1:], "searched", "checksum", "own", "beside")
    )
)


def _entry(row: Sequence[object]) -> Entry:
    *values, checksum, own, beside = row
    return Entry(
        Study(*values),  # type: ignore[arg-type]
        str(checksum),
        _stamps(str(own)),
        _stamps(str(beside)),
    )


def _stamps(text: str) -> Stamps:
    return {name: (size, time) for name, (size, time) in json.loads(text).items()}


def _type(name: str) -> str:
    if name in _NUMBERS:
        return "REAL"
    return "INTEGER" if name in _WHOLE else "TEXT NOT NULL"


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        # The whole list of ten thousand studies, in KiB.
        database.execute("PRAGMA cache_size = -65536")
        # Damage behind the first page is not met before a row there is read.
        if database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("a damaged index")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError("an index of another version")
        if version == _VERSION:
            return database
        columns = ", ".join(f"{name} {_type(name)}" for name in COLUMNS[1:])
        database.executescript(f"""
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
        """)
    except sqlite3.Error:
        database.close()
        raise
    return database


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
