"""Keeps work on networks small in memory: a retraining holds less than 1 GB."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: What Keras imports where it is installed, 110 MB of it, for what nobody asks here.
BESIDE_KERAS = ("PIL", "cv2", "joblib", "matplotlib", "pandas", "pyarrow", "sklearn")


@contextmanager
def without_extras_of_keras() -> Iterator[None]:
    """Have Keras, imported here for the first time, do without what it can do without.

    To be put around the import. Whoever wants these packages can import them later.
    """
    hidden = [] if "keras" in sys.modules else [*BESIDE_KERAS]
    hidden = [name for name in hidden if name not in sys.modules]
    for name in hidden:
        # Python's own way to say that there is no such module.
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def give_memory_back() -> None:
    """Give back what is free: GNU's C library keeps it, and of each network more."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
