"""One PostgreSQL for the tests of a process, a database of its own for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.lab import Computer, Lab
from tests.server.postgres import Postgres, missing

#: Makes a computer: its name, what names the server to it, records to begin with.
MakeComputer = Callable[..., Computer]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if why := missing():
        pytest.skip(why)
    server = Postgres()
    yield server
    server.remove()


@pytest.fixture
def lab(postgres: Postgres, tmp_path: Path) -> Lab:
    return Lab(postgres, tmp_path)


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[MakeComputer]:
    made: list[Computer] = []

    def make(name: str, conninfo: str, records: Path | None = None) -> Computer:
        made.append(Computer(tmp_path / name, conninfo, records))
        return made[-1]

    yield make
    for each in made:
        each.close()
