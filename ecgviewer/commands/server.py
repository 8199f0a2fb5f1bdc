"""`ecgviewer server`: the team's server, set up and looked after."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ecgviewer.commands.messages import say_failure
from ecgviewer.server.connection import ServerError, connect

if TYPE_CHECKING:
    import psycopg

    from ecgviewer.server.whole_store import Moved

_SERVER = (
    "what names the server to libpq, such as service=ecg or 'host=db.lab dbname=ecg' "
    "(default: what PGSERVICE, PGHOST, PGDATABASE and the like say)"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ecgviewer server`."""
    parser.add_argument("--server", default="", metavar="CONNINFO", help=_SERVER)
    parts = parser.add_subparsers(dest="part", metavar="COMMAND", required=True)
    parts.add_parser("init", help="make the tables in a database, once")
    parts.add_parser("check", help="say who is connected, and check every line")
    add = parts.add_parser("add", help="let a user of the database review")
    add.add_argument("login", metavar="LOGIN", help="the user's name in the database")
    add.add_argument("reader", metavar="READER", help="the name on their reviews")
    add.add_argument(
        "--as",
        dest="role",
        choices=("reader", "adjudicator", "administrator"),
        default="reader",
        help="what they may do (default: reader)",
    )
    bring = parts.add_parser("import", help="send the journals of folders")
    bring.add_argument(
        "folders", type=Path, nargs="+", metavar="FOLDER|JOURNAL", help="where they lie"
    )
    export = parts.add_parser("export", help="write journals into a folder")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    export.add_argument("--reader", default="", help="of one reader alone")


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked of the server; return the exit status.

    Raises
    ------
    InputError
        If the server cannot be reached, or refuses.
    """
    parts: dict[str, Callable[[psycopg.Connection, argparse.Namespace], int]] = {
        "init": _init,
        "check": _check,
        "add": _add,
        "import": _import,
        "export": _export,
    }
    with connect(arguments.server) as connection:
        # Known to be there now.
        from psycopg import Error  # noqa: PLC0415 - an extra

        try:
            return parts[arguments.part](connection, arguments)
        except Error as error:
            said = " ".join(str(error).split())
            raise ServerError(f"The server says: {said}") from error


def _init(connection: psycopg.Connection, _: argparse.Namespace) -> int:
    from ecgviewer.server.people import MADE, make_tables  # noqa: PLC0415

    done = make_tables(connection)
    more = ". Add people: ecgviewer server add LOGIN READER" if done == MADE else ""
    print(f"{connection.info.dbname}: {done or 'is ready'}{more}")
    return 0


def _check(connection: psycopg.Connection, _: argparse.Namespace) -> int:
    from ecgviewer.server.checking import check_server  # noqa: PLC0415

    faults = 0
    for checked in check_server(connection):
        faults += not checked.is_in_order
        print(checked.text, file=sys.stdout if checked.is_in_order else sys.stderr)
    return 1 if faults else 0


def _add(connection: psycopg.Connection, arguments: argparse.Namespace) -> int:
    from ecgviewer.server.people import add_member, check_version  # noqa: PLC0415

    check_version(connection)
    add_member(connection, arguments.login, arguments.reader, arguments.role)
    print(f"{arguments.login} reviews as {arguments.reader}: {arguments.role}")
    return 0


def _import(connection: psycopg.Connection, arguments: argparse.Namespace) -> int:
    from ecgviewer.server.chains import Chains  # noqa: PLC0415
    from ecgviewer.server.people import member_of  # noqa: PLC0415
    from ecgviewer.server.whole_store import import_journals  # noqa: PLC0415

    member = member_of(connection)
    moved = import_journals(arguments.folders, Chains(connection), member)
    return _said(moved, "sent")


def _export(connection: psycopg.Connection, arguments: argparse.Namespace) -> int:
    from ecgviewer.server.people import member_of  # noqa: PLC0415
    from ecgviewer.server.whole_store import export_journals  # noqa: PLC0415

    member_of(connection)
    moved = export_journals(connection, arguments.output, arguments.reader)
    return _said(moved, "written")


def _said(moved: Iterable[Moved], done: str) -> int:
    failed = 0
    for each in moved:
        failed += bool(each.failure)
        if each.failure:
            say_failure(each.path, each.failure)
        else:
            print(f"{each.path}: {each.n_lines} lines {done}")
    return 1 if failed else 0
