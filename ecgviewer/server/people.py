"""Who works with a server: logins of the database, readers, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.server import blind_reading
from ecgviewer.server.connection import ServerError
from ecgviewer.server.schema import (
    ADJUDICATOR,
    ADMINISTRATOR,
    READER,
    RIGHTS,
    ROLES,
    RULES,
    SCHEMA_VERSION,
    TABLES,
)

if TYPE_CHECKING:
    import psycopg

#: What a person can be, and the role of the database that stands for it.
ROLE_NAMES = {
    "reader": READER,
    "adjudicator": ADJUDICATOR,
    "administrator": ADMINISTRATOR,
}
#: What became of the tables, in words.
MADE, UPDATED = "made", "brought up to date"
_OLDEST = 140000
_FIRST_VERSION = 1
#: What is made first, and what is then added to the tables of the first version.
_MADE = (ROLES, TABLES, RULES, RIGHTS)
_ADDED = (
    blind_reading.TABLES,
    blind_reading.RULES,
    blind_reading.RIGHTS,
    blind_reading.WHAT_IS_THERE,
)
_OTHER_VERSION = (
    "The server's tables have version {there}, and this ecgviewer knows {here}. "
    "Install the same version of ecgviewer everywhere."
)
_OLDER = (
    "The server's tables are those of an earlier ecgviewer. Bring them up to date "
    "once, as the owner of the database: ecgviewer server init"
)
_NO_TABLES = (
    "The database {name} has no tables of ecgviewer. Make them once, as its owner: "
    "ecgviewer server init"
)
_NOBODY = (
    "The server does not know whose reviews {login} writes. Ask an administrator for: "
    "ecgviewer server add {login} 'Name of the reader'"
)


@dataclass(frozen=True)
class Member:
    """Who is connected.

    Attributes
    ----------
    login : str
        The user of the database.
    reader : str
        Under whose name they review; empty for an administrator who does not.
    role : str
        One of `ROLE_NAMES`.
    """

    login: str
    reader: str
    role: str

    def writes_as(self, reader: str) -> bool:
        """Return whether they may append to a journal of a reader."""
        if self.role == "administrator" or reader == self.reader:
            return True
        return self.role == "adjudicator" and reader == CONSENSUS


def member_of(connection: psycopg.Connection) -> Member:
    """Return who is connected.

    Raises
    ------
    ServerError
        If the database is not a server of this version, or does not know them.
    """
    check_version(connection)
    row = connection.execute(
        "SELECT session_user, coalesce(ecgviewer.me(), ''), ecgviewer.is_in(%s), "
        "ecgviewer.is_in(%s)",
        (ADJUDICATOR, ADMINISTRATOR),
    ).fetchone()
    login, reader, decides, manages = row or ("", "", False, False)
    if not reader and not manages:
        raise ServerError(_NOBODY.format(login=login))
    role = "administrator" if manages else "adjudicator" if decides else "reader"
    return Member(str(login), str(reader), role)


def check_version(connection: psycopg.Connection) -> None:
    """Refuse a database whose tables are missing or of another version.

    Raises
    ------
    ServerError
    """
    there = _version(connection)
    if not there:
        raise ServerError(_NO_TABLES.format(name=connection.info.dbname))
    if there == _FIRST_VERSION:
        raise ServerError(_OLDER)
    if there != SCHEMA_VERSION:
        raise ServerError(_OTHER_VERSION.format(there=there, here=SCHEMA_VERSION))


def _version(connection: psycopg.Connection) -> int:
    """Return the version of the tables, 0 where there are none."""
    row = connection.execute("SELECT to_regclass('ecgviewer.about')").fetchone()
    if not row or row[0] is None:
        return 0
    row = connection.execute("SELECT version FROM ecgviewer.about").fetchone()
    return int(row[0]) if row else 0


def make_tables(connection: psycopg.Connection) -> str:
    """Make the tables of a server, or bring those of an earlier version up to date.

    Whoever makes them is an administrator of the server.

    Returns
    -------
    str
        MADE or UPDATED; empty where nothing was to be done.

    Raises
    ------
    ServerError
        If the database is too old or holds no Unicode, or its tables are of a later
        version.
    psycopg.Error
        If the user may not.
    """
    if connection.info.server_version < _OLDEST:
        raise ServerError("The server is too old: PostgreSQL 14 or newer is needed.")
    row = connection.execute("SHOW server_encoding").fetchone()
    if row != ("UTF8",):
        raise ServerError(
            f"The database {connection.info.dbname} holds no Unicode. Make another "
            "one: createdb --encoding UTF8 --template template0 NAME"
        )
    there = _version(connection)
    if there not in (0, _FIRST_VERSION):
        check_version(connection)
        return ""
    with connection.transaction():
        if not there:
            for part in _MADE:
                connection.execute(part.encode())
            connection.execute(f"GRANT {ADMINISTRATOR} TO session_user".encode())
        for part in _ADDED:
            connection.execute(part.encode())
        connection.execute("UPDATE ecgviewer.about SET version = %s", [SCHEMA_VERSION])
    return UPDATED if there else MADE


def add_member(
    connection: psycopg.Connection, login: str, reader: str, role: str
) -> None:
    """Let a user of the database review under a name; the user is made if need be.

    Another role that they had is taken away, but from whoever is connected: an
    administrator who names themselves as a reader stays one. No password is set: that
    is done in psql, or by certificates.

    Raises
    ------
    ServerError
        If the name is another's.
    psycopg.Error
        If the user may not.
    """
    from psycopg import errors, sql  # noqa: PLC0415 - an extra

    if reader == CONSENSUS:
        raise ServerError(f"{CONSENSUS} is nobody's name: adjudicators write it.")
    user, group = sql.Identifier(login), sql.Identifier(ROLE_NAMES[role])
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [login])
    try:
        with connection.transaction():
            if not found.rowcount:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(user))
            connection.execute(sql.SQL("GRANT {} TO {}").format(group, user))
            for other in {*ROLE_NAMES.values()} - {ROLE_NAMES[role]}:
                if login != connection.info.user:
                    taken = sql.SQL("REVOKE {} FROM {}")
                    connection.execute(taken.format(sql.Identifier(other), user))
            connection.execute(
                "INSERT INTO ecgviewer.person VALUES (%s, %s) "
                "ON CONFLICT (login) DO UPDATE SET reader = excluded.reader",
                (login, reader),
            )
    except errors.UniqueViolation as error:
        raise ServerError(
            f"{reader} is the name of another login already. Give each reader one name."
        ) from error
