"""A PostgreSQL of its own, in a temporary folder, from the system's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg

NO_POSTGRES = "there is no PostgreSQL here: apt-get install postgresql"
_NO_USER = "PostgreSQL refuses to run as root, and there is no user postgres"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest; None if there is none."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    return found[-1].parent if found else None


def missing() -> str:
    """Return why no server can be started here, empty if one can."""
    if programs() is None:
        return NO_POSTGRES
    if os.name == "posix" and os.getuid() == 0:
        import pwd

        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return _NO_USER
    return ""


class Postgres:
    """A server that listens on a socket in its own folder alone."""

    def __init__(self, *, durable: bool = False) -> None:
        found = programs()
        assert found is not None, NO_POSTGRES
        self._programs = found
        # Not below pytest's folders: those are closed to the user it runs as.
        self.folder = Path(tempfile.mkdtemp(prefix="ecgviewer-pg-"))
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:
            self._as = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        self._data = self.folder / "data"
        self._run(
            "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync",
            "--username=postgres", "-D", str(self._data),
        )  # fmt: skip
        sync = "on" if durable else "off"
        self._options = f"-k {self.folder} -c listen_addresses= -c fsync={sync}"
        self._n_databases = 0
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **self._as,
        )

    def start(self) -> None:
        """Start it; return when it answers."""
        log = str(self.folder / "log")
        options = ("-D", str(self._data), "-l", log, "-o", self._options)
        self._run("pg_ctl", "start", "--wait", *options)

    def stop(self, *, at_once: bool = True) -> None:
        """Stop it, as if its power failed, or after its connections were told."""
        mode = "immediate" if at_once else "fast"
        self._run("pg_ctl", "stop", "--wait", "-D", str(self._data), "-m", mode)

    def remove(self) -> None:
        """Stop it and delete all that it had."""
        self.stop()
        shutil.rmtree(self.folder)

    def conninfo(self, database: str, login: str = "postgres") -> str:
        """Return what names a database to libpq."""
        return f"host={self.folder} dbname={database} user={login}"

    def database(self, encoding: str = "UTF8") -> str:
        """Make a database; return its name."""
        self._n_databases += 1
        name = f"ecg{self._n_databases}"
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0"
            )
        return name
