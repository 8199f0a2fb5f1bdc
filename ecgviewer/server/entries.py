"""What the team says of its studies, on the server: assignments, tags, notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ecgviewer.server.chains import add_record
from ecgviewer.studies.team import Entry, entry_of, line_of

if TYPE_CHECKING:
    import psycopg

_ADD = """
    INSERT INTO ecgviewer.study (record, person, content) VALUES (%s, %s, %s)
    ON CONFLICT DO NOTHING
"""


class Entries:
    """The entries of a database that a connection may see.

    Parameters
    ----------
    connection : psycopg.Connection
        Each statement of which is a transaction of its own.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def of(self, records: Iterable[str]) -> dict[str, set[Entry]]:
        """Return what is said of some records, by their identities."""
        rows = self._connection.execute(
            "SELECT record, content FROM ecgviewer.study WHERE record = ANY(%s)",
            [list(records)],
        )
        found: dict[str, set[Entry]] = defaultdict(set)
        for record, content in rows:
            entry = entry_of(bytes(content))
            # What an older program does not know it leaves alone.
            if entry and entry.identity == record:
                found[record].add(entry)
        return found

    def add(self, name: str, entries: Iterable[Entry]) -> None:
        """Add what somebody said of a record; what is there already stays one.

        Parameters
        ----------
        name : str
            Of the record.
        entries : iterable of Entry
            Of one record.
        """
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for entry in entries:
                add_record(cursor, entry.identity, name)
                content = line_of(entry).rstrip(b"\n")
                cursor.execute(_ADD, (entry.identity, entry.by, content))
