"""A PostgreSQL of its own, in a temporary folder, from the system's package."""

from __future__ import annotations

import os
import shutil
import socket
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


def make_certificate(certificate: Path, key: Path, **run_as: Any) -> None:
    """Make a certificate of localhost that vouches for itself, and its key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True, cwd="/", **run_as,
    )  # fmt: skip


class Postgres:
    """A server that listens on a socket in its own folder alone, or by TLS, too."""

    def __init__(self, *, durable: bool = False, tls: bool = False) -> None:
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
        self._options = f"-k {self.folder} -c fsync={sync} "
        self._options += self._with_tls() if tls else "-c listen_addresses="
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

    def _with_tls(self) -> str:
        """Make a certificate of localhost; return the options that go with it."""
        self.certificate = self.folder / "server.crt"
        key = self.folder / "server.key"
        make_certificate(self.certificate, key, **self._as)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        files = f"-c ssl_cert_file={self.certificate} -c ssl_key_file={key}"
        return f"-p {self.port} -c listen_addresses=localhost -c ssl=on {files}"

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
