"""The journals of a team in the database: one chain of lines each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecgviewer.server.connection import ServerError
from ecgviewer.server.schema import NOT_IN_ORDER

if TYPE_CHECKING:
    import psycopg

#: Lines that are fetched at a time: few of them are in memory.
_AT_ONCE = 200
_COLUMNS = "record, reader, annotator"
_THIS = "record = %s AND reader = %s AND annotator = %s"
_APPEND = f"""
    INSERT INTO ecgviewer.line ({_COLUMNS}, number, content)
    VALUES (%s, %s, %s, %s, %s)
"""
_HEADS = f"""
    SELECT DISTINCT ON ({_COLUMNS}) {_COLUMNS}, number, hash
    FROM ecgviewer.line {{where}} ORDER BY {_COLUMNS}, number DESC
"""
_TAKE = f"""
    INSERT INTO ecgviewer.lease AS held ({_COLUMNS}, holder, until)
    VALUES (%s, %s, %s, %s, now() + make_interval(secs => %s))
    ON CONFLICT ({_COLUMNS}) DO UPDATE
    SET holder = excluded.holder, until = excluded.until
    WHERE held.holder = excluded.holder OR held.until < now()
"""
#: How long nobody else appends to a chain after its writer was last heard of.
LEASE_S = 20.0


class NotInOrderError(ServerError):
    """The lines do not follow those that the server has."""


@dataclass(frozen=True, order=True)
class Chain:
    """Which journal: whose, of which recording and which annotations.

    Attributes
    ----------
    record : str
        Identity of the recording; the checksum that a journal of version 0.1 knows.
    reader : str
    annotator : str
        Empty for the review of detected beats.
    """

    record: str
    reader: str
    annotator: str = ""

    @property
    def _key(self) -> tuple[str, str, str]:
        return self.record, self.reader, self.annotator


@dataclass(frozen=True)
class Head:
    """How far a chain goes: its lines, and the SHA-256 of the last one."""

    n_lines: int = 0
    last: str = ""


class Chains:
    """The chains of a database that a connection may see.

    Parameters
    ----------
    connection : psycopg.Connection
        Each statement of which is a transaction of its own.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def heads(self, record: str = "") -> dict[Chain, Head]:
        """Return how far each chain goes, of one record or of all."""
        where, values = ("WHERE record = %s", [record]) if record else ("", [])
        rows = self._connection.execute(_HEADS.format(where=where), values)
        return {Chain(*key): Head(n, last) for *key, n, last in rows}

    def head(self, chain: Chain) -> Head:
        """Return how far a chain goes; one that is not there has no lines."""
        row = self._connection.execute(
            f"SELECT number, hash FROM ecgviewer.line WHERE {_THIS} "
            "ORDER BY number DESC LIMIT 1",
            chain._key,
        ).fetchone()
        return Head(*row) if row else Head()

    def hash_at(self, chain: Chain, number: int) -> str:
        """Return the SHA-256 of a line by its number, empty if it is not there."""
        row = self._connection.execute(
            f"SELECT hash FROM ecgviewer.line WHERE {_THIS} AND number = %s",
            (*chain._key, number),
        ).fetchone()
        return str(row[0]) if row else ""

    def lines(self, chain: Chain, after: int = 0) -> Iterator[bytes]:
        """Yield the lines of a chain after the first ones, without newlines."""
        while True:
            rows = self._connection.execute(
                f"SELECT content FROM ecgviewer.line WHERE {_THIS} AND number > %s "
                "ORDER BY number LIMIT %s",
                (*chain._key, after, _AT_ONCE),
                binary=True,
            ).fetchall()
            for (content,) in rows:
                yield bytes(content)
            after += len(rows)
            if len(rows) < _AT_ONCE:
                return

    def append(
        self, chain: Chain, name: str, after: int, lines: Sequence[bytes]
    ) -> None:
        """Append lines, all of them or none; on return they are on the server's disk.

        Parameters
        ----------
        chain : Chain
        name : str
            Of the record, for people.
        after : int
            How many lines go before them.
        lines : sequence of bytes
            Without newlines.

        Raises
        ------
        NotInOrderError
            If the server has other lines there.
        psycopg.Error
            If the server rejects them or cannot be reached.
        """
        import psycopg  # noqa: PLC0415 - an extra

        rows = [
            (*chain._key, number, line) for number, line in enumerate(lines, after + 1)
        ]
        try:
            with self._connection.transaction(), self._connection.cursor() as cursor:
                add_record(cursor, chain.record, name)
                cursor.executemany(_APPEND, rows)
        except psycopg.errors.UniqueViolation as error:
            raise NotInOrderError(_said(error)) from error
        except psycopg.Error as error:
            if error.sqlstate != NOT_IN_ORDER:
                raise
            raise NotInOrderError(_said(error)) from error

    def take_lease(self, chain: Chain, name: str, holder: str) -> str:
        """Take the right to append to a chain, or keep it.

        Parameters
        ----------
        chain : Chain
        name : str
            Of the record.
        holder : str
            Who takes it; the same text keeps it.

        Returns
        -------
        str
            Who has it instead; empty where it was taken.
        """
        add_record(self._connection.cursor(), chain.record, name)
        taken = self._connection.execute(_TAKE, (*chain._key, holder, LEASE_S))
        if taken.rowcount:
            return ""
        row = self._connection.execute(
            f"SELECT holder FROM ecgviewer.lease WHERE {_THIS}", chain._key
        ).fetchone()
        return str(row[0]) if row else ""


def add_record(cursor: psycopg.Cursor, identity: str, name: str) -> None:
    """Have a record known to the server, if it is not yet."""
    cursor.execute(
        "INSERT INTO ecgviewer.record (identity, name) VALUES (%s, %s) "
        "ON CONFLICT DO NOTHING",
        (identity, name),
    )


def _said(error: psycopg.Error) -> str:
    return error.diag.message_primary or str(error)
