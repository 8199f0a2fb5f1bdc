"""What a classifier gave for the beats of a record, in a file that grows as it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array, IndexArray
from ecgviewer.core.record import Samples
from ecgviewer.formats.files.atomic import replace_file

#: What a file begins with; another one when what is in the files changes.
_MAGIC = b"ecgviewer outputs 1\n"
#: Rows read in one go: 1 MB.
_BLOCK = 2**12
_N_SIZES = 3


@dataclass(frozen=True, eq=False)
class BeatRows:
    """What was said of some beats.

    Attributes
    ----------
    row : ndarray of int64, shape (n,)
        Which of the beats of the file.
    probabilities : ndarray of float32, shape (n, n_classes)
    quality, dissent : ndarray of float32, shape (n,)
        See `PredictionBatch`.
    embedding : ndarray of float16, shape (n, n_units)
    """

    row: IndexArray
    probabilities: Float32Array
    quality: Float32Array
    dissent: Float32Array
    embedding: npt.NDArray[np.float16]


class OutputFile:
    """A file of one classification: all beats, then what was said of each in turn.

    Rows are only ever added, so that nothing said is lost where the program ends, and
    a row that was not written whole does not count.

    Parameters
    ----------
    path : Path
        The file; there need not be one yet.
    samples : ndarray of int64, shape (n_beats,)
        The beats, ascending.
    """

    def __init__(self, path: Path, samples: Samples) -> None:
        self.path, self.samples = path, samples
        self._sizes: tuple[int, int] | None = None

    @classmethod
    def opened(cls, path: Path) -> OutputFile | None:
        """Return a file that is there; None where it is none, or not whole."""
        try:
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    return None
                n_beats, *sizes = np.fromfile(file, "<i8", _N_SIZES).tolist()
                if n_beats * 8 > path.stat().st_size:
                    return None
                samples = np.fromfile(file, "<i8", n_beats)
        except (OSError, ValueError):
            return None
        if len(samples) != n_beats:
            return None
        found = cls(path, samples.astype(np.int64))
        found._sizes = (sizes[0], sizes[1])
        return found

    def rows(self) -> Iterator[BeatRows]:
        """Yield what has been said, in parts."""
        if self._sizes is None:
            return
        dtype = _row(*self._sizes)
        with self.path.open("rb") as file:
            file.seek(self._start)
            while len(part := np.fromfile(file, dtype, _BLOCK)):
                yield _read(part, len(self.samples))

    def add(self, rows: BeatRows) -> None:
        """Add what was said of some beats.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        sizes = (rows.probabilities.shape[1], rows.embedding.shape[1])
        if self._sizes != sizes:
            self._begin(sizes)
        part = np.empty(len(rows.row), _row(*sizes))
        for field in fields(BeatRows):
            part[field.name] = getattr(rows, field.name)
        with self.path.open("r+b") as file:
            whole = (file.seek(0, 2) - self._start) // part.itemsize * part.itemsize
            file.seek(self._start + whole)
            file.write(part.tobytes())

    @property
    def _start(self) -> int:
        return len(_MAGIC) + 8 * (_N_SIZES + len(self.samples))

    def _begin(self, sizes: tuple[int, int]) -> None:
        with replace_file(self.path) as file:
            file.write(_MAGIC)
            file.write(np.array([len(self.samples), *sizes], "<i8").tobytes())
            file.write(self.samples.astype("<i8").tobytes())
        self._sizes = sizes


def _row(n_classes: int, n_units: int) -> np.dtype[Any]:
    return np.dtype(
        [
            ("row", "<i8"),
            ("probabilities", "<f4", (n_classes,)),
            ("quality", "<f4"),
            ("dissent", "<f4"),
            ("embedding", "<f2", (n_units,)),
        ]
    )


def _read(part: npt.NDArray[Any], n_beats: int) -> BeatRows:
    """Return rows from a file; those that no classifier gives are left out."""
    known = (part["row"] >= 0) & (part["row"] < n_beats)
    known &= np.isclose(part["probabilities"].sum(axis=1), 1, atol=1e-3)
    part = part[known]
    return BeatRows(
        *(np.ascontiguousarray(part[field.name]) for field in fields(BeatRows))
    )
