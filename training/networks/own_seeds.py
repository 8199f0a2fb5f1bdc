"""The seeds of a network's layers, whatever else goes on in the process."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from training.command_line import extra_packages

with extra_packages():
    from keras.src.random import seed_generator


@contextmanager
def own_seeds(seed: int) -> Iterator[None]:
    """Draw the seeds of layers that are given none from a generator of their own.

    Keras draws them from the one of Python, which the other threads of a Dask worker
    draw from as well: the same seed then gives another network each time. These are
    those that `keras.utils.set_random_seed` gives where nothing else is drawn.
    """
    shared = seed_generator.python_random
    seed_generator.python_random = random.Random(seed)
    try:
        yield
    finally:
        seed_generator.python_random = shared
