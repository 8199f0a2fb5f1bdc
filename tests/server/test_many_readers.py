"""Twenty readers write to one server, which is stopped meanwhile: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psycopg
import pytest

from ecgviewer.server.chains import Chain, Chains
from ecgviewer.server.connection import ServerAwayError, connect
from ecgviewer.server.exchange import exchange
from ecgviewer.server.local_chain import LocalChain
from tests.server.lab import Lab
from tests.server.postgres import Postgres, missing
from tests.server.reviews import Reviewer, write


@pytest.fixture(scope="module")
def durable() -> Iterator[Postgres]:
    if why := missing():
        pytest.skip(why)
    server = Postgres(durable=True)
    yield server
    server.remove()


class _Writer:
    """One reader, whose edits are sent one at a time, each once it is written."""

    def __init__(self, conninfo: str, record: Path, reader: str) -> None:
        self._conninfo, self.review = conninfo, Reviewer(record, reader)
        self.acknowledged: list[bytes] = []

    def run(self, n_edits: int, half: Event, back: Event) -> None:
        while self.review.n_edits < n_edits or not self._is_sent():
            if self.review.n_edits >= n_edits // 2:
                half.set()
            try:
                self._write_and_send(n_edits)
            except (psycopg.Error, ServerAwayError):
                # The server is away: the edits go on, and wait in the journal.
                if self.review.n_edits < n_edits:
                    self.review.edit()
                else:
                    back.wait(60)
        self.review.close()

    def _write_and_send(self, n_edits: int) -> None:
        with connect(self._conninfo) as connection:
            chains = Chains(connection)
            while self.review.n_edits < n_edits:
                self.review.edit()
                self._send(chains)
            self._send(chains)

    def _send(self, chains: Chains) -> None:
        local = LocalChain.read(self.review.path)
        exchange(local, chains, chains.head(local.chain))
        self.acknowledged = list(local.lines())

    def _is_sent(self) -> bool:
        there = self.review.path.read_bytes() if self.review.path.exists() else b""
        return len(self.acknowledged) == there.count(b"\n")


@pytest.mark.parametrize(
    ("n_readers", "n_edits"), [(4, 12), pytest.param(20, 500, marks=pytest.mark.slow)]
)
def test_edits_of_readers_at_once_are_all_there_in_their_order(
    durable: Postgres, tmp_path: Path, n_readers: int, n_edits: int
) -> None:
    lab = Lab(durable, tmp_path)
    record = write(tmp_path / "records", duration_s=60.0)
    names = [f"Reader {number}" for number in range(n_readers)]
    writers = [
        _Writer(lab.add(f"r{number}", name), record, name)
        for number, name in enumerate(names)
    ]
    half, back = Event(), Event()
    with ThreadPoolExecutor(n_readers) as pool:
        done = [pool.submit(each.run, n_edits, half, back) for each in writers]
        while not half.wait(1) and not any(each.done() for each in done):
            """One that fails says why at its end."""
        durable.stop()
        durable.start()
        back.set()
        for each in done:
            each.result()
    with connect(lab.conninfo()) as connection:
        chains = Chains(connection)
        heads = chains.heads()
        assert len(heads) == n_readers
        for writer, name in zip(writers, names, strict=True):
            (chain,) = (each for each in heads if each.reader == name)
            there = list(chains.lines(Chain(chain.record, name)))
            assert len(there) == n_edits + 2
            assert there == list(LocalChain.read(writer.review.path).lines())
            assert there == writer.acknowledged
