"""Kills the server, readers and their senders at random, and looks what was lost.

`python -m tests.faults.server_campaign 200 FILE` writes what it found as JSON. Beside
the server two readers review one record, each in a process of their own; a committed
line is one that the server acknowledged.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psycopg

from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.server.chains import Chains
from ecgviewer.server.checking import check_server
from ecgviewer.server.connection import ServerAwayError, connect
from ecgviewer.server.exchange import Came, exchange
from ecgviewer.server.local_chain import LocalChain
from tests.server.lab import Lab
from tests.server.postgres import Postgres
from tests.server.reviews import Reviewer, write

READERS = ("Ada", "Bob")
# Processes that begin with all that is imported, so that many can be killed.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.server.lab", "tests.server.reviews"])
#: A journal is begun again when it is this long, so that reading it stays quick.
_MOST_LINES = 400


@dataclass
class Outcome:
    """What a campaign found; all but the counts of the first row must be 0."""

    kills_of_server: int = 0
    kills_of_readers: int = 0
    acknowledged_edits: int = 0
    acknowledged_lines: int = 0

    lost_edits: int = 0
    lost_lines: int = 0
    gone_apart: int = 0
    broken_chains: int = 0

    @property
    def failures(self) -> int:
        """How often something was wrong."""
        return self.lost_edits + self.lost_lines + self.gone_apart + self.broken_chains


@dataclass
class _Told:
    """What the processes of a reader said: steps on the disk, lines on the server."""

    n_steps: int = 0
    lines: dict[str, int] = field(default_factory=dict)


def review_on(record: str, reader: str, conninfo: str, pipe: Connection) -> None:
    """Edit and send without end; tell of each once it is done."""
    review = Reviewer(Path(record), reader)
    n_before = len(read_journal(review.path).steps) if review.path.exists() else 0
    pipe.send(("ready", "", 0))
    while True:
        try:
            with connect(conninfo) as connection:
                chains = Chains(connection)
                while True:
                    _edit(review, n_before, pipe)
                    local = LocalChain.read(review.path)
                    found = exchange(local, chains, chains.head(local.chain))
                    kind = "apart" if found.came is Came.DIVERGED else "sent"
                    pipe.send((kind, local.head.last, local.head.n_lines))
        except (psycopg.Error, ServerAwayError):
            _edit(review, n_before, pipe)


def _edit(review: Reviewer, n_before: int, pipe: Connection) -> None:
    review.edit()
    pipe.send(("edited", "", n_before + review.n_edits))


def campaign(kills: int, seed: int = 1, longest_s: float = 0.3) -> Outcome:
    """Kill this many times, now the server, now a reader, and check after each."""
    dice, outcome = random.Random(seed), Outcome()
    postgres = Postgres(durable=True)
    try:
        with tempfile.TemporaryDirectory(prefix="ecgviewer-") as name:
            folder = Path(name)
            lab = Lab(postgres, folder)
            names = {reader: lab.add(reader.lower(), reader) for reader in READERS}
            number = 0
            while outcome.kills_of_server + outcome.kills_of_readers < kills:
                number += 1
                # Each with signals of its own, so that chains begin again.
                record = write(folder / f"{number}", "a", 20.0 + number)
                _review(record, names, lab, dice, outcome, (kills, longest_s))
    finally:
        postgres.remove()
    return outcome


def _review(
    record: Path,
    names: dict[str, str],
    lab: Lab,
    dice: random.Random,
    outcome: Outcome,
    limits: tuple[int, float],
) -> None:
    kills, longest_s = limits
    told = {reader: _Told() for reader in names}
    longest = 0
    while (
        outcome.kills_of_server + outcome.kills_of_readers < kills
        and longest < _MOST_LINES
    ):
        writers = [_started(record, reader, names[reader]) for reader in names]
        for _, pipe in writers:
            pipe.recv()
        time.sleep(dice.uniform(0, longest_s))
        if dice.random() < 0.5:
            lab.postgres.stop()
            outcome.kills_of_server += 1
            time.sleep(dice.uniform(0, longest_s))
            lab.postgres.start()
            time.sleep(dice.uniform(0, longest_s))
        for (process, pipe), reader in zip(writers, names, strict=True):
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            outcome.kills_of_readers += 1
            process.join()
            _hear(pipe, told[reader], outcome)
        longest = _check(record, told, lab, outcome)


def _started(
    record: Path, reader: str, conninfo: str
) -> tuple[ForkServerProcess, Connection]:
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(
        target=review_on, args=(str(record), reader, conninfo, theirs), daemon=True
    )
    process.start()
    theirs.close()
    return process, ours


def _hear(pipe: Connection, told: _Told, outcome: Outcome) -> None:
    while True:
        try:
            kind, last, n = pipe.recv()
        except (EOFError, OSError):
            pipe.close()
            return
        if kind == "edited":
            told.n_steps = n
            outcome.acknowledged_edits += 1
        elif kind == "sent":
            told.lines[last] = n
            outcome.acknowledged_lines += 1
        elif kind == "apart":
            outcome.gone_apart += 1


def _check(record: Path, told: dict[str, _Told], lab: Lab, outcome: Outcome) -> int:
    longest = 0
    with connect(lab.conninfo()) as connection:
        chains = Chains(connection)
        for reader, said in told.items():
            for path in record.parent.glob(f"*.{reader}.ecgedits.jsonl"):
                local = LocalChain.read(path)
                longest = max(longest, local.end.n_lines)
                n_steps = len(read_journal(path).steps)
                outcome.lost_edits += max(said.n_steps - n_steps, 0)
                for last, n in said.lines.items():
                    outcome.lost_lines += chains.hash_at(local.chain, n) != last
                    outcome.lost_lines += local.hash_at(n) != last
                found = exchange(local, chains, chains.head(local.chain))
                outcome.gone_apart += found.came is Came.DIVERGED
                said.lines = {local.end.last: local.end.n_lines}
        outcome.broken_chains += sum(
            not each.is_in_order for each in check_server(connection)
        )
    return longest


if __name__ == "__main__":
    found = campaign(int(sys.argv[1]))
    text = json.dumps(asdict(found), indent=1) + "\n"
    Path(sys.argv[2]).write_text(text, encoding="utf-8")
    sys.exit(1 if found.failures else 0)
