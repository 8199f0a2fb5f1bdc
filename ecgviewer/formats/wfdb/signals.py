"""The signal files of one WFDB header, checked and measured but not read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.header import (
    Header,
    SignalLine,
)

Integers = npt.NDArray[np.int32]

#: Bits a sample takes in a file, by format (signal.5); the FLAC formats have no fixed
#: number.
_BITS = {
    "8": 8, "16": 16, "24": 24, "32": 32, "61": 16, "80": 8, "160": 16, "212": 12,
}  # fmt: skip
FLAC = frozenset({"508", "516", "524"})
#: A FLAC frame has 10 bytes at least and 65,535 samples of a channel at most.
_FLAC_FRAME_BYTES, _FLAC_FRAME_SAMPLES = 10, 2**16 - 1
#: Bytes before which the second and third sample of a group of three are complete, in
#: formats that pack three samples of 10 bits into 4 bytes.
_PACKED = {"310": (2, 4, 4), "311": (2, 3, 4)}
#: Value that stands for an invalid sample, by format (signal.5); format 8 has none.
_INVALID = {
    "16": -(2**15), "24": -(2**23), "32": -(2**31), "61": -(2**15), "80": -(2**7),
    "160": -(2**15), "212": -(2**11), "310": -(2**9), "311": -(2**9),
    "508": -(2**7), "516": -(2**15), "524": -(2**23),
}  # fmt: skip


@dataclass(frozen=True)
class SignalFile:
    """A signal file and those lines of the header that describe it.

    `first` is the number of lines before those; `n_frames` is what the file holds.
    """

    path: Path
    signals: tuple[SignalLine, ...]
    first: int = 0
    n_frames: int = 0

    @property
    def fmt(self) -> str:
        """Format of all its signals."""
        return self.signals[0].fmt

    @property
    def samples_per_frame(self) -> int:
        """Samples of all its signals in one frame."""
        return sum(signal.samples_per_frame for signal in self.signals)


def invalid_sample(fmt: str) -> int | None:
    """Return the value that stands for an invalid sample, None where none does."""
    return _INVALID.get(fmt)


def inside(folder: Path, name: str, header: Path) -> Path:
    """Return the path of a file that a header names, which must be in its folder.

    A link beside the header may lead anywhere, as into the store of a data set. Where
    the name has a folder that is not there, the file beside the header is meant.

    Raises
    ------
    RecordError
        If the name leads elsewhere.
    """
    if "\\" in name and not (folder / name).exists():
        # Written by a program on Windows.
        name = name.replace("\\", "/")
    path = folder / name
    if path.parent == folder and path.name != "..":
        return path
    where = path if path.exists() else path.parent
    # Other than Path.resolve, this goes round no loop of links.
    real, real_folder = (Path(os.path.realpath(each)) for each in (where, folder))
    upwards = ".." in path.parts[len(folder.parts) :]
    if upwards or not real.is_relative_to(real_folder):
        raise RecordError(
            f"{header} names a file outside its folder: {name}. Put all files of the "
            "record into one folder, and the bare file name into the header."
        )
    return path if path.exists() else folder / path.name


def signal_files(header: Header) -> list[SignalFile]:
    """Return the signal files of a header that can be read, each only looked at.

    Raises
    ------
    RecordError
        If none of its signals can be shown.
    """
    return looked_at(header)[0]


def looked_at(header: Header) -> tuple[list[SignalFile], tuple[str, ...]]:
    """Return the signal files that can be read, and which signals cannot be shown.

    Raises
    ------
    RecordError
        If none of the signals can be shown: a file is missing, elsewhere, no file, or
        of a format that is not known, or the gain cannot be.
    """
    files, faults, problems = [], [], []
    n_shown = 0
    for first, lines in _by_file(header):
        try:
            file = _checked(header, first, lines)
        except (RecordError, OSError) as error:
            problems.append(_problem(error, header))
            faults.append(f"{names_of(lines, first)} cannot be shown: {problems[-1]}")
            continue
        files.append(file)
        for number, line in enumerate(lines, first):
            if line.fault:
                problems.append(RecordError(f"{header.path} {line.fault}"))
                name = names_of([line], number)
                faults.append(f"{name} cannot be shown: {problems[-1]}")
            else:
                n_shown += 1
    if not n_shown:
        raise problems[0]
    return files, tuple(faults)


def _problem(error: Exception, header: Header) -> RecordError:
    if isinstance(error, OSError):
        why = f"{header.path} names a file that cannot be looked at: {error.strerror}."
        return RecordError(why)
    return RecordError(str(error))


def _by_file(header: Header) -> list[tuple[int, list[SignalLine]]]:
    """Return the lines of each signal file, and how many lines come before."""
    found: list[tuple[int, list[SignalLine]]] = []
    for number, line in enumerate(header.signals):
        if found and found[-1][1][0].file_name == line.file_name:
            found[-1][1].append(line)
        elif line.file_name != "~" and any(
            lines[0].file_name == line.file_name for _, lines in found
        ):
            raise RecordError(
                f"{header.path} does not list the signals of {line.file_name} one "
                "after the other."
            )
        else:
            found.append((number, [line]))
    return found


def names_of(lines: Sequence[SignalLine], first: int) -> str:
    """Return the names of signals that have `first` others before them."""
    return ", ".join(
        line.name or f"lead {n}" for n, line in enumerate(lines, first + 1)
    )


def _checked(header: Header, first: int, lines: list[SignalLine]) -> SignalFile:
    name, fmt = lines[0].file_name, lines[0].fmt
    if all(line.is_null for line in header.signals):
        raise RecordError(
            f"{header.path} describes the layout of a record in several segments. "
            "Open the header of the record itself."
        )
    if lines[0].is_null:
        raise RecordError(f"{header.path} says that there is no signal (format 0).")
    if fmt not in _INVALID and fmt != "8":
        raise RecordError(
            f"{header.path} gives {name} the unknown format {fmt}. Correct it in the "
            "header, or convert the signal file to format 16."
        )
    if any(
        (line.fmt, line.byte_offset) != (fmt, lines[0].byte_offset) for line in lines
    ):
        raise RecordError(f"{header.path} gives {name} several formats or offsets.")
    path = inside(header.path.parent, name, header.path)
    if not path.exists():
        raise RecordError(_why_not_there(path, header))
    if not path.is_file():
        raise RecordError(f"{path} is not an ordinary file.")
    file = SignalFile(path, tuple(lines), first)
    return replace(file, n_frames=available_frames(file))


def _why_not_there(path: Path, header: Header) -> str:
    if path.is_symlink():
        return (
            f"{path} is a link to a file that does not exist, and {header.path.name} "
            "needs it. Fetch its content first (datalad get, git annex get)."
        )
    return (
        f"{path} does not exist, and {header.path.name} needs it. "
        "Copy it into the same folder."
    )


def available_frames(file: SignalFile) -> int:
    """Return how many frames a signal file holds.

    Raises
    ------
    RecordError
        If it cannot be read.
    """
    fmt, offset = file.fmt, file.signals[0].byte_offset
    try:
        if fmt in FLAC:
            spf = file.signals[0].samples_per_frame
            return max(_flac_samples(file.path) - offset, 0) // spf
        size = max(file.path.stat().st_size - offset, 0)
    except OSError as error:
        raise RecordError(f"{file.path} cannot be read: {error.strerror}.") from error
    if fmt in _PACKED:
        samples = size // 4 * 3 + sum(size % 4 >= end for end in _PACKED[fmt])
    else:
        samples = size * 8 // _BITS[fmt]
    return samples // file.samples_per_frame


def _flac_samples(path: Path) -> int:
    """Return the samples of each channel that a FLAC file's STREAMINFO announces."""
    with path.open("rb") as file:
        start = file.read(26)
    if len(start) < 26 or start[:4] != b"fLaC":
        raise RecordError(f"{path} is not a FLAC file, though the header says so.")
    frames = -(-path.stat().st_size // _FLAC_FRAME_BYTES)
    announced = int.from_bytes(start[21:26], "big") & (2**36 - 1)
    return min(announced, frames * _FLAC_FRAME_SAMPLES)
