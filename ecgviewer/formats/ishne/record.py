"""Opens ISHNE Holter recordings (``.ecg``)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Record, Steps
from ecgviewer.core.signal_source import LARGEST_IN_MEMORY, BlockedSignal
from ecgviewer.formats.ishne.header import IshneHeader, read_header

#: What a recorder writes where a lead is off.
LEAD_OFF = -32768
NV_PER_MV = 1e6
#: Goes into each identity, so that another rule never gives the same one.
_RULE = "ishne-1"
_CHUNK = 2**20


def n_samples(header: IshneHeader) -> int:
    """Return how many samples of all leads are in a file.

    Raises
    ------
    RecordError
        If there is none.
    """
    size = header.path.stat().st_size - header.start_bytes
    n_samples = max(size, 0) // (2 * len(header.leads))
    if not n_samples:
        raise RecordError(
            f"{header.path} has no samples after its header of "
            f"{header.start_bytes} bytes. The copy is incomplete, or nothing was "
            "recorded."
        )
    return n_samples


def read_record(path: Path) -> Record:
    """Open a recording; where a lead is off it has no values.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    header = read_header(Path(path))
    try:
        n = n_samples(header)
        checksum, identity = _checksum_and_identity(header)
        source = IshneSource(header, n)
        fits = n * len(header.leads) <= LARGEST_IN_MEMORY
        return Record(
            name=header.path.name,
            fs=float(header.fs),
            leads=_leads(header),
            source=source.read(0, n) if fits else BlockedSignal(source),
            checksum=checksum,
            identity=identity,
            start_time=header.start_time,
            path=header.path,
            notices=(*header.notices, *_about_length(header, n)),
            details=header.details,
        )
    except OSError as error:
        raise RecordError(f"{header.path} cannot be read: {error.strerror}.") from error


def _leads(header: IshneHeader) -> tuple[Lead, ...]:
    return tuple(
        Lead(name, is_ecg=True, steps=Steps(step / NV_PER_MV))
        for name, step in zip(header.leads, header.resolution_nv, strict=True)
    )


def _about_length(header: IshneHeader, n: int) -> tuple[str, ...]:
    """Say that samples are missing; some programs count those of all leads."""
    if header.n_stated in (n, n * len(header.leads)) or header.n_stated < n:
        return ()
    return (
        f"{header.path} has {n:,} samples of each lead of the {header.n_stated:,} that "
        "its header names. The copy may be incomplete.",
    )


class IshneSource:
    """The leads of a file, read where they are.

    Parameters
    ----------
    header : IshneHeader
    n_samples : int
    """

    def __init__(self, header: IshneHeader, n_samples: int) -> None:
        self._header = header
        self.shape = len(header.leads), n_samples
        # Divided by, which gives the values that other formats have of the same steps.
        self._per_mv = NV_PER_MV / np.array(header.resolution_nv, np.float64)[:, None]

    def read(self, start: int, stop: int) -> Float32Array:
        """Return all leads in [start, stop), shape (n_leads, stop - start), in mV.

        Raises
        ------
        RecordError
            If the file has become shorter or cannot be read any more.
        """
        frame = 2 * self.shape[0]
        try:
            with self._header.path.open("rb") as file:
                file.seek(self._header.start_bytes + start * frame)
                data = file.read((stop - start) * frame)
        except OSError as error:
            raise RecordError(
                f"{self._header.path} cannot be read: {error.strerror}."
            ) from error
        if len(data) < (stop - start) * frame:
            raise RecordError(
                f"{self._header.path} has become shorter since it was opened."
            )
        steps = np.frombuffer(data, "<i2").reshape(-1, self.shape[0]).T
        values = (steps / self._per_mv).astype(np.float32)
        values[steps == LEAD_OFF] = np.nan
        return values


def _checksum_and_identity(header: IshneHeader) -> tuple[str, str]:
    """Return the SHA-256 of the file, and that of its samples and their times."""
    facts = {"rule": _RULE, "fs": header.fs, "n_leads": len(header.leads)}
    checksum = hashlib.sha256()
    identity = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    with header.path.open("rb") as file:
        checksum.update(file.read(header.start_bytes))
        while block := file.read(_CHUNK):
            checksum.update(block)
            identity.update(block)
    return checksum.hexdigest(), identity.hexdigest()
