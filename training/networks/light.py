"""Keeps work on networks small in memory."""

from __future__ import annotations

import ctypes
import gc
import mmap
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: What Keras imports where it is installed, 110 MB of it, for what nobody asks here.
BESIDE_KERAS = ("PIL", "cv2", "joblib", "matplotlib", "pandas", "pyarrow", "sklearn")
#: Options of ``mallopt(3)``, and what they are set to: memory of one mebibyte or more
#: goes back as soon as it is free, and threads share two heaps.
_MMAP_THRESHOLD, _MEBIBYTE = -3, 1 << 20
_ARENA_MAX, _HEAPS = -8, 2
#: The head of a mapping in ``/proc/self/smaps``: where it is, of a file and not written
#: to; and a line that says how much of it is no longer as in the file.
_MAPPED = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-[-x]p \S+ \S+ [1-9][0-9]* +/")
_CHANGED = re.compile(r"^(?:Anonymous|Swap): +[1-9]", re.MULTILINE)


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
    """Have this process keep less: of what is free, and of what it needed to start."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _MEBIBYTE)
        library.mallopt(_ARENA_MAX, _HEAPS)
    give_memory_back()


def give_memory_back() -> None:
    """Give back what is free, which GNU's C library keeps, and what can be read again.

    TensorFlow's libraries fill 340 MB as they start, and a training needs 80 of them.
    """
    gc.collect()
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
    for start, stop in _code():
        library.madvise(
            ctypes.c_void_p(start), ctypes.c_size_t(stop - start), mmap.MADV_DONTNEED
        )


def _code() -> Iterator[tuple[int, int]]:
    """Yield the addresses of code and constants that are as in their files."""
    text = Path("/proc/self/smaps").read_text(encoding="utf-8", errors="replace")
    for mapping in re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", text):
        found = _MAPPED.match(mapping)
        if found and not _CHANGED.search(mapping):
            yield int(found[1], 16), int(found[2], 16)
