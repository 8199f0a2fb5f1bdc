"""What `ecgviewer server` is told on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

_SERVER = (
    "what names the server to libpq, such as service=ecg or 'host=db.lab dbname=ecg' "
    "(default: what PGSERVICE, PGHOST, PGDATABASE and the like say)"
)


def add_server(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of `ecgviewer server`."""
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
