"""Whether a server is as it should be: who is connected, how, and every chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecgviewer.server.people import member_of
from ecgviewer.server.schema import PREVIOUS

if TYPE_CHECKING:
    import psycopg

#: Each line whose hash or predecessor is not what it should be.
_BROKEN = f"""
    SELECT record, reader, annotator, number FROM (
        SELECT *, lag(hash, 1, '') OVER chain AS before,
            row_number() OVER chain AS place
        FROM ecgviewer.line
        WINDOW chain AS (PARTITION BY record, reader, annotator ORDER BY number)
    ) AS placed
    WHERE hash <> encode(sha256(content), 'hex') OR place <> number
        OR {PREVIOUS.format("convert_from(content, 'UTF8')")} IS DISTINCT FROM before
    ORDER BY record, reader, annotator, number
"""


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at, in words, and whether it is in order."""

    text: str
    is_in_order: bool = True


def check_server(connection: psycopg.Connection) -> Iterator[Checked]:
    """Yield what a server is like.

    Raises
    ------
    ServerError
        If the database is not a server, or does not know who is connected.
    psycopg.Error
        If the server goes away.
    """
    member = member_of(connection)
    info = connection.info
    version = info.server_version // 10000
    yield Checked(f"PostgreSQL {version}, database {info.dbname} on {_where(info)}")
    named = f", whose reviews are {member.reader}'s" if member.reader else ""
    yield Checked(f"connected as {member.login}: {member.role}{named}")
    yield _encryption(connection)
    row = connection.execute(
        "SELECT (SELECT count(*) FROM ecgviewer.record), count(*), "
        "count(DISTINCT (record, reader, annotator)) FROM ecgviewer.line"
    ).fetchone()
    n_records, n_lines, n_journals = row or (0, 0, 0)
    yield Checked(f"{n_records:,} records, {n_journals:,} journals, {n_lines:,} lines")
    broken = connection.execute(_BROKEN).fetchall()
    for record, reader, annotator, number in broken:
        whose = f"{reader} ({annotator})" if annotator else reader
        yield Checked(f"line {number} of {whose} for {record} was changed", False)
    if not broken:
        yield Checked("every line follows the one before it")


def _where(info: psycopg.ConnectionInfo) -> str:
    return f"{info.host} port {info.port}"


def _encryption(connection: psycopg.Connection) -> Checked:
    if connection.info.host.startswith("/"):
        return Checked("the connection stays on this computer")
    if connection.pgconn.ssl_in_use:
        return Checked("the connection is encrypted")
    return Checked(
        "the connection is not encrypted: set sslmode=verify-full in the service file",
        False,
    )
