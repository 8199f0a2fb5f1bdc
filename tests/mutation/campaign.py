"""How many small faults the tests notice: a random sample of mutants, one at a time.

`python -m tests.mutation.campaign --sample 200 --seed 1 --out FILE` runs all fast tests
once to learn which of them reach which line, then each mutant under those that reach
it, in a copy of the project. `--place` keeps that copy, so that a campaign that was
stopped goes on. A mutant that changes nothing that could be noticed is marked by hand
in FILE: its "equivalent" says why. `--again FILE` shows those that lived to the tests
as they are now; `--score FILE` prints what came out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import tempfile
import zlib
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from tests.mutation.forked import run_forked
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.reach import MUTATED, Reach, copied, learned
from tests.mutation.record import (
    LATE,
    LIVED,
    Record,
    again_record,
    campaign_record,
    report,
)

#: Most mutants die by the tests beside them, which come first.
_FIRST_S = 3.0
#: A mutant lives when this many seconds of the tests that reach it passed, or all.
MOST_S = 40.0
#: Tests are late that take this many times as long as without a mutant, and some more.
_LATE, _LATE_S = 10.0, 60.0
#: Ends of pytest: a test failed, a module of tests cannot be imported.
_FAILED, _NOT_FOUND = 1, 4
_FAILURE = re.compile(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", re.MULTILINE)
#: A test that waited in vain runs again, alone: the machine may have other work.
_WAITED = "TimeoutError"


@dataclass(frozen=True)
class Trial:
    """What became of a mutant: it lived, made tests late, or the test that failed."""

    end: str
    n_tests: int


def sample(n: int, seed: int, root: Path) -> list[Mutant]:
    """Return a random sample of the mutants of what is mutated."""
    found: list[Mutant] = []
    for folder in MUTATED:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            found += mutants_of(name, path.read_text(encoding="utf-8"))
    # A smaller sample is the beginning of a larger one.
    return random.Random(seed).sample(found, len(found))[:n]


def tried(mutant: Mutant, reach: Reach, most_s: float = MOST_S) -> Trial:
    """Run the tests that reach a mutant in a copy that holds it, till one fails."""
    path = reach.folder / mutant.path
    source, times = path.read_text(encoding="utf-8"), path.stat()
    path.write_text(mutant.applied(source), encoding="utf-8")
    # Python knows bytecode by the time of the source, in seconds.
    once = zlib.crc32(repr(mutant).encode()) // 4
    os.utime(path, (once, once))
    try:
        return _trial(mutant, reach, most_s)
    finally:
        path.write_text(source, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _trial(mutant: Mutant, reach: Reach, most_s: float) -> Trial:
    shown = 0
    for tests in _batches(reach, mutant, most_s):
        shown += len(tests)
        expected_s = sum(reach.seconds[test] for test in tests)
        end = _end(reach.folder, tests, _LATE_S + _LATE * expected_s)
        if end != LIVED:
            return Trial(end, shown)
    return Trial(LIVED, shown)


def _batches(reach: Reach, mutant: Mutant, most_s: float) -> list[list[str]]:
    tests = reach.tests(mutant)
    total_s = list(accumulate(reach.seconds[test] for test in tests))
    first = max(1, sum(s <= _FIRST_S for s in total_s))
    most = max(1, sum(s <= most_s for s in total_s))
    return [part for part in (tests[:first], tests[first:most]) if part]


def _end(folder: Path, tests: list[str], timeout_s: float) -> str:
    if not tests:
        return LIVED
    code, said = run_forked(folder, ["-x", *tests], timeout_s)
    if code == _NOT_FOUND:
        # What is mutated may name a test, or keep its module from being imported.
        files = sorted({test.partition("::")[0] for test in tests})
        code, said = run_forked(folder, ["-x", "-m", "not slow", *files], timeout_s)
    if not code:
        return LATE if code is None else LIVED
    found = _FAILURE.search(said)
    failed = found.group(1) if found else f"ended with {code}"
    if (
        _WAITED in said
        and failed in tests
        and run_forked(folder, [failed], timeout_s)[0] == 0
    ):
        return _end(folder, tests[tests.index(failed) + 1 :], timeout_s)
    return failed


def campaign(
    mutants: list[Mutant], reach: Reach, kept: Path, most_s: float
) -> dict[Mutant, Trial]:
    """Try mutants, one by one; what is kept in a file already is not tried."""
    trials = _kept(kept)
    for mutant in mutants:
        if mutant not in trials:
            trials[mutant] = tried(mutant, reach, most_s)
            _keep(kept, mutant, trials[mutant])
    return {mutant: trials[mutant] for mutant in mutants}


def _kept(path: Path) -> dict[Mutant, Trial]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    each = [json.loads(line) for line in lines]
    return {Mutant(**kept["mutant"]): Trial(**kept["trial"]) for kept in each}


def _keep(path: Path, mutant: Mutant, trial: Trial) -> None:
    kept = {"mutant": asdict(mutant), "trial": asdict(trial)}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(kept) + "\n")
    print(f"{mutant}: {trial.end}", flush=True)


def found_again(record: Record, root: Path) -> dict[int, Mutant]:
    """Return the mutants that still live in a record, by row, where they are now."""
    return {
        row: _found(each, (root / each["path"]).read_text(encoding="utf-8"))
        for row, each in enumerate(record["survivors"])
        if not each["equivalent"] and not each.get("killed_since")
    }


def _found(survivor: Record, source: str) -> Mutant:
    changes = survivor["before"], survivor["after"]
    same = [
        mutant
        for mutant in mutants_of(survivor["path"], source)
        if (mutant.before, mutant.after) == changes
    ]

    def away(mutant: Mutant) -> tuple[int, int]:
        line, start = survivor["line"], survivor["start"]
        return abs(mutant.line - line), abs(mutant.start - start)

    return min(same, key=away)


def main() -> None:
    """Run a campaign, or print what one found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-s", type=float, default=MOST_S)
    parser.add_argument("--place", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--again", type=Path)
    parser.add_argument("--score", type=Path)
    options = parser.parse_args()
    file = options.out or options.again or options.score
    if file is None:
        parser.error("give --out, --again or --score")
    record = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if not options.score:
        with tempfile.TemporaryDirectory(prefix="ecgviewer-mutation-") as fleeting:
            place = (options.place or Path(fleeting)).resolve()
            run = _ran_again if options.again else _ran
            record = run(options, learned(copied(place / "0")), record)
        file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(report(record))


def _ran(options: argparse.Namespace, reach: Reach, before: Record) -> Record:
    mutants = sample(options.sample, options.seed, reach.folder)
    kept = reach.folder.parent / f"trials-{reach.code[:12]}.jsonl"
    trials = campaign(mutants, reach, kept, options.most_s)
    ends = {mutant: trial.end for mutant, trial in trials.items()}
    return campaign_record(ends, options.seed, before)


def _ran_again(options: argparse.Namespace, reach: Reach, before: Record) -> Record:
    mutants = found_again(before, reach.folder)
    kept = reach.folder.parent / "again.jsonl"
    kept.unlink(missing_ok=True)
    trials = campaign(list(mutants.values()), reach, kept, options.most_s)
    ends = {row: trials[mutant].end for row, mutant in mutants.items()}
    return again_record(before, ends)


if __name__ == "__main__":
    main()
