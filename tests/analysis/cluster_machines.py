"""A scheduler and workers of Dask in processes of their own, as on several machines."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CLI = "distributed.cli.dask_"
_HOST = "--host", "127.0.0.1"


class Machines:
    """A scheduler with one worker; both can be lost and started again."""

    def __init__(self, folder: Path, n_threads: int = 1) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self._folder, self._n_threads = folder, n_threads
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        """Where the scheduler is, or was."""
        return f"tcp://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start the scheduler and its worker."""
        self.start_scheduler()
        self._run(
            *("worker", self.address, *_HOST, "--no-dashboard"),
            *("--nthreads", str(self._n_threads)),
            *("--local-directory", str(self._folder)),
        )

    def start_scheduler(self) -> None:
        """Start the scheduler alone."""
        self._run("scheduler", *_HOST, "--port", str(self._port), "--no-dashboard")

    def _run(self, *words: str) -> None:
        module, *options = words
        command = [sys.executable, "-m", _CLI + module, *options]
        quiet = subprocess.DEVNULL
        self._processes.append(subprocess.Popen(command, stdout=quiet, stderr=quiet))

    def lose(self) -> None:
        """Lose all of them at once, as when the power fails."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        self._processes.clear()


@contextmanager
def machines(folder: Path, n_threads: int = 1) -> Iterator[Machines]:
    """Yield a scheduler and a worker that are running."""
    ours = Machines(folder, n_threads)
    ours.start()
    try:
        yield ours
    finally:
        ours.lose()
