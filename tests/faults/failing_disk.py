"""A disk that fails at one call of a process, as the operating system tells it.

A library is compiled with the system's C compiler and preloaded before libc, so that
every write is met wherever Python makes it: a shim around functions of `os` would miss
those of its file objects. Linux only.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

MOST_STRIKES = 2
_SOURCE = Path(__file__).with_suffix(".c")


class Fault(Enum):
    """What happens to the call that is struck."""

    NOTHING = 0
    FULL = 1
    IO_ERROR = 2
    SHORT = 3
    #: Half of it is written, and the disk is full after that.
    TORN = 4
    KILLED = 5
    #: Killed when half of it is written.
    KILLED_WITHIN = 6


def why_not() -> str:
    """Return why no disk can be made to fail here; empty if one can."""
    if sys.platform != "linux":
        return "libraries are preloaded on Linux"
    return "" if shutil.which("cc") else "there is no C compiler"


def run_preloaded(module: str, *arguments: str) -> int:
    """Run a module in a process whose disk can fail; return its exit status."""
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"failing-disk-{os.getpid()}"
    folder.mkdir()
    try:
        library = folder / "failing_disk.so"
        subprocess.run(
            ["cc", "-O1", "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"],
            check=True,
        )
        environment = os.environ | {"LD_PRELOAD": str(library), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", module]
        return subprocess.run([*command, *arguments], env=environment).returncode
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Strike:
    """The call of that number that changes something below a folder fails.

    The first is 1, and 0 is none. `lasting` lets those after it fail as well.
    """

    fault: Fault = Fault.NOTHING
    below: str = ""
    at: int = 0
    lasting: bool = False


def arm(root: Path, strikes: Sequence[Strike]) -> None:
    """Let calls fail from now on, below folders of a root."""
    for rule, strike in enumerate(strikes):
        below = os.fsencode(root / strike.below)
        at, lasting = ctypes.c_long(strike.at), int(strike.lasting)
        ctypes.CDLL(None).fault_arm(rule, below, strike.fault.value, at, lasting)


def disarm() -> list[int]:
    """Let nothing fail any more; return how many calls each strike met."""
    library = ctypes.CDLL(None)
    library.fault_count.restype = ctypes.c_long
    calls = [int(library.fault_count(rule)) for rule in range(MOST_STRIKES)]
    for rule in range(MOST_STRIKES):
        library.fault_arm(rule, b"", 0, ctypes.c_long(0), 0)
    return calls
