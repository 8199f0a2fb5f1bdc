"""Compares the speed of this checkout with that of an earlier one.

`python -m ecgviewer.bench.beside FOLDER` names the earlier one, as `git worktree add`
makes it. Both do each piece of work in turn, so that other programs slow both down, and
of several rounds the least processor time counts: this can be told apart on a machine
that is not quiet. Reading a record, comparing annotators, finding beats, their quality
and heat maps, and frames while panning.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ecgviewer.bench.beside_worker import READY
from ecgviewer.bench.material import data_folder
from ecgviewer.bench.view import views_of

_WORKER = Path(__file__).with_name("beside_worker.py")
_HERE = Path(__file__).parents[2]
_N_RECORDS, _N_FRAMES = 12, 30
_SPANS_S = (1.0, 10.0, 60.0, 600.0, 3600.0)


def main(argv: Sequence[str] | None = None) -> int:
    """Print how long each piece of work takes before and after, in ms and percent."""
    arguments = _arguments(argv)
    duration_s = 3600 * arguments.hours
    checkouts = [Checkout(each, duration_s) for each in (arguments.folder, _HERE)]
    jobs = jobs_of(arguments.records, arguments.spans, duration_s)
    try:
        print(f"{'processor time, ms':24} {'before':>9} {'after':>9}")
        for name, lines in jobs.items():
            before, after = least_ms(checkouts, lines, arguments.rounds)
            change = 100 * (after / before - 1)
            print(f"{name:24} {before:9.2f} {after:9.2f} {change:+7.1f} %", flush=True)
    finally:
        for checkout in checkouts:
            checkout.end()
    return 0


class Checkout:
    """A process that works with the package of a folder."""

    def __init__(self, folder: Path, duration_s: float) -> None:
        """Start it, on a synthesised record that is this long.

        Raises
        ------
        RuntimeError
            If the folder has no package that it can work with.
        """
        self._folder = folder
        wanted = {
            "PYTHONPATH": str(folder.absolute()),
            "QT_QPA_PLATFORM": "offscreen",
            "OMP_NUM_THREADS": "1",
        }
        self._process = subprocess.Popen(
            # Neither the worker's folder nor the working one is searched for modules.
            [sys.executable, "-P", str(_WORKER), str(duration_s)],
            env={**os.environ, **wanted},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._answer() != READY:
            raise RuntimeError(f"{folder} gives no answer")

    def took_ms(self, line: str) -> float:
        """Have one piece of work done, and return its processor time."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return 1000 * float(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline().rstrip("\n")
        if not answer:
            self.end()
            raise RuntimeError(f"the program of {self._folder} ended; see above")
        return answer

    def end(self) -> None:
        """End the process."""
        self._process.communicate()


def jobs_of(
    records: Sequence[Path], spans_s: Sequence[float], duration_s: float
) -> Mapping[str, list[str]]:
    """Return what is done, in lines for the worker, by what it is called."""
    jobs: dict[str, list[str]] = {}
    if records:
        paths = [str(path.absolute()) for path in records]
        jobs[f"read {records[0].stem}"] = [f"read\t{paths[0]}"]
        jobs[f"compare {len(paths)} records"] = ["\t".join(("compare", *paths))]
        jobs["R-peaks"] = [f"peaks\t{paths[0]}"]
        jobs["quality"] = [f"quality\t{paths[0]}"]
        jobs["heat maps of a beat"] = [f"explain\t{paths[0]}\t{n}" for n in range(6)]
    for span_s in spans_s:
        views = views_of(span_s, duration_s, _N_FRAMES)
        jobs[f"frame at {span_s:g} s"] = [f"frame\t{a}\t{b}" for a, b in views]
    return jobs


def least_ms(
    checkouts: Sequence[Checkout], lines: Sequence[str], rounds: int
) -> tuple[float, ...]:
    """Return for each checkout the mean of the least times of each line.

    The first round warms up, and so does the first of several lines: a view that is
    jumped to.
    """
    least = np.full((len(checkouts), len(lines)), np.inf)
    for number in range(rounds + 1):
        order = range(len(checkouts))
        for n, line in enumerate(lines):
            for which in order if number % 2 else reversed(order):
                took_ms = checkouts[which].took_ms(line)
                if number:
                    least[which, n] = min(least[which, n], took_ms)
    counted = least[:, 1:] if len(lines) > 1 else least
    return tuple(counted.mean(axis=1).tolist())


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ecgviewer.bench.beside", description=__doc__)
    parser.add_argument("folder", type=Path, help="the earlier checkout")
    mitdb = sorted((data_folder() / "mitdb").glob("*.hea"))[:_N_RECORDS]
    parser.add_argument("--records", type=Path, nargs="*", default=mitdb)
    parser.add_argument("--spans", type=float, nargs="*", default=_SPANS_S)
    parser.add_argument("--hours", type=float, default=2.0, help="of what is panned")
    parser.add_argument("--rounds", type=int, default=6)
    arguments = parser.parse_args(argv)
    if not (arguments.folder / "ecgviewer").is_dir():
        parser.error(f"{arguments.folder} is not a checkout of ecgviewer")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
