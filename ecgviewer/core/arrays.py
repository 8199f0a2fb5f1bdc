"""Types of arrays, one name each; modules name those that mean something."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]
#: Numbers of samples, beats and so on, as they are kept.
IntArray = npt.NDArray[np.int64]
#: Rows of arrays, as NumPy gives them.
IndexArray = npt.NDArray[np.intp]
