"""RR intervals of a series of beats."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.record import Samples


def rr_previous_s(sample: Samples, fs: float) -> npt.NDArray[np.float64]:
    """Return the seconds from the beat before, NaN for the first beat."""
    return np.diff(sample, prepend=np.nan) / fs


def rr_next_s(sample: Samples, fs: float) -> npt.NDArray[np.float64]:
    """Return the seconds to the beat after, NaN for the last beat."""
    return np.diff(sample, append=np.nan) / fs
