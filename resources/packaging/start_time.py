"""Measures how long the packaged application takes until its window is on the screen.

`python -m resources.packaging.start_time dist/ecgviewer/ecgviewer` prints seconds, and
those of them that the processor worked, as on a busy machine they are fewer; it needs
an X display and xdotool. The first start, which may wait for the disk, is apart.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_RUNS = 6


def start_s(program: Path, home: Path) -> tuple[float, float]:
    """Start the program, wait for its window, end it; return seconds, the processor's.

    Parameters
    ----------
    program : Path
    home : Path
        Where it keeps its settings and log, so that the user's are left alone.
    """
    places = ("CONFIG", "DATA", "CACHE", "RUNTIME")
    homes = {f"XDG_{name}_{_kind(name)}": str(home / name) for name in places}
    for folder in homes.values():
        Path(folder).mkdir(mode=0o700, exist_ok=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", **homes}
    begin, worked_s = time.perf_counter(), _worked_s()
    with subprocess.Popen(
        [program], env=environment, stderr=subprocess.DEVNULL
    ) as started:
        wait = ["xdotool", "search", "--sync", "--onlyvisible", "--pid"]
        subprocess.run([*wait, str(started.pid)], check=True, stdout=subprocess.DEVNULL)
        taken_s = time.perf_counter() - begin
        started.terminate()
    return taken_s, _worked_s() - worked_s


def _worked_s() -> float:
    """Return the processor's seconds in processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _kind(name: str) -> str:
    return "DIR" if name == "RUNTIME" else "HOME"


def main(program: Path) -> int:
    """Print the seconds of the first start, and of those after it."""
    with tempfile.TemporaryDirectory(prefix="ecgviewer-") as home:
        taken = [start_s(program, Path(home)) for _ in range(_RUNS)]
    print("first start {:.2f} s (processor {:.2f} s)".format(*taken[0]))
    wall, worked = (
        statistics.median(column) for column in zip(*taken[1:], strict=True)
    )
    print(f"warm {wall:.2f} s (processor {worked:.2f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
