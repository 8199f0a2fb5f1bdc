"""Keeps work on networks small in memory."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: What Keras imports where it is installed, 110 MB of it, for what nobody asks here.
BESIDE_KERAS = ("PIL", "cv2", "joblib", "matplotlib", "pandas", "pyarrow", "sklearn")
#: Options of ``mallopt(3)``, and what they are set to: memory of one mebibyte or more
#: goes back as soon as it is free, and threads share two heaps.
_MMAP_THRESHOLD, _MEBIBYTE = -3, 1 << 20
_ARENA_MAX, _HEAPS = -8, 2


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


def keep_little() -> None:
    """Have GNU's C library, where it is the system's, keep less of what is free."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _MEBIBYTE)
        library.mallopt(_ARENA_MAX, _HEAPS)


def give_memory_back() -> None:
    """Give back what is free: GNU's C library keeps it, and of each network more."""
    gc.collect()
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)
