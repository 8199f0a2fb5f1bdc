"""A random walk of keys, clicks, panels, dialogs, records and windows.

`python -m tests.faults.random_walk 10000 --seed 1 --out tests/faults/random_walk.json`
takes this many steps in legs, each in a process of its own at another scale of the
screen, and reports every uncaught exception, crash, hang, warning of Qt or Python and
thread that is left. FILE keeps a result for each version of Python, renewed after
every leg. `--leg 7` walks one leg again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import PySide6

from tests.faults.walk_moves import LEAVE_OUT

_ROOT = Path(__file__).parents[2]
LEG_STEPS = 500
SCALES = (1.0, 1.25, 1.5, 2.0)
_LAST_STEPS = 12


@dataclass
class Leg:
    """What came of a leg.

    Attributes
    ----------
    findings : dict of str to int
        How often each was met, by kind and place.
    reports : list of dict
        The first of each in full, with the steps before.
    """

    steps: int = 0
    moves: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    reports: list[dict[str, Any]] = field(default_factory=list)


def walk(
    steps: int, seed: int, left_out: list[str], only: int | None = None
) -> Iterator[Leg]:
    """Yield the results after every leg; findings are reported as they are met."""
    total = Leg()
    n_legs = -(-steps // LEG_STEPS)
    for number in range(n_legs) if only is None else [only]:
        n = min(LEG_STEPS, steps - number * LEG_STEPS) if only is None else LEG_STEPS
        leg = walk_leg(number, seed, n, left_out)
        for report in leg.reports:
            _tell(report, number, seed)
        total.steps += leg.steps
        total.moves += leg.moves
        total.findings += leg.findings
        said = f"leg {number}: {leg.steps} steps, {leg.findings.total()} findings"
        print(said, file=sys.stderr, flush=True)
        yield total


def walk_leg(number: int, seed: int, steps: int, left_out: list[str]) -> Leg:
    """Walk one leg in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="ecgviewer-") as name:
        command = [sys.executable, "-m", "tests.faults.walk_leg", name]
        command += [str(1000 * seed + number), str(steps), *left_out]
        return outcome(command, Path(name), SCALES[number % len(SCALES)])


def outcome(command: list[str], folder: Path, scale: float = 1.0) -> Leg:
    """Run a leg; return what it found, or that it crashed."""
    ended = subprocess.run(
        command,
        cwd=_ROOT,
        env=_environment(folder, scale),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    reports = [
        json.loads(line) for line in _text(folder, "findings.jsonl").split("\n")[:-1]
    ]
    result = folder / "result.json"
    if result.exists():
        known = json.loads(result.read_text("utf-8"))
        moves, findings = Counter(known["moves"]), Counter(known["findings"])
        return Leg(known["steps"], moves, findings, reports)
    said = _text(folder, "steps.txt").splitlines()
    reports.append(
        {
            "kind": "crash",
            "place": f"ended with {ended.returncode}",
            "step": len(said),
            "steps": said[-_LAST_STEPS:],
            "details": f"{_text(folder, 'faults.txt')}\n{ended.stderr[-4000:]}",
        }
    )
    moves = Counter(line.split(" ", 1)[1].split(":")[0] for line in said)
    findings = Counter(f"{each['kind']}: {each['place']}" for each in reports)
    return Leg(len(said), moves, findings, reports)


def _environment(folder: Path, scale: float) -> dict[str, str]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
    return {
        **kept,
        "HOME": str(home),
        "OMP_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(scale),
        "TMPDIR": str(home),
    }


def _text(folder: Path, name: str) -> str:
    path = folder / name
    return path.read_text("utf-8", "replace") if path.exists() else ""


def _tell(report: dict[str, Any], leg: int, seed: int) -> None:
    print(
        f"\n== {report['kind']}: {report['place']}\n"
        f"leg {leg} of seed {seed}, step {report['step']}, after\n  "
        + "\n  ".join(report["steps"])
        + f"\n{report['details']}",
        flush=True,
    )


def record(out: Path, total: Leg, seed: int, left_out: list[str]) -> None:
    """Put a result beside those of other versions of Python."""
    results = json.loads(out.read_text("utf-8")) if out.exists() else {}
    version = ".".join(platform.python_version_tuple()[:2])
    results[version] = {
        "python": platform.python_version(),
        "pyside": PySide6.__version__,
        "seed": seed,
        "steps": total.steps,
        "scales": list(SCALES),
        "left_out": sorted(left_out),
        "moves": dict(sorted(total.moves.items())),
        "findings": dict(total.findings.most_common()),
    }
    text = json.dumps(dict(sorted(results.items())), indent=1, ensure_ascii=False)
    out.write_text(text + "\n", encoding="utf-8")


def main() -> int:
    """Walk as far as the arguments say; 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("steps", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--leg", type=int)
    parser.add_argument("--leave-out", nargs="*", choices=LEAVE_OUT, default=[])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    total = Leg()
    for total in walk(given.steps, given.seed, given.leave_out, given.leg):
        if given.out:
            record(given.out, total, given.seed, given.leave_out)
    print(f"{total.steps} steps, {total.findings.total()} findings")
    for what, n in total.findings.most_common():
        print(f"{n:6} {what}")
    return 1 if total.findings else 0


if __name__ == "__main__":
    sys.exit(main())
