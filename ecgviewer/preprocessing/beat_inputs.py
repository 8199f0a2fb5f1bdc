"""What the classifier is given of each beat: a picture, and its timing in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array


@dataclass(frozen=True, eq=False)
class BeatInputs:
    """The input of several beats.

    Attributes
    ----------
    images : ndarray of uint8, shape (n_beats, image_size, image_size, 3)
        Bytes, a quarter of the size of floats; the network scales them.
    rhythm : ndarray of float32, shape (n_beats, n_features)
        From `rhythm_features`; without features where the spec wants none.
    """

    images: npt.NDArray[np.uint8]
    rhythm: Float32Array

    def __len__(self) -> int:
        """Return the number of beats."""
        return len(self.images)

    def __getitem__(self, rows: slice) -> BeatInputs:
        """Return some of the beats."""
        return BeatInputs(self.images[rows], self.rhythm[rows])


def joined_inputs(parts: Sequence[BeatInputs]) -> BeatInputs:
    """Return the inputs of several groups of beats, at least one, as one."""
    if len(parts) == 1:
        return parts[0]
    images = np.concatenate([part.images for part in parts])
    return BeatInputs(images, np.concatenate([part.rhythm for part in parts]))
