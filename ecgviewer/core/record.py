"""A recording: its leads, sampling frequency and values in millivolts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float32Array, IntArray
from ecgviewer.core.signal_source import BlockedSignal, LeadValues, SignalRows

Samples = IntArray


#: Leads that are spelt one way only, whatever a file makes of them.
_TITLES = {
    name.lower(): name
    for name in (
        *("I", "II", "III", "aVR", "-aVR", "aVL", "aVF", "MLI", "MLII", "MLIII"),
        *(f"V{n}" for n in range(1, 10)),
        *(f"V{n}R" for n in range(3, 7)),
    )
}


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps that a lead was digitised in.

    Attributes
    ----------
    size : float
        One step, in the unit of the lead.
    zero : float
        The digital value that stands for 0.
    bits : int
        How many a digital value has.
    """

    size: float
    zero: float = 0.0
    bits: int = 16


@dataclass(frozen=True, slots=True)
class Lead:
    """One ECG channel.

    Attributes
    ----------
    name : str
        As in the file.
    unit : str
        Of its values.
    is_ecg : bool or None
        Whether the file says that it is an ECG; None where it says nothing.
    own_fs : float
        The rate in Hz that it was recorded at, where that is not the record's, for
        which each value is held or left out; 0 where it is.
    steps : Steps or None
        How it was digitised, where the file says so.
    """

    name: str
    unit: str = "mV"
    is_ecg: bool | None = None
    own_fs: float = 0.0
    steps: Steps | None = None

    @property
    def title(self) -> str:
        """What people call it; ``?`` if the file gives no name."""
        return lead_title(self.name) or "?"


def lead_title(name: str) -> str:
    """Return the name of a lead as people write it: aVR of a file's AVR or avr."""
    return _TITLES.get(name.strip().lower(), name.strip())


def is_lead_name(name: str) -> bool:
    """Return whether a name is that of a known lead, however it is spelt."""
    return name.strip().lower() in _TITLES


@dataclass(frozen=True)
class Record:
    """One recording, immutable, so that threads can share it without locks.

    Attributes
    ----------
    name : str
        What it is called, which begins the names of files made of it. Two records of
        one folder have two names, whatever their formats.
    fs : float
        Sampling frequency in Hz.
    leads : tuple of Lead
        In the order of the file.
    source : ndarray of float32, shape (n_leads, n_samples), or BlockedSignal
        Values in the unit of each lead; NaN where the file marks them invalid. Those
        of long records stay in their files: read them with `values`.
    checksum : str
        SHA-256 over all its files.
    identity : str
        Stands for this recording wherever it lies and whatever its files say beside
        the signals: two records of one identity have the same samples at the same
        times. Of a record that grows it is that of its stream (`core.growth`). Empty
        for a record that was not read from files.
    start_time : datetime or None
        Clock time of sample 0, where the file has one; in the year 1 where it has
        a time and no date.
    path : Path or None
        The file that it is opened by; None for a record that exists in memory only.
    notices : tuple of str
        What was wrong with the files and did not keep them from being opened.
    details : tuple of pairs of str
        What the file says of patient and recording, each with what it is called.
    """

    name: str
    fs: float
    leads: tuple[Lead, ...]
    source: Float32Array | BlockedSignal
    checksum: str = ""
    start_time: datetime | None = None
    path: Path | None = None
    notices: tuple[str, ...] = ()
    identity: str = ""
    details: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a signal that does not fit the leads, and make it read-only.

        Raises
        ------
        ValueError
            If the shape is not (n_leads, n_samples) or fs is not positive.
        """
        shape = self.source.shape
        if len(shape) != 2 or shape[0] != len(self.leads):
            raise ValueError(
                f"record {self.name}: signal of shape {shape} "
                f"for {len(self.leads)} leads"
            )
        if not self.fs > 0:
            raise ValueError(f"record {self.name}: fs must be positive, is {self.fs}")
        if isinstance(self.source, np.ndarray):
            self.source.flags.writeable = False

    @property
    def annotation_fs(self) -> float:
        """Rate in Hz in which annotations count that state no rate of their own."""
        return self.fs

    def had_checksum(self, former: str, former_name: str) -> bool:
        """Return whether its files surely had a checksum before they were changed.

        Only a format whose files may change apart from the signals can know.

        Parameters
        ----------
        former : str
            The checksum that they may have had.
        former_name : str
            What the record may have been called then.
        """
        return False

    @property
    def signal(self) -> Float32Array:
        """All values at once, shape (n_leads, n_samples): for short records only."""
        if isinstance(self.source, np.ndarray):
            return self.source
        return self.source.read(0, self.n_samples)

    @property
    def n_samples(self) -> int:
        """Length of the record in samples."""
        return int(self.source.shape[1])

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

    def values(
        self, lead: int, start: int = 0, stop: int | None = None
    ) -> Float32Array:
        """Return the values of a lead in the half-open interval [start, stop)."""
        if isinstance(self.source, np.ndarray):
            return self.source[lead, max(start, 0) : stop]
        return self.source.lead(lead, start, self.n_samples if stop is None else stop)

    def block(self, start: int, stop: int) -> Float32Array:
        """Return all leads in [start, stop), shape (n_leads, stop - start) or less."""
        if isinstance(self.source, np.ndarray):
            return self.source[:, max(start, 0) : max(stop, 0)]
        return self.source.read(start, stop)

    def lead_values(self, lead: int) -> Float32Array | LeadValues:
        """Return a lead to be sliced; nothing is read until it is."""
        if isinstance(self.source, np.ndarray):
            return self.values(lead)
        return LeadValues(self.source, lead)

    def rows(self, leads: list[int]) -> Float32Array | SignalRows:
        """Return some leads to be sliced in time; nothing is read until they are."""
        if isinstance(self.source, np.ndarray):
            all_of_them = leads == list(range(len(self.leads)))
            return self.source if all_of_them else self.source[leads]
        return SignalRows(self.source, leads)
