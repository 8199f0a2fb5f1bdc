"""ISHNE annotations (``.ann``): a letter for each beat, and how far it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.ishne.header import ANN_MAGIC, read_header
from ecgviewer.formats.wfdb.annotations import (
    AnnotationError,
    Annotations,
    new_annotations,
)

#: Name under which they are offered, that of the file's ending.
ANNOTATOR = "ann"
#: WFDB mnemonics of the letters of the standard, of which one is a calibration pulse.
#: Another letter says that the count goes on, for want of a beat.
SYMBOLS = {
    "N": "N", "V": "V", "S": "S", "B": "B", "P": "/", "X": "|", "U": "Q", "C": '"',
}  # fmt: skip
GOES_ON = "!"
#: One beat: its letter, one of the program's own, samples since the one before.
ROW = np.dtype([("label", "S1"), ("own", "S1"), ("after", "<u2")])
_FIRST_BYTES = 4


def annotations_beside(record: Record) -> tuple[str, ...]:
    """Return `ANNOTATOR` where annotations lie beside a recording."""
    return (
        (ANNOTATOR,) if record.path and annotations_path(record.path).is_file() else ()
    )


def read_beside(path: Path, annotator: str) -> Annotations:
    """Return the annotations beside a recording.

    Parameters
    ----------
    path : Path
        The recording.
    annotator : str
        `ANNOTATOR`.

    Raises
    ------
    AnnotationError
        If there are none, or they cannot be read; the message names file and remedy.
    """
    file = annotations_path(path)
    if annotator != ANNOTATOR or not file.is_file():
        raise AnnotationError(f"{path} has no annotations of {annotator}.")
    try:
        header = read_header(file, ANN_MAGIC)
        rows, first = _rows(read_ordinary(file)[header.start_bytes :])
    except RecordError as error:
        raise AnnotationError(str(error)) from error
    except OSError as error:
        raise AnnotationError(f"{file} cannot be read: {error.strerror}.") from error
    # Programs leave out the checksum of annotations.
    return _annotations(rows, first, file)


def _annotations(rows: npt.NDArray[np.void], first: int, file: Path) -> Annotations:
    samples = first + np.cumsum(rows["after"].astype(np.int64))
    labels = np.array([label.decode("latin-1") for label in rows["label"].tolist()])
    counts = labels != GOES_ON
    symbols = np.array([SYMBOLS.get(label, "Q") for label in labels[counts].tolist()])
    made = new_annotations(samples[counts], symbols.astype(str))
    aux = made.aux.copy()
    aux[symbols == SYMBOLS["C"]] = b"calibration pulse"
    unknown = sorted(set(labels[counts].tolist()) - SYMBOLS.keys())
    named = ", ".join(repr(letter) for letter in unknown)
    text = f"{file}: {named} are not letters of the standard; they are read as Q."
    return replace(made, aux=aux, notices=(text,) if unknown else ())


def _rows(data: bytes) -> tuple[npt.NDArray[np.void], int]:
    """Return the rows of a file, and the sample that they count from."""
    if len(data) < _FIRST_BYTES:
        return np.empty(0, ROW), 0
    first = int.from_bytes(data[:_FIRST_BYTES], "little")
    n = (len(data) - _FIRST_BYTES) // ROW.itemsize
    return np.frombuffer(data, ROW, n, _FIRST_BYTES), first


def annotations_path(record: Path) -> Path:
    """Return the file of annotations of a recording, in its spelling or another."""
    upper = record.suffix.isupper()
    return record.with_suffix(".ANN" if upper else ".ann")
