"""Lets every write of a review fail, one after the other, and looks what is left.

`python -m tests.faults.write_campaign FILE` writes what it found as JSON. Each review
is done again for each of its calls that change a file, and for each way in which that
call can go wrong: no space, an I/O error, half of it written, killed before it and
killed within. Then the record is opened without faults.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from ecgviewer.gui.model import beat_edits
from tests.faults.failing_disk import Fault, Strike, run_preloaded, why_not
from tests.faults.failing_places import (
    Place,
    gone_on_with,
    new,
    rescued,
    rescued_elsewhere,
    write_model,
)
from tests.faults.failing_review import Kept, Said, found_after, reviewed

_KILLS = (Fault.KILLED, Fault.KILLED_WITHIN)


@dataclass
class Outcome:
    """What a campaign found; all but the first five must be 0."""

    trials: int = 0
    struck: int = 0
    kills: int = 0
    rescued: int = 0
    told_unsaved: int = 0
    lost: int = 0
    spoiled: int = 0
    not_put_back: int = 0
    crashes: int = 0
    left_open: int = 0
    originals_changed: int = 0
    cases: list[str] = field(default_factory=list)

    @property
    def failures(self) -> int:
        """How often something was wrong."""
        wrong = self.lost + self.spoiled + self.not_put_back + self.crashes
        return wrong + self.left_open + self.originals_changed

    def add(self, other: Outcome) -> None:
        """Add what another campaign found."""
        for each in fields(self):
            mine, more = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, mine + more)


def campaign(most_calls: int | None = None) -> Outcome:
    """Let each call of each review fail; only the first few of each, if given."""
    outcome = Outcome()
    # States are compared with those of another time.
    clock = mock.patch.object(beat_edits, "_now", lambda: 1_800_000_000)
    with clock, tempfile.TemporaryDirectory(prefix="ecgviewer-") as name:
        # Whatever is computed or imported once is so before the processes are forked.
        write_model(Place(Path(name) / "warm"))
        gone_on_with(Place(Path(name) / "warm"))
        parts = [
            (Path(name) / f"{number}-{prepare.__name__}", prepare, strike)
            for number, (prepare, strike) in enumerate(_PARTS)
        ]
        with multiprocessing.get_context("fork").Pool(len(parts)) as pool:
            for part in pool.map(partial(_part, most_calls), parts):
                outcome.add(part)
    return outcome


def _part(most_calls: int | None, part: tuple[Path, _Prepare, _Strikes]) -> Outcome:
    folder, prepare, strike = part
    outcome, model = Outcome(), Place(folder)
    write_model(model)
    prepare(model)
    strike(model, outcome, most_calls)
    return outcome


def _strike(model: Place, outcome: Outcome, most_calls: int | None) -> None:
    """Let each call of a review fail in each way."""
    whole = _trial(model, [Strike()])[0]
    calls = min(whole.calls[0], most_calls or whole.calls[0])
    for way in _ways():
        for at in range(1, calls + 1):
            strike = replace(way, at=at)
            _judge(outcome, model, [strike], whole)


def _strike_rescues(model: Place, outcome: Outcome, most_calls: int | None) -> None:
    """Kill at each call that rescues edits from a drive that is full from some call."""
    calls = _trial(model, [Strike()])[0].calls[0]
    for full_from in range(5, calls, 6)[:most_calls]:
        full = Strike(Fault.FULL, "drive", full_from, lasting=True)
        whole = _trial(model, [full, Strike(below="home")])[0]
        home_calls = min(whole.calls[1], most_calls or whole.calls[1])
        for at in range(1, home_calls + 1):
            for fault in _KILLS:
                _judge(outcome, model, [full, Strike(fault, "home", at)], whole)


def _ways() -> Iterator[Strike]:
    for below in ("drive", ""):
        for fault in (Fault.FULL, Fault.IO_ERROR):
            yield Strike(fault, below)
            yield Strike(fault, below, lasting=True)
        yield Strike(Fault.TORN, below, lasting=True)
    for fault in (Fault.SHORT, *_KILLS):
        yield Strike(fault)


def _trial(model: Place, strikes: Sequence[Strike]) -> tuple[Said, dict[str, Any]]:
    """Review with a fault, then open without one; return what was said and found."""
    # A drive that was rescued from keeps its path, by which its edits are known.
    kept = model.root.with_name(f"{model.root.name}-kept")
    model.root.rename(kept)
    try:
        shutil.copytree(kept, model.root)
        said = reviewed(model, strikes)
        found = found_after(model)
        found["originals"] = model.signals() == Place(kept).signals()
    finally:
        shutil.rmtree(model.root, ignore_errors=True)
        kept.rename(model.root)
    return said, found


_Prepare = Callable[[Place], None]
_Strikes = Callable[[Place, Outcome, int | None], None]
_PARTS: tuple[tuple[_Prepare, _Strikes], ...] = (
    (new, _strike),
    (gone_on_with, _strike),
    (rescued, _strike),
    (rescued_elsewhere, _strike),
    (new, _strike_rescues),
    (gone_on_with, _strike_rescues),
)


def _judge(
    outcome: Outcome, model: Place, strikes: Sequence[Strike], whole: Said
) -> None:
    """Try, and count what was wrong compared with a review that was not killed."""
    said, found = _trial(model, strikes)
    outcome.trials += 1
    killed = not said.calls
    outcome.kills += killed
    outcome.struck += killed or said.digests != whole.digests or said.kept != whole.kept
    outcome.rescued += Kept.RESCUED in said.kept
    outcome.told_unsaved += not killed and not said.closed
    wrong = {
        "crashes": bool(said.failure),
        "left_open": said.more_files > 0,
        "originals_changed": not found["originals"],
        "not_put_back": bool(found["waiting"]),
        "spoiled": bool(found["failure"]),
        "lost": not found["failure"]
        and found["digest"] not in _expected(whole, said, killed=killed),
    }
    for name, is_wrong in wrong.items():
        setattr(outcome, name, getattr(outcome, name) + is_wrong)
    if any(wrong.values()):
        names = [name for name, is_wrong in wrong.items() if is_wrong]
        text = found["failure"] or said.failure
        outcome.cases.append(
            f"{model.root.name} {strikes}: {names} {found['waiting']} {text[-1500:]}"
        )


def _expected(whole: Said, said: Said, *, killed: bool) -> list[str]:
    """Return the states of which one must be there."""
    if said.read_only:
        return whole.digests[:1]
    if not killed:
        return said.digests[said.n_sure - 1 :]
    # The edit at hand may be there or not.
    return whole.digests[max(said.n_sure - 1, 0) : len(said.digests) + 1]


def main() -> int:
    """Run the campaign where a disk can be made to fail."""
    if why_not():
        print(why_not())
        return 1
    if "LD_PRELOAD" not in os.environ:
        return run_preloaded("tests.faults.write_campaign", *sys.argv[1:])
    del os.environ["LD_PRELOAD"]
    most_calls = int(sys.argv[2]) if len(sys.argv) > 2 else None
    outcome = campaign(most_calls)
    text = json.dumps(asdict(outcome), indent=1) + "\n"
    Path(sys.argv[1]).write_text(text, encoding="utf-8")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
