"""How many small faults the tests notice: a random sample of mutants, one at a time.

`python -m tests.mutation.campaign --sample 200 --out FILE` runs all fast tests once to
learn which of them reach which line, then each mutant under those that reach it, in a
copy of the project. A mutant that changes nothing that could be noticed is marked by
hand in FILE: its "equivalent" says why. `--score FILE` prints what came out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coverage import CoverageData

from tests.data_folder import DATA
from tests.mutation.mutants import Mutant, mutants_of

_ROOT = Path(__file__).parents[2]
#: What is mutated: where a wrong result would be believed.
_MUTATED = (
    "ecgviewer/core", "ecgviewer/analysis", "ecgviewer/gui/readers",
    "ecgviewer/gui/rhythm", "ecgviewer/gui/waveform",
)  # fmt: skip
#: Few tests kill most mutants; only those that live are shown to all that reach them.
_FIRST = 25
_TIMEOUT_S = 900.0
_QUICKLY_S = 120.0


@dataclass(frozen=True)
class Reach:
    """Which tests reach which line of which file, those that reach least first."""

    data: CoverageData
    folder: Path

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that reach a mutant; those of its module for a constant."""
        lines = self.data.contexts_by_lineno(str(self.folder / mutant.path))
        there = _names(lines.get(mutant.line, []))
        # What runs as a module is imported is reached by no test in particular.
        return there or _names(name for names in lines.values() for name in names)


def _names(contexts: Any) -> list[str]:
    return sorted({name.partition("|")[0] for name in contexts if name})


def sample(n: int, seed: int, root: Path) -> list[Mutant]:
    """Return a random sample of the mutants of what is mutated."""
    found: list[Mutant] = []
    for folder in _MUTATED:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            found += mutants_of(name, path.read_text(encoding="utf-8"))
    return random.Random(seed).sample(found, min(n, len(found)))


def copied(to: Path) -> Path:
    """Copy what belongs to the project, changes that are not committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=_ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (_ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(_ROOT / name, to / name)
    return to


def reach_of(folder: Path) -> Reach:
    """Run the fast tests of a copy once and return what they reach."""
    run_tests(
        folder,
        ["-m", "not slow", "--cov=ecgviewer", "--cov-context=test", "--cov-report="],
        timeout_s=7200.0,
    )
    data = CoverageData(str(folder / ".coverage"))
    data.read()
    return Reach(data, folder)


def run_tests(folder: Path, arguments: Sequence[str], timeout_s: float) -> bool:
    """Run tests of a copy; return whether they pass in time."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(folder),
        "ECGVIEWER_DATA": str(DATA),
    }
    given = folder / f"tests-{os.getpid()}.txt"
    given.write_text("\n".join(arguments), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    try:
        ended = subprocess.run(
            [*command, f"@{given}"], cwd=folder, env=environment,
            capture_output=True, timeout=timeout_s, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def is_killed(mutant: Mutant, folder: Path, reach: Reach) -> bool:
    """Return whether a test fails in a copy that holds a mutant."""
    path = folder / mutant.path
    source = path.read_text(encoding="utf-8")
    tests = reach.tests(mutant)
    path.write_text(mutant.applied(source), encoding="utf-8")
    try:
        if not tests:
            return False
        if not run_tests(folder, tests[:_FIRST], _QUICKLY_S):
            return True
        rest = tests[_FIRST:]
        return bool(rest) and not run_tests(folder, rest, _TIMEOUT_S)
    finally:
        path.write_text(source, encoding="utf-8")


def campaign(n: int, seed: int, out: Path, jobs: int) -> dict[str, Any]:
    """Try a sample of mutants; record in `out` which lived."""
    with tempfile.TemporaryDirectory(prefix="ecgviewer-mutation-") as place:
        first = copied(Path(place, "0"))
        reach = reach_of(first)
        folders = [first, *(copied(Path(place, str(i))) for i in range(1, jobs))]
        mutants = sample(n, seed, first)
        with ThreadPoolExecutor(jobs) as pool:
            killed = list(
                pool.map(
                    lambda part: [
                        (m, is_killed(m, folders[part], reach))
                        for m in mutants[part::jobs]
                    ],
                    range(jobs),
                )
            )
    lived = [mutant for part in killed for mutant, dead in part if not dead]
    record = campaign_record(lived, len(mutants), seed, out)
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return record


def campaign_record(
    lived: list[Mutant], n: int, seed: int, out: Path
) -> dict[str, Any]:
    before = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    why = {
        (each["path"], each["before"], each["after"]): each["equivalent"]
        for each in before.get("survivors", [])
    }
    survivors = [
        {
            "path": m.path, "line": m.line, "before": m.before, "after": m.after,
            "equivalent": why.get((m.path, m.before, m.after), ""),
        }
        for m in sorted(lived, key=lambda m: (m.path, m.line))
    ]  # fmt: skip
    return {"seed": seed, "mutants": n, "survivors": survivors}


def score(record: dict[str, Any]) -> float:
    """Return the share of mutants that were killed, of those that could be."""
    survivors = record["survivors"]
    equivalent = sum(bool(each["equivalent"]) for each in survivors)
    n_mutants: int = record["mutants"] - equivalent
    return 1.0 - (len(survivors) - equivalent) / n_mutants


def main() -> None:
    """Run a campaign, or print what one found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--score", type=Path)
    options = parser.parse_args()
    if options.score:
        record = json.loads(options.score.read_text(encoding="utf-8"))
    elif options.out:
        record = campaign(options.sample, options.seed, options.out, options.jobs)
    else:
        parser.error("give --out or --score")
    for each in record["survivors"]:
        if not each["equivalent"]:
            print(f"{each['path']}:{each['line']}: {each['before']} -> {each['after']}")
    print(f"{score(record):.1%} of {record['mutants']} mutants killed")


if __name__ == "__main__":
    main()
