"""Kills a scripted review at random moments and looks whether anything was lost.

`python -m tests.faults.kill_campaign 200 FILE` writes what it found as JSON. The review
goes on where the one that was killed ended, as a reviewer would.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.faults.scripted_review import digest

_ROOT = Path(__file__).parents[2]
#: A journal is begun again when it is this long, so that reading it stays quick.
_MOST_STEPS = 1500


@dataclass
class Outcome:
    """What a campaign found; all but the first three must be 0."""

    kills: int = 0
    acknowledged_edits: int = 0
    torn_lines: int = 0
    lost_edits: int = 0
    other_states: int = 0
    originals_changed: int = 0

    @property
    def failures(self) -> int:
        """How often something was wrong."""
        return self.lost_edits + self.other_states + self.originals_changed


def campaign(kills: int, seed: int = 1, longest_s: float = 0.4) -> Outcome:
    """Kill a review this many times, each after up to some seconds of editing."""
    dice, outcome = random.Random(seed), Outcome()
    with tempfile.TemporaryDirectory(prefix="ecgviewer-") as name:
        folder = Path(name)
        record = write_record(folder, synthetic_record(60.0, name="killed").record)
        originals = _digests(folder)
        for number in range(kills):
            begin_anew(folder)
            said = _killed(record, folder / "journals", number, dice, longest_s)
            check(record, said, outcome)
            outcome.originals_changed += _digests(folder) != originals
    return outcome


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("killed.???")
    }


def _journal(folder: Path) -> Path | None:
    return next(folder.glob("*.ecgedits.jsonl"), None)


def n_steps(folder: Path) -> int:
    """Return how many steps the journal in a folder has."""
    journal = _journal(folder)
    return len(read_journal(journal).steps) if journal else 0


def begin_anew(folder: Path) -> None:
    """Remove the journal in a folder once it is long."""
    journal = _journal(folder)
    if journal and len(read_journal(journal).steps) > _MOST_STEPS:
        journal.unlink()


def command(record: Path, journals: Path, seed: int) -> list[str]:
    """Return what begins a review that goes on where the last one ended."""
    module = [sys.executable, "-m", "tests.faults.scripted_review"]
    return [*module, str(record), str(journals), str(seed)]


def _killed(
    record: Path, journals: Path, seed: int, dice: random.Random, longest_s: float
) -> tuple[int, list[str]]:
    """Return how many steps there were before, and what the review acknowledged."""
    before = n_steps(record.parent)
    with subprocess.Popen(
        command(record, journals, seed),
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    ) as review:
        if review.stdout is None:
            raise RuntimeError("the review cannot be listened to")
        review.stdout.readline()
        # However slow the machine is, some are killed after they have edited.
        lines = [review.stdout.readline() for _ in range(dice.choice((0, 1, 5)))]
        time.sleep(dice.uniform(0, longest_s))
        review.kill()
        lines += review.stdout.read().splitlines(keepends=True)
    return before, [line for line in lines if line.endswith("\n")]


def check(record: Path, said: tuple[int, list[str]], outcome: Outcome) -> None:
    """Add to an outcome what is there of what a review acknowledged."""
    before, lines = said
    outcome.kills += 1
    outcome.acknowledged_edits += len(lines)
    if not lines:
        return
    last = lines[-1].split()
    n_steps = before + int(last[0])
    journal = _journal(record.parent)
    if journal is None:
        outcome.lost_edits += len(lines)
        return
    contents = read_journal(journal)
    outcome.torn_lines += bool(contents.tail)
    outcome.lost_edits += max(n_steps - len(contents.steps), 0)
    session = ReviewSession(read_record(record), contents.base)
    session.replay(contents.steps[:n_steps])
    one_more = len(contents.steps) - n_steps
    outcome.other_states += digest(session) != last[1] or one_more > 1
    restore(session.record, contents)


if __name__ == "__main__":
    found = campaign(int(sys.argv[1]))
    text = json.dumps(asdict(found), indent=1) + "\n"
    Path(sys.argv[2]).write_text(text, encoding="utf-8")
    sys.exit(1 if found.failures else 0)
