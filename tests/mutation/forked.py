"""Tests of a copy, run in a fork of this process, which has imported what is heavy."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutation.reach import environment

#: Nothing of the project, which each fork imports from its copy.
_HEAVY = (
    "numpy", "scipy.signal", "scipy.ndimage", "PySide6.QtWidgets", "PySide6.QtTest",
    "PySide6.QtPrintSupport", "PySide6.QtSvg", "pyqtgraph",
)  # fmt: skip
_OURS = ("ecgviewer", "tests", "training")
_LOOK_S = 0.05


def run_forked(
    folder: Path, arguments: Sequence[str], timeout_s: float
) -> tuple[int | None, str]:
    """Run tests of a copy; return how they ended (None if late) and what they said."""
    for name in _HEAVY:
        importlib.import_module(name)
    said = folder / "said.txt"
    sys.stdout.flush()
    process = os.fork()
    if not process:
        _become(folder, said)
        os._exit(pytest.main(["-q", "-p", "no:cacheprovider", *arguments]))
    code = _ended(process, time.monotonic() + timeout_s)
    return code, said.read_text(encoding="utf-8", errors="replace")


def _become(folder: Path, said: Path) -> None:
    """Turn a fork into a process that was begun in a copy of the project."""
    os.setsid()
    os.chdir(folder)
    os.environ |= environment(folder)
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"]
    sys.dont_write_bytecode = False
    sys.path.insert(0, str(folder))
    for name in list(sys.modules):
        if name.partition(".")[0] in _OURS:
            del sys.modules[name]
    # Processes that tests start import what is the main module here.
    sys.modules["__main__"] = importlib.import_module("pytest.__main__")
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(out, 1)
    os.dup2(out, 2)


def _ended(process: int, by_s: float) -> int | None:
    while time.monotonic() < by_s:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(_LOOK_S)
    # The processes that tests started end with it.
    os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None
