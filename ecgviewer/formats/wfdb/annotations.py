"""What a WFDB annotation file says, as columns."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.beats import BeatTable, Origin, new_beats
from ecgviewer.core.errors import InputError
from ecgviewer.core.labels import LITERATURE_MAP, Symbols
from ecgviewer.core.record import Record, Samples
from ecgviewer.formats.wfdb.annotation_facts import Definition, decoded


class AnnotationError(InputError):
    """An annotation file that cannot be read or written; the message is for users."""


@dataclass(frozen=True, eq=False)
class Annotations:
    """The annotations of one file, in the order of the file, as read-only columns.

    Attributes
    ----------
    sample : ndarray of int64
        Counted in `fs`, or in frames of the record where `fs` is None.
    symbol : ndarray of str
        WFDB mnemonic; ``[15]`` for a code without one.
    subtype, chan, num : ndarray of int64
        The fields of the same names; chan and num are filled in where carried over.
    aux : ndarray of object
        Text as the bytes in the file (bytes), empty for none.
    fs : float or None
        Time resolution in Hz, where the file states one.
    definitions : tuple of Definition
        Codes to which the file gives a meaning of its own.
    writer : str
        The program that wrote the file, where it says so.
    notices : tuple of str
        What was wrong with the file and did not keep it from being read.
    is_whole : bool
        Whether the file has its end mark.
    """

    sample: Samples
    symbol: Symbols
    subtype: IntArray
    chan: IntArray
    num: IntArray
    aux: npt.NDArray[np.object_]
    fs: float | None = None
    definitions: tuple[Definition, ...] = ()
    writer: str = ""
    notices: tuple[str, ...] = ()
    is_whole: bool = True

    def __post_init__(self) -> None:
        """Refuse columns of unequal length and make them read-only.

        Raises
        ------
        ValueError
            If the columns are not of one length.
        """
        if len({len(getattr(self, name)) for name in COLUMNS}) > 1:
            raise ValueError("annotation columns of unequal lengths")
        for name in COLUMNS:
            getattr(self, name).flags.writeable = False

    def __len__(self) -> int:
        """Return the number of annotations."""
        return len(self.sample)

    def __eq__(self, other: object) -> bool:
        """Return whether two files say the same; notices do not count."""
        if not isinstance(other, Annotations):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in COLUMNS
        ) and (self.fs, self.definitions, self.writer) == (
            other.fs,
            other.definitions,
            other.writer,
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def is_beat(self) -> BoolArray:
        """Mask of the annotations that are beats with a class."""
        mask: BoolArray = np.isin(self.symbol, list(LITERATURE_MAP))
        return mask

    def text(self, row: int) -> str:
        """Return the text of an annotation without the NUL that ends it."""
        aux: bytes = self.aux[row]
        return decoded(aux.rstrip(b"\0"))

    def resolution_hz(self, record: Record) -> float:
        """Return how many steps of `sample` make a second of a record."""
        return self.fs or record.annotation_fs

    def samples_in(self, record: Record) -> Samples:
        """Return the places as samples of a record's signal.

        Parameters
        ----------
        record : Record
            The recording that the annotations belong to.
        """
        return rescaled(self.sample, record.fs / self.resolution_hz(record))

    def take(self, rows: npt.NDArray[Any]) -> Annotations:
        """Return some rows, given by indexes or a mask; what the file says stays."""
        columns: dict[str, Any] = {n: getattr(self, n)[rows] for n in COLUMNS}
        return replace(self, **columns)

    def joined(self, other: Annotations) -> Annotations:
        """Return these rows and then another file's; what this file says stays."""
        columns: dict[str, Any] = {
            n: np.concatenate([getattr(self, n), getattr(other, n)]) for n in COLUMNS
        }
        return replace(self, **columns)

    def beats_in(self, record: Record) -> npt.NDArray[np.bool_]:
        """Return which of the annotations are beats within a record."""
        sample = self.samples_in(record)
        return self.is_beat & (sample >= 0) & (sample < record.n_samples)

    def left_out(self, record: Record) -> tuple[str, ...]:
        """Return what a reader should know of annotations outside a record."""
        sample = self.samples_in(record)
        n_before = int(np.count_nonzero(sample < 0))
        n_after = int(np.count_nonzero(sample >= record.n_samples))
        if not n_before + n_after:
            return ()
        parts = (f"{n_before:,} before its start", f"{n_after:,} after its end")
        where = " and ".join(
            part for part, n in zip(parts, (n_before, n_after), strict=True) if n
        )
        return (
            f"{n_before + n_after:,} of {len(self):,} annotations lie outside the "
            f"record and are not shown: {where}.",
        )

    def beats(self, record: Record) -> BeatTable:
        """Return the beats within a record, as a reference's beats."""
        beat = self.beats_in(record)
        return new_beats(
            self.samples_in(record)[beat],
            symbol=self.symbol[beat],
            origin=Origin.REFERENCE,
        )


#: Names of the columns of `Annotations`.
COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Annotations))[:6]


def new_annotations(sample: npt.ArrayLike, symbol: npt.ArrayLike) -> Annotations:
    """Return annotations with nothing but a place and a symbol each."""
    places = np.array(sample, np.int64)
    aux = np.empty(len(places), object)
    aux[:] = b""
    return Annotations(
        sample=places,
        symbol=np.array(symbol, str),
        subtype=np.zeros_like(places),
        chan=np.zeros_like(places),
        num=np.zeros_like(places),
        aux=aux,
    )


def rescaled(sample: Samples, factor: float) -> Samples:
    """Return places in another time resolution, rounded to whole samples."""
    if factor == 1:
        return sample
    places: Samples = np.rint(sample * factor).astype(np.int64)
    return places
