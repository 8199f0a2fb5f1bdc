"""A lab: a database with people, and computers of theirs with records."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from ecgviewer.formats.journal.places import JOURNAL_SUFFIX
from ecgviewer.server.chains import Chains
from ecgviewer.server.connection import connect
from ecgviewer.server.known_studies import KnownStudies
from ecgviewer.server.people import add_member, make_tables
from ecgviewer.server.team_sync import SyncStep, TeamSync
from ecgviewer.studies.places import StudyPlaces
from tests.server.postgres import Postgres

#: Steps of a synchronisation that something may take.
_MOST_STEPS = 60


class Lab:
    """A database and those who work with it."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        self.postgres, self._folder = postgres, folder
        self.database = postgres.database()
        with connect(self.conninfo()) as connection:
            make_tables(connection)

    def conninfo(self, login: str = "postgres") -> str:
        return self.postgres.conninfo(self.database, login)

    def add(self, login: str, reader: str, role: str = "reader") -> str:
        """Let somebody in; return what names the server to them."""
        with connect(self.conninfo()) as connection:
            add_member(connection, login, reader, role)
        return self.conninfo(login)

    def chains_of(self, reader: str) -> dict[str, list[bytes]]:
        """Return the lines of a reader's journals on the server, by record."""
        with connect(self.conninfo()) as connection:
            chains = Chains(connection)
            return {
                chain.record: list(chains.lines(chain))
                for chain in chains.heads()
                if chain.reader == reader
            }

    def done(self, sql: str) -> None:
        with psycopg.connect(self.conninfo(), autocommit=True) as connection:
            connection.execute(sql.encode())

    def asked(self, sql: str, login: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.conninfo(login), autocommit=True) as connection:
            return connection.execute(sql.encode()).fetchall()


class Computer:
    """Records on one computer, watched by a study list, kept alike with a server."""

    def __init__(
        self, folder: Path, conninfo: str, records: Path | None = None
    ) -> None:
        self.records = folder / "records"
        if records:
            shutil.copytree(records, self.records)
        self.records.mkdir(parents=True, exist_ok=True)
        self.places = StudyPlaces(folder / "data", folder / "cache")
        self.places.watch([self.records])
        self._sync = TeamSync(conninfo, KnownStudies(self.places))
        self.steps: Iterator[SyncStep] = self._sync.steps()

    def until(self, what: Callable[[SyncStep], object]) -> SyncStep:
        """Go on until a step is as wanted."""
        seen = []
        for step in self.steps:
            seen.append(step)
            if what(step):
                return step
            if len(seen) >= _MOST_STEPS:
                break
        raise AssertionError(seen)

    def journals(self, reader: str) -> list[Path]:
        return sorted(self.records.rglob(f"*.{reader}{JOURNAL_SUFFIX}"))

    def close(self) -> None:
        """Give the connection back."""
        self.steps.close()  # type: ignore[attr-defined]
