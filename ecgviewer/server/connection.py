"""A connection to the team's server, by what libpq knows: services, PG*, .pgpass.

psycopg comes with the extra ``server`` and is imported when a server is asked for.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from ecgviewer import __version__
from ecgviewer.core.errors import InputError

if TYPE_CHECKING:
    import psycopg

_NO_PSYCOPG = (
    "psycopg, which talks to PostgreSQL, is not installed. Install it with: pip "
    "install 'ecgviewer[server]'"
)
_PASSWORD = (
    "Leave the password out: it would be kept in plain text. Put it into ~/.pgpass, or "
    "use a certificate, and name the server alone, as in service=ecg."
)
_NOT_UNDERSTOOD = (
    "{conninfo} is not how a server is named: {error}. Name it as in service=ecg or "
    "host=db.lab dbname=ecg."
)
_AWAY = (
    "The team server cannot be reached: {error}. Edits are kept in the journals on "
    "this computer and sent when it is back."
)
#: A network that went away is to be noticed, not waited for.
_USUAL: dict[str, str | int] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_TRIED = "ecgviewer {version}"


class ServerError(InputError):
    """Something that the server did not do; the message is for users."""


class ServerAwayError(ServerError):
    """The server cannot be reached now; nothing is lost."""


def checked_conninfo(conninfo: str) -> str:
    """Return what names a server, as it was given.

    Parameters
    ----------
    conninfo : str
        Of libpq: ``service=ecg``, ``host=db.lab dbname=ecg`` or a URL. Empty for what
        the PG* variables say.

    Raises
    ------
    ServerError
        If it holds a password or cannot be understood, or psycopg is not there.
    """
    _parts(conninfo)
    return conninfo


def _parts(conninfo: str) -> dict[str, str | int]:
    _check_installed()
    from psycopg import Error  # noqa: PLC0415 - an extra
    from psycopg import conninfo as names  # noqa: PLC0415

    try:
        parts = names.conninfo_to_dict(conninfo)
    except Error as error:
        said = str(error).strip()
        raise ServerError(
            _NOT_UNDERSTOOD.format(conninfo=conninfo, error=said)
        ) from error
    if "password" in parts:
        raise ServerError(_PASSWORD)
    return {name: value for name, value in parts.items() if value is not None}


def _check_installed() -> None:
    if find_spec("psycopg") is None:
        raise ServerError(_NO_PSYCOPG)


def connect(conninfo: str) -> psycopg.Connection:
    """Return a connection, each statement of which is a transaction of its own.

    Raises
    ------
    ServerError
        If the server cannot be named so.
    ServerAwayError
        If it cannot be reached, or does not let this user in.
    """
    wanted = {
        "application_name": _TRIED.format(version=__version__),
        **_USUAL,
        **_parts(conninfo),
    }
    from psycopg import Connection, Error  # noqa: PLC0415 - an extra
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    try:
        return Connection.connect(make_conninfo("", **wanted), autocommit=True)
    except Error as error:
        raise away(error) from error


def away(error: Exception) -> ServerAwayError:
    """Return what is to be said of a server that does not answer."""
    said = " ".join(str(error).split()) or type(error).__name__
    return ServerAwayError(_AWAY.format(error=said.rstrip(".")))
