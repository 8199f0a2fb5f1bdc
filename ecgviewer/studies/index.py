"""The index of the study list: what is asked of it and put into it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ecgviewer.studies.entry import Entry, entry_of
from ecgviewer.studies.index_file import IndexFile
from ecgviewer.studies.study import COLUMNS, Study, values_of

_NAMES = ", ".join(COLUMNS)
_PUT = (
    f"INSERT INTO study ({_NAMES}, searched, checksum, own, beside) VALUES "
    f"({', '.join('?' * (len(COLUMNS) + 4))}) ON CONFLICT (path) DO UPDATE SET "
    + ", ".join(
        f"{name} = excluded.{name}"
        for name in (*COLUMNS[1:], "searched", "checksum", "own", "beside")
    )
)


class StudyIndex(IndexFile):
    """The studies in an index; see `IndexFile` for what may be wrong with it."""

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
        return {row[0]: entry_of(row) for row in rows}

    def entry(self, path: str) -> Entry | None:
        """Return what is known of the record at a path."""
        rows = self._rows(
            f"SELECT {_NAMES}, checksum, own, beside FROM study WHERE path = ?",
            (path,),
        )
        return entry_of(rows[0]) if rows else None

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
