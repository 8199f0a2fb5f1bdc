"""The signal files of one WFDB header, checked and measured but not read."""

from __future__ import annotations

from dataclasses import dataclass
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
    """A signal file and those lines of the header that describe it."""

    path: Path
    signals: tuple[SignalLine, ...]

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

    Raises
    ------
    RecordError
        If it is elsewhere, by its name or through a link.
    """
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise RecordError(
            f"{header} names a file outside its folder: {name}. Put all files of the "
            "record into one folder, and the bare file name into the header."
        )
    return path


def signal_files(header: Header) -> list[SignalFile]:
    """Return the signal files of a header, each looked at but not read.

    Raises
    ------
    RecordError
        If one is missing, elsewhere, no file, or of a format that is not known.
    """
    by_name: dict[str, list[SignalLine]] = {}
    previous = ""
    for signal in header.signals:
        if signal.file_name != previous and signal.file_name in by_name:
            raise RecordError(
                f"{header.path} does not list the signals of {signal.file_name} one "
                "after the other."
            )
        previous = signal.file_name
        by_name.setdefault(previous, []).append(signal)
    return [_checked(header, name, lines) for name, lines in by_name.items()]


def _checked(header: Header, name: str, lines: list[SignalLine]) -> SignalFile:
    if name == "~":
        raise RecordError(
            f"{header.path} describes the layout of a record in several segments. "
            "Open the header of the record itself."
        )
    fmt = lines[0].fmt
    if fmt not in _INVALID and fmt != "8":
        raise RecordError(f"{header.path} gives {name} the unknown format {fmt}.")
    if any(
        (line.fmt, line.byte_offset) != (fmt, lines[0].byte_offset) for line in lines
    ):
        raise RecordError(f"{header.path} gives {name} several formats or offsets.")
    path = inside(header.path.parent, name, header.path)
    if not path.exists():
        raise RecordError(
            f"{path} does not exist, and {header.path.name} needs it. "
            "Copy it into the same folder."
        )
    if not path.is_file():
        raise RecordError(f"{path} is not an ordinary file.")
    return SignalFile(path, tuple(lines))


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
