"""What the network gave for each beat of a record, kept for the adaptation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Samples, Signal

#: Sample of a beat that was not classified.
_MISSING = -1
#: Half precision: 100,000 embeddings of 128 values take 26 MB.
_KEPT = np.float16


class BeatOutputs:
    """Probabilities and embeddings in arrays indexed by beat id, which grow.

    They hold for the sample where the beat was classified, as predictions do.
    """

    def __init__(self) -> None:
        self._sample = np.empty(0, np.int64)
        self._probabilities = np.empty((0, 0), np.float32)
        self._embedding = np.empty((0, 0), _KEPT)

    def put(
        self,
        beats: BeatTable,
        probabilities: Probabilities,
        embedding: Signal,
    ) -> None:
        """Keep the outputs of some beats.

        Parameters
        ----------
        beats : BeatTable
        probabilities : ndarray of float32, shape (n_beats, n_classes)
        embedding : ndarray of float32, shape (n_beats, n_units)
        """
        if not len(beats):
            return
        if beats.next_id > len(self._sample):
            self._grow(beats.next_id, probabilities.shape[1], embedding.shape[1])
        self._sample[beats.beat_id] = beats.sample
        self._probabilities[beats.beat_id] = probabilities
        self._embedding[beats.beat_id] = embedding

    def _grow(self, size: int, n_classes: int, n_units: int) -> None:
        # By doubling: growing with every batch would copy a day's beats each time.
        n, size = len(self._sample), max(size, 2 * len(self._sample))
        sample = np.full(size, _MISSING, np.int64)
        probabilities = np.zeros((size, n_classes), np.float32)
        embedding = np.zeros((size, n_units), _KEPT)
        if n:
            sample[:n], probabilities[:n] = self._sample, self._probabilities
            embedding[:n] = self._embedding
        self._sample, self._probabilities = sample, probabilities
        self._embedding = embedding

    def known(self, beats: BeatTable) -> npt.NDArray[np.bool_]:
        """Tell of each beat whether it was classified where it is now."""
        sample = np.full(len(beats), _MISSING, np.int64)
        inside = beats.beat_id < len(self._sample)
        sample[inside] = self._sample[beats.beat_id[inside]]
        return np.asarray(sample == beats.sample)

    def of(self, beat_ids: Samples) -> tuple[Probabilities, npt.NDArray[np.float16]]:
        """Return probabilities and embeddings of known beats, a row each."""
        return self._probabilities[beat_ids], self._embedding[beat_ids]
