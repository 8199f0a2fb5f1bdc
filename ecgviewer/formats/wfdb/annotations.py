"""WFDB (MIT format) annotation files: reader, writer and the columns between them.

Own code, since wfdb-python drops empty annotations, trims text and refuses files
that the WFDB library reads. Format: annot.5 of the WFDB Applications Guide.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.beats import BeatTable, Origin, new_beats
from ecgviewer.core.errors import InputError
from ecgviewer.core.labels import LITERATURE_MAP, Symbols
from ecgviewer.core.record import Record, Samples
from ecgviewer.formats.files.atomic import Check, replace_file
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.wfdb.annotation_bytes import (
    MAX_AUX,
    RawAnnotations,
    Stored,
    encoded,
    is_text,
    parsed,
)
from ecgviewer.formats.wfdb.annotation_facts import (
    Definition,
    FileFacts,
    decoded,
    facts_of,
    head_of,
    symbols_of,
)
from ecgviewer.formats.wfdb.annotation_runs import (
    carried,
    changes,
    rows,
    signed,
    spread,
)
from ecgviewer.formats.wfdb.annotator_names import fault_of_name

#: Bytes of a file that was cut off may look like text when there are this few.
_LEAST_TEXT = 32
_ENDS_EARLY = (
    "{path} ends without an end mark; it may have been cut off. What is there was read."
)


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


def annotation_path(record: Record, annotator: str) -> Path:
    """Return where the annotations of an annotator for a record are.

    Raises
    ------
    AnnotationError
        If the record has no file, or the name cannot be an annotator's.
    """
    if record.path is None:
        raise AnnotationError(f"Record {record.name} is not on disk.")
    check_annotator(annotator)
    return record.path.with_suffix(f".{annotator}")


def check_annotator(annotator: str) -> None:
    """Make sure that annotations can have a name, which ends that of their file.

    Raises
    ------
    AnnotationError
        If they cannot.
    """
    fault = fault_of_name(annotator)
    if fault:
        raise AnnotationError(fault)


def read_annotations(path: Path) -> Annotations:
    """Read an annotation file.

    A file that ends without its end mark is read as far as it goes, and a notice
    says so.

    Parameters
    ----------
    path : Path
        The file itself, for example ``100.atr``.

    Raises
    ------
    AnnotationError
        If it is not there or is not an annotation file.
    """
    try:
        data = read_ordinary(path)
    except FileNotFoundError as error:
        raise AnnotationError(
            f"{path} does not exist. Check the annotator's name."
        ) from error
    except OSError as error:
        raise AnnotationError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > _LEAST_TEXT and is_text(data):
        raise AnnotationError(
            f"{path} is text, not an annotation file. Check the annotator's name."
        )
    raw = parsed(data)
    notices = () if raw.complete else (_ENDS_EARLY.format(path=path),)
    return replace(_from_raw(raw), notices=notices)


def write_annotations(
    path: Path, annotations: Annotations, check: Check | None = None
) -> None:
    """Write an annotation file, as a new file or in place of one of our own.

    Parameters
    ----------
    path : Path
        The file itself, for example ``100.reviewed``.
    annotations : Annotations
        What to write.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    AnnotationError
        If the file is there and another program wrote it, or a value does not fit
        the format.
    OSError
        If the file cannot be written.
    """
    if not is_ours_to_replace(path):
        raise AnnotationError(
            f"{path} was not written by ecgviewer and is left as it is. "
            "Choose another annotator name."
        )
    data = encoded(_to_raw(annotations))
    with replace_file(path, check) as file:
        file.write(data)


def is_ours_to_replace(path: Path) -> bool:
    """Return whether there is nothing at a path, a link, or a file of our own.

    Raises
    ------
    AnnotationError
        If a file is there that is not an annotation file.
    """
    if path.is_symlink() or not path.exists():
        return True
    return read_annotations(path).writer.startswith("ecgviewer")


def _from_raw(raw: RawAnnotations) -> Annotations:
    n = len(raw)
    aux = np.empty(n, object)
    aux[:] = b""
    aux[raw.aux.row] = raw.aux.value
    facts, first = facts_of(raw)
    return Annotations(
        sample=raw.sample[first:],
        symbol=_symbols(raw.code[first:], symbols_of(facts.definitions)),
        subtype=spread(raw.subtype.row, signed(raw.subtype.value), n)[first:],
        chan=carried(raw.chan.row, raw.chan.value, n)[first:],
        num=carried(raw.num.row, signed(raw.num.value), n)[first:],
        aux=aux[first:],
        fs=facts.fs,
        definitions=facts.definitions,
        writer=facts.writer,
    )


def _symbols(codes: npt.NDArray[np.uint8], symbols: list[str]) -> Symbols:
    """Return the symbol of each code, in no more room than the longest needs."""
    used = np.bincount(codes, minlength=len(symbols)) > 0
    table = [
        symbol if is_used else "" for symbol, is_used in zip(symbols, used, strict=True)
    ]
    found: Symbols = np.array(table, str)[codes]
    return found


def _to_raw(annotations: Annotations) -> RawAnnotations:
    """Return what to write, with the facts about the file in front."""
    head = head_of(
        FileFacts(annotations.fs, annotations.definitions, annotations.writer)
    )
    shift = len(head)
    codes = {s: c for c, s in enumerate(symbols_of(annotations.definitions))}
    symbols, which = np.unique(annotations.symbol, return_inverse=True)
    unknown = [symbol for symbol in symbols.tolist() if symbol not in codes]
    if unknown:
        raise AnnotationError(f"No WFDB code for the symbols {', '.join(unknown)}.")
    _check_ranges(annotations)
    code = np.array([codes[symbol] for symbol in symbols.tolist()], np.uint8)[which]
    own = np.flatnonzero([bool(text) for text in annotations.aux])
    heading = {row: text for row, (_, text) in enumerate(head) if text}
    aux = heading | {int(row) + shift: annotations.aux[row] for row in own}
    return RawAnnotations(
        sample=np.concatenate([np.zeros(shift, np.int64), annotations.sample]),
        code=np.concatenate([np.array([c for c, _ in head], np.uint8), code]),
        subtype=rows(annotations.subtype != 0, annotations.subtype, shift),
        chan=rows(changes(annotations.chan), annotations.chan, shift),
        num=rows(changes(annotations.num), annotations.num, shift),
        aux=Stored.of(aux),
    )


def _check_ranges(annotations: Annotations) -> None:
    for name, low, high in (
        ("subtype", -128, 127),
        ("chan", 0, 255),
        ("num", -128, 127),
    ):
        column = getattr(annotations, name)
        if np.any((column < low) | (column > high)):
            raise AnnotationError(f"{name} must be from {low} to {high}.")
    longest = max(map(len, annotations.aux), default=0)
    if longest > MAX_AUX:
        raise AnnotationError(
            f"An annotation's text is {longest} bytes long; {MAX_AUX} is the most."
        )
