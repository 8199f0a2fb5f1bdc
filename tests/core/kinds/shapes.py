"""Shapes of beats made by arithmetic, for tests of grouping."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.kinds.beat_shapes import BeatShapes

FS = 120.0
BEFORE = 30


def wave(width_s: float, amplitude_mv: float = 1.0) -> Float32Array:
    """Return a Gaussian beat around its R-peak."""
    time_s = (np.arange(91) - BEFORE) / FS
    bell = amplitude_mv * np.exp(-0.5 * (time_s / width_s) ** 2)
    return bell.astype(np.float32)


def shapes_of(kinds: list[Float32Array], seed: int = 0, step: int = 200) -> BeatShapes:
    """Return beats `step` samples apart, each of the given wave and a little noise."""
    rng = np.random.default_rng(seed)
    values = np.array(kinds, np.float32)
    values += rng.normal(0, 0.01, values.shape).astype(np.float32)
    n = len(kinds)
    return BeatShapes(
        beat_id=np.arange(n),
        sample=np.arange(1, n + 1) * step,
        values=values,
        fs=FS,
        before=BEFORE,
    )
