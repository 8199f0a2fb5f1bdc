"""Windows of two machines on one journal, at random, some killed, the drive renamed.

`python -m tests.faults.two_windows_campaign STEPS FILE` writes what it found as JSON.
Two of the windows share a home, as on one machine; the third has its own. After every
step the journal must hold what it held, and each edit that was said to be made.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.end import end_path
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.faults.scripted_review import digest

_ROOT = Path(__file__).parents[2]
_HOMES = ("one", "one", "two")
_NAME = "shared"
#: A journal is begun again when it is this long, so that reading it stays quick.
_MOST_STEPS = 150


@dataclass
class Outcome:
    """What a campaign found; `lost`, `spoiled` and those after must be 0."""

    steps: int = 0
    edits: int = 0
    refused: int = 0
    rescued: int = 0
    kills: int = 0
    at_once: int = 0
    renamed: int = 0
    lost: int = 0
    spoiled: int = 0
    other_states: int = 0
    crashes: int = 0
    originals_changed: int = 0
    cases: list[str] = field(default_factory=list)

    @property
    def failures(self) -> int:
        """How often something was wrong."""
        wrong = self.lost + self.spoiled + self.other_states
        return wrong + self.crashes + self.originals_changed

    def add(self, other: Outcome) -> None:
        """Add what was found at another desk."""
        for each in fields(self):
            mine, more = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, mine + more)


class CrashedError(Exception):
    """A window ended by itself."""


class Process:
    """A window in a process of its own."""

    def __init__(self, journals: Path, record: Path) -> None:
        self.journals = journals
        self.begin(record)

    def begin(self, record: Path) -> None:
        """Start the window and open a record in it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.scripted_window", str(self.journals)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
        )
        self.do("open", str(record))

    def tell(self, *command: object) -> None:
        """Give a command, and do not wait."""
        if self._process.stdin is None:
            raise RuntimeError("the window cannot be spoken to")
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the answer to a command."""
        if self._process.stdout is None or self._process.stderr is None:
            raise RuntimeError("the window cannot be listened to")
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise CrashedError(self._process.stderr.read()[-1500:])
        answer: dict[str, Any] = json.loads(line)
        return answer

    def do(self, *command: object) -> dict[str, Any]:
        """Give a command and wait for its answer."""
        self.tell(*command)
        return self.answer()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.communicate()


class Desk:
    """The windows, the drive with the record, and what must be true of them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._drive = folder / "drive0"
        self._drive.mkdir()
        write_record(self._drive, synthetic_record(60.0, name=_NAME).record)
        self._originals = self._digests()
        self._dice = random.Random(seed)
        self._lines: list[bytes] = []
        self._data = read_record(self.record)
        self._read = b"", ""
        self.outcome = Outcome()
        self.windows = [
            Process(folder / home / "journals", self.record) for home in _HOMES
        ]

    @property
    def record(self) -> Path:
        """The header, where the drive is now."""
        return self._drive / f"{_NAME}.hea"

    @property
    def journal(self) -> Path:
        """The journal beside it."""
        return self._drive / f"{_NAME}.Ada.ecgedits.jsonl"

    def step(self, number: int) -> None:
        """Let something happen at random, and look at what is left."""
        actions: list[tuple[int, Callable[[], None]]] = [
            (50, self._edit),
            (5, self._sign),
            (15, self._close),
            (15, self._open),
            (6, self._at_once),
            (3, self._kill),
            (2, self._rename),
        ]
        weights = [weight for weight, _ in actions]
        act = self._dice.choices([act for _, act in actions], weights)[0]
        before = self.outcome.failures
        try:
            act()
            self._look()
        except CrashedError as error:
            self.outcome.crashes += 1
            self._note(str(error))
            self._begin_again()
        if self.outcome.failures > before:
            self._note(f"step {number}: {act.__name__}")
            self._begin_again()
        elif len(self._lines) > _MOST_STEPS:
            self._begin_again()
        self.outcome.steps += 1

    def _note(self, text: str) -> None:
        self.outcome.cases.append(text)

    def _window(self) -> Process:
        return self._dice.choice(self.windows)

    def _seed(self) -> int:
        return self._dice.randrange(2**31)

    def _edit(self) -> None:
        window = self._window()
        self._take(window.do("edit", self._seed()))

    def _sign(self) -> None:
        window = self._window()
        self._take(window.do("sign"))

    def _take(self, answer: dict[str, Any]) -> None:
        """Look whether what a window said it did is what the journal holds."""
        n_before = len(self._lines)
        lines = self._whole_lines()
        more = len(lines) - max(n_before, 2 if lines else 0)
        self.outcome.edits += answer["done"]
        self.outcome.refused += not answer["done"]
        saved = answer["done"] and not answer["told"]
        self.outcome.lost += saved and more != 1
        self.outcome.other_states += not answer["done"] and more > 0
        if saved and self._restored() != answer["state"]:
            self.outcome.other_states += 1

    def _close(self) -> None:
        self._window().do("close")

    def _open(self) -> None:
        answer = self._window().do("open", str(self.record))
        if self.journal.exists() and answer["state"] != self._restored():
            self.outcome.other_states += 1

    def _at_once(self) -> None:
        """Let two windows edit in the same moment, of which at most one may."""
        first, second = self._dice.sample(self.windows, 2)
        n_before = max(len(self._lines), 2)
        for window in (first, second):
            window.tell("edit", self._seed())
        answers = [first.answer(), second.answer()]
        saved = [a for a in answers if a["done"] and not a["told"]]
        told = [a for a in answers if a["done"] and a["told"]]
        lines = self._whole_lines()
        n_more = max(len(lines), 2) - n_before
        self.outcome.lost += n_more != len(saved)
        self.outcome.rescued += len(told)
        self.outcome.edits += len(saved) + len(told)
        self.outcome.at_once += 1

    def _kill(self) -> None:
        """Kill a window, every other time while it edits."""
        window = self._window()
        if self._dice.random() < 0.5:
            window.tell("edit", self._seed())
        window.kill()
        self.outcome.kills += 1
        window.begin(self.record)

    def _rename(self) -> None:
        """Take the drive away while a window edits; it has another name afterwards."""
        for other in self.windows:
            other.do("close")
        window = self._window()
        window.do("open", str(self.record))
        first = window.do("edit", self._seed())
        away = self._drive.rename(self._folder / "away")
        for _ in range(self._dice.randrange(1, 4)):
            answer = window.do("edit", self._seed())
            self.outcome.rescued += bool(answer["done"] and answer["told"])
        window.do("close")
        self._drive = away.rename(self._folder / f"drive{self.outcome.steps}")
        again = window.do("open", str(self.record))
        if first["done"] and again["state"] != answer["state"]:
            self.outcome.lost += 1
        for other in self.windows:
            other.do("open", str(self.record))
        self.outcome.renamed += 1

    def _look(self) -> None:
        """Look whether the journal still holds what it held, and can be read."""
        lines = self._whole_lines()
        self.outcome.lost += lines[: len(self._lines)] != self._lines
        self._lines = lines
        try:
            self._restored()
        except JournalError as error:
            self.outcome.spoiled += 1
            self._note(str(error))
        self.outcome.originals_changed += self._digests() != self._originals
        waiting = list(self._folder.glob("*/journals/*.unsaved.jsonl"))
        self.outcome.lost += len(waiting)

    def _whole_lines(self) -> list[bytes]:
        if not self.journal.exists():
            return []
        return self.journal.read_bytes().split(b"\n")[:-1]

    def _restored(self) -> str:
        if not self.journal.exists():
            return ""
        data = self.journal.read_bytes()
        if data != self._read[0]:
            contents = read_journal(self.journal)
            self._read = data, digest(restore(self._data, contents))
        return self._read[1]

    def _begin_again(self) -> None:
        """Put the journal away, with what was kept of it."""
        for window in self.windows:
            window.kill()
        homes = self._folder.glob("*/journals/*")
        for path in (self.journal, end_path(self.journal), *homes):
            path.unlink(missing_ok=True)
        self._lines = []
        for window in self.windows:
            window.begin(self.record)

    def _digests(self) -> dict[str, str]:
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self._drive.glob(f"{_NAME}.???")
        }


def campaign(steps: int, seed: int = 1, desks: int = 1) -> Outcome:
    """Let this many things happen, at several desks side by side."""
    outcome = Outcome()
    with ThreadPoolExecutor(desks) as pool:
        for found in pool.map(
            partial(_at_desk, steps // desks), range(seed, seed + desks)
        ):
            outcome.add(found)
    return outcome


def _at_desk(steps: int, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="ecgviewer-") as name:
        desk = Desk(Path(name), seed)
        try:
            for number in range(steps):
                desk.step(number)
        finally:
            for window in desk.windows:
                window.kill()
        return desk.outcome


def main() -> int:
    """Run a campaign as long as the arguments say."""
    outcome = campaign(int(sys.argv[1]), desks=4)
    text = json.dumps(asdict(outcome), indent=1) + "\n"
    Path(sys.argv[2]).write_text(text, encoding="utf-8")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
