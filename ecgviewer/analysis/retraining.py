"""Retraining in a process of its own, by the training parts of a checkout.

The application has nothing of them: it starts their program and reads what it prints.
The process ends when its standard input does, so never later than this one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from threading import Thread
from typing import IO, Any, cast

import ecgviewer
from ecgviewer.core.retraining import (
    RetrainingEvent,
    RetrainingFailure,
    RetrainingOrder,
    RetrainingProgress,
    RetrainingResult,
)

_PACKAGES = ("tensorflow", "keras")
#: How often it is looked whether somebody still wants the work.
_LOOK_S = 0.2
#: How long the process may take to put its files in order when it is to end.
_GRACE_S = 10.0
_MOST_SAID = 2000
_HOW = (
    "Get the source code of ecgviewer, and in its folder run\n\n"
    '    python -m pip install -e ".[train]"\n    ecgviewer\n\n'
    "The settings of that program have this dialog too, and its new classifiers can be "
    "added here."
)


def checkout() -> Path:
    """Return the folder that the package is in: of a checkout, the project's."""
    return Path(ecgviewer.__path__[0]).parent


def why_not() -> str:
    """Return why this installation cannot train and what to do; empty where it can."""
    if getattr(sys, "frozen", False):
        return f"This application comes without the parts that train. {_HOW}"
    if not (checkout() / "training" / "retrain.py").is_file():
        return f"This installation comes without the parts that train. {_HOW}"
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        return f"Training needs {' and '.join(missing)}, not installed here. {_HOW}"
    return ""


def command(order: RetrainingOrder) -> list[str]:
    """Return the command line of the program that retrains."""
    words = ["--bundle", order.bundle, "--records", order.records, "--out", order.out]
    words += ["--corrections", *order.corrections]
    if order.data:
        words += ["--data", *order.data]
    if order.patients:
        words += ["--patients", order.patients]
    return [sys.executable, "-m", "training.retrain", "--json-lines", *map(str, words)]


def retraining(order: RetrainingOrder) -> Iterator[RetrainingEvent]:
    """Retrain, and yield what the process says; it ends when nobody listens any more.

    Between two lines of the process, progress without news is yielded now and then, so
    that whoever is no longer interested can stop.
    """
    if reason := why_not():
        yield RetrainingFailure(reason)
        return
    lines: SimpleQueue[bytes] = SimpleQueue()
    with TemporaryFile() as said:
        process = _started(order, said)
        reader = Thread(target=_read_lines, args=(process.stdout, lines), daemon=True)
        reader.start()
        try:
            yield from _heard(process, lines, said)
        finally:
            _end(process)
            reader.join()


def _started(order: RetrainingOrder, said: IO[bytes]) -> subprocess.Popen[bytes]:
    # The folder of a recording may hold a module that is called like one of Python's.
    safe = {"PYTHONSAFEPATH": "1", "PYTHONPATH": str(checkout())}
    return subprocess.Popen(
        command(order),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        env={**os.environ, **safe, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )


def _heard(
    process: subprocess.Popen[bytes], lines: SimpleQueue[bytes], said: IO[bytes]
) -> Iterator[RetrainingEvent]:
    ended = False
    while True:
        try:
            line = lines.get(timeout=_LOOK_S)
        except Empty:
            yield RetrainingProgress()
            continue
        if not line:
            break
        event = _event(line)
        if event is not None:
            ended = ended or _is_last(event)
            yield event
    process.wait()
    if not ended:
        yield RetrainingFailure(_unexpected(process.returncode, said))


def _is_last(event: RetrainingEvent) -> bool:
    if isinstance(event, RetrainingResult):
        return event.out is not None
    return isinstance(event, RetrainingFailure)


def _read_lines(stream: IO[bytes], lines: SimpleQueue[bytes]) -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(b"")


def _event(line: bytes) -> RetrainingEvent | None:
    """Return what a line says; nothing where it is not of the program's own."""
    try:
        said: Any = json.loads(line)
        if "progress" in said:
            step = said["progress"]
            return RetrainingProgress(step["share"], step["doing"], step["left_s"])
        if "result" in said:
            out = said["result"]["out"]
            return RetrainingResult(said["result"]["text"], Path(out) if out else None)
        return RetrainingFailure(said["error"])
    except (ValueError, TypeError, KeyError):
        return None


def _unexpected(code: int, said: IO[bytes]) -> str:
    said.seek(0, os.SEEK_END)
    said.seek(max(said.tell() - _MOST_SAID, 0))
    text = said.read().decode(errors="replace").strip()
    return f"The training ended with exit status {code}.\n{text}".rstrip()


def _end(process: subprocess.Popen[bytes]) -> None:
    # It takes the end of its input for Ctrl+C.
    cast("IO[bytes]", process.stdin).close()
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
