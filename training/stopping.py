"""Long work that stops where it is told to, whoever tells it."""

from __future__ import annotations

import _thread
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


@contextmanager
def stopped_like_ctrl_c(*, with_input: bool) -> Iterator[None]:
    """Have this program stop as by Ctrl+C when it is told to end.

    Parameters
    ----------
    with_input : bool
        Also when its standard input ends: the program that started this one has closed
        it, or has ended itself.
    """
    before = signal.signal(signal.SIGTERM, _interrupt)
    if with_input:
        threading.Thread(target=_interrupt_at_end_of_input, daemon=True).start()
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _interrupt_at_end_of_input() -> None:
    # Not through `sys.stdin`, whose lock Python needs when it ends.
    with suppress(OSError):
        while os.read(0, 1):
            pass
    _thread.interrupt_main()
