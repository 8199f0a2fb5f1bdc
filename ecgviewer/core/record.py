"""A recording: its leads, sampling frequency and values in millivolts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int64]
Signal = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lead:
    """One ECG channel: its name in the header and the unit of its values."""

    name: str
    unit: str = "mV"


@dataclass(frozen=True)
class Record:
    """One recording, immutable, so that threads can share it without locks.

    Attributes
    ----------
    name : str
        Name of the header file without its ending, for example ``"100"``.
    fs : float
        Sampling frequency in Hz.
    leads : tuple of Lead
        In the order of the header.
    signal : ndarray of float32, shape (n_leads, n_samples)
        Values in the unit of each lead; NaN where the file marks them invalid.
    checksum : str
        SHA-256 over the header and signal files.
    start_time : datetime or None
        Clock time of sample 0, where the header has one; in the year 1 where it has
        a time and no date.
    header_path : Path or None
        The ``.hea`` file; None for a record that exists in memory only.
    notices : tuple of str
        What was wrong with the files and did not keep them from being opened.
    samples_per_frame : int
        Samples of `signal` per frame of the files; annotation files without a time
        resolution of their own count frames.
    """

    name: str
    fs: float
    leads: tuple[Lead, ...]
    signal: Signal
    checksum: str = ""
    start_time: datetime | None = None
    header_path: Path | None = None
    notices: tuple[str, ...] = ()
    samples_per_frame: int = 1

    def __post_init__(self) -> None:
        """Refuse a signal that does not fit the leads, and make it read-only.

        Raises
        ------
        ValueError
            If the shape is not (n_leads, n_samples) or fs is not positive.
        """
        if self.signal.ndim != 2 or len(self.signal) != len(self.leads):
            raise ValueError(
                f"record {self.name}: signal of shape {self.signal.shape} "
                f"for {len(self.leads)} leads"
            )
        if not self.fs > 0:
            raise ValueError(f"record {self.name}: fs must be positive, is {self.fs}")
        self.signal.flags.writeable = False

    @property
    def n_samples(self) -> int:
        """Length of the record in samples."""
        return int(self.signal.shape[1])

    @property
    def duration_s(self) -> float:
        """Length of the record in seconds."""
        return self.n_samples / self.fs

    def lead_index(self, name: str) -> int:
        """Return the position of a lead, by its exact name.

        Raises
        ------
        KeyError
            If no lead has that name; the message lists those there are.
        """
        names = [lead.name for lead in self.leads]
        if name not in names:
            raise KeyError(f"record {self.name} has no lead {name}: {', '.join(names)}")
        return names.index(name)

    def values(self, lead: int, start: int = 0, stop: int | None = None) -> Signal:
        """Return the values of a lead in the half-open interval [start, stop)."""
        return self.signal[lead, max(start, 0) : stop]
