"""What the network gave for each beat of a record, kept for the adaptation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, IndexArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Samples

#: Sample of a beat that was not classified.
_MISSING = -1
#: Half precision: 100,000 embeddings of 128 values take 26 MB.
_KEPT = np.float16
#: Ids in a block. Blocks are not copied when there are more, as one array would be.
_BLOCK = 2**12


class BeatOutputs:
    """Probabilities and embeddings by beat id, in blocks that are made as needed.

    They hold for the sample where the beat was classified, as predictions do.
    """

    def __init__(self) -> None:
        self._blocks: dict[int, _Block] = {}

    def put(
        self,
        beats: BeatTable,
        probabilities: Probabilities,
        embedding: Float32Array,
    ) -> None:
        """Keep the outputs of some beats.

        Parameters
        ----------
        beats : BeatTable
        probabilities : ndarray of float32, shape (n_beats, n_classes)
        embedding : ndarray of float32, shape (n_beats, n_units)
        """
        for number, rows, places in _by_block(beats.beat_id):
            block = self._blocks.get(number)
            if block is None:
                block = _Block(
                    np.full(_BLOCK, _MISSING, np.int64),
                    np.zeros((_BLOCK, probabilities.shape[1]), np.float32),
                    np.zeros((_BLOCK, embedding.shape[1]), _KEPT),
                )
                self._blocks[number] = block
            block.sample[places] = beats.sample[rows]
            block.probabilities[places] = probabilities[rows]
            block.embedding[places] = embedding[rows]

    def say(self, beats: BeatTable, probabilities: Probabilities) -> None:
        """Keep other probabilities of beats whose outputs were put."""
        for number, rows, places in _by_block(beats.beat_id):
            block = self._blocks[number]
            same = block.sample[places] == beats.sample[rows]
            block.probabilities[places[same]] = probabilities[rows[same]]

    def known(self, beats: BeatTable) -> BoolArray:
        """Return for each beat whether it was classified where it is now."""
        sample = np.full(len(beats), _MISSING, np.int64)
        for number, rows, places in _by_block(beats.beat_id):
            if number in self._blocks:
                sample[rows] = self._blocks[number].sample[places]
        return np.asarray(sample == beats.sample)

    def of(self, beat_ids: Samples) -> tuple[Probabilities, npt.NDArray[np.float16]]:
        """Return probabilities and embeddings of known beats, a row each."""
        parts = [
            (rows, self._blocks[number], places)
            for number, rows, places in _by_block(beat_ids)
        ]
        widths = [(b.probabilities.shape[1], b.embedding.shape[1]) for _, b, _ in parts]
        n_classes, n_units = widths[0] if widths else (0, 0)
        probabilities = np.empty((len(beat_ids), n_classes), np.float32)
        embedding = np.empty((len(beat_ids), n_units), _KEPT)
        for rows, block, places in parts:
            probabilities[rows] = block.probabilities[places]
            embedding[rows] = block.embedding[places]
        return probabilities, embedding


@dataclass(frozen=True, eq=False)
class _Block:
    """The outputs of the beats of some ids in a row."""

    sample: Samples
    probabilities: Probabilities
    embedding: npt.NDArray[np.float16]


def _by_block(
    beat_ids: Samples,
) -> Iterator[tuple[int, IndexArray, Samples]]:
    """Yield the number of each block, the rows of its beats, and places in it."""
    numbers = beat_ids // _BLOCK
    for number in np.unique(numbers).tolist():
        rows = np.flatnonzero(numbers == number)
        yield number, rows, beat_ids[rows] - number * _BLOCK
