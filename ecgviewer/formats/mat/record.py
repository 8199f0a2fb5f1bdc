"""Opens recordings in MAT files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.short_record import (
    LeadPart,
    ShortRecording,
    details_of,
    titled,
)
from ecgviewer.formats.clinical.small_file import bytes_of
from ecgviewer.formats.csv.options import CsvOptions
from ecgviewer.formats.csv.remembered import options_of_pattern
from ecgviewer.formats.csv.units import mv_of
from ecgviewer.formats.mat.content import Content, content_of
from ecgviewer.formats.mat.elements import REMEDY
from ecgviewer.formats.mat.hdf import read_hdf
from ecgviewer.formats.mat.variables import read_variables

_MOST_BYTES = 2**30
_MAGIC, HDF_MAGIC = b"MATLAB 5.0", b"MATLAB 7.3"
#: HDF5 files begin at a power of two; those of MATLAB below a header.
_HDF, _HDF_AT = b"\x89HDF\r\n\x1a\n", 512


def is_mat(first: bytes, path: Path) -> bool:
    """Return whether a file begins as MAT files of version 5 or 7.3 do."""
    hdf = first[_HDF_AT : _HDF_AT + len(_HDF)] == _HDF
    return first.startswith(_MAGIC) or (first.startswith(HDF_MAGIC) and hdf)


def pattern_of(path: Path) -> str:
    """Return what files that are written alike have in common: the variable's name.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    return _pattern(_content(path, _bytes(path)))


def read_recording(path: Path) -> ShortRecording:
    """Return the recording of a file.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file and the remedy.
    """
    data = _bytes(path)
    content = _content(path, data)
    options, whence = options_of_pattern(_pattern(content), path.name)
    fs = options.fs or content.fs
    step_mv = _step_mv(content, options)
    _check(path, fs, step_mv)
    names = _names(path, content, options)
    return ShortRecording(
        path=path,
        checksum=hashlib.sha256(data).hexdigest(),
        fs=fs or 0.0,
        parts=[
            LeadPart(name, values, step_mv or 0.0)
            for name, values in zip(names, content.leads, strict=True)
        ],
        details=details_of(*content.details),
        notices=tuple(filter(None, (whence,))),
        is_digital=content.leads.dtype.kind in "iu",
        remedy=REMEDY,
    )


def _bytes(path: Path) -> bytes:
    return bytes_of(path, _MOST_BYTES)


def _content(path: Path, data: bytes) -> Content:
    read = read_hdf if data.startswith(HDF_MAGIC) else read_variables
    variables = read(path, data)
    content = content_of(variables)
    if not content.title:
        named = ", ".join([*variables][:8]) or "none that can be read"
        raise RecordError(
            f"{path} has no matrix of samples among its variables ({named}). Save the "
            "leads as the rows of one, called val or ecg."
        )
    return content


def _pattern(content: Content) -> str:
    return f"MAT with {content.title}, {len(content.leads)} leads"


def _step_mv(content: Content, options: CsvOptions) -> float | None:
    """Return the millivolts of one, as far as they are known."""
    gain = options.gain or content.gain
    unit = options.unit or content.unit or ("mV" if gain else "")
    of_unit = mv_of(unit)
    return of_unit / (gain or 1.0) if of_unit else None


def _check(path: Path, fs: float | None, step_mv: float | None) -> None:
    missing = []
    if not fs:
        missing.append(("how many samples per second it has", "fs=500"))
    if not step_mv:
        missing.append(("the unit of its values", "unit=mV"))
    if missing:
        raise RecordError(
            f"{path} does not say {' and '.join(said for said, _ in missing)}. Put the "
            "header (.hea) that belongs to it beside it, or say it on the command "
            f"line: --csv {','.join(option for _, option in missing)}."
        )


def _names(path: Path, content: Content, options: CsvOptions) -> list[str]:
    n_leads = len(content.leads)
    if options.leads and len(options.leads) != n_leads:
        raise RecordError(
            f"{path} has {n_leads} leads, and {len(options.leads)} are named. Name as "
            "many."
        )
    return titled(options.leads or content.names or [""] * n_leads)
