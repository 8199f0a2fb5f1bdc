"""What an EDF recording is known by: its samples, whatever else the file says."""

from __future__ import annotations

import hashlib
import json
from typing import BinaryIO, Protocol

import numpy as np

from ecgviewer.formats.edf.header import EdfHeader
from ecgviewer.formats.edf.leads import EdfLeads
from ecgviewer.formats.edf.timeline import Timeline

#: Goes into each identity, so that another rule never gives the same one.
_RULE = "edf-signals-1"
_CHUNK = 2**20


class Digest(Protocol):
    """What bytes are added to."""

    def update(self, data: bytes, /) -> None:
        """Add bytes."""


def checksum_and_identity(
    header: EdfHeader, leads: EdfLeads, timeline: Timeline
) -> tuple[str, str]:
    """Return what a file is known by; it is read once.

    Returns
    -------
    checksum : str
        SHA-256 of the file.
    identity : str
        SHA-256 over the samples and what places them in time and among the leads.
        Annotations, names, patient, dates and calibration are not part of it, so that
        a copy with annotations is the same recording.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    facts = {
        "rule": _RULE,
        "width": header.width,
        "record_s": str(header.record_s),
        "signals": [lead.signal.n_samples for lead in leads.leads],
        "runs": [
            timeline.start.tolist(),
            timeline.first.tolist(),
            timeline.n_records.tolist(),
        ],
    }
    checksum = hashlib.sha256()
    identity = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    stretches = _stretches(header)
    with header.path.open("rb") as file:
        checksum.update(file.read(header.start_bytes))
        left = header.n_records
        many = max(_CHUNK // header.record_bytes, 1)
        while left and header.record_bytes <= _CHUNK:
            data = file.read(min(many, left) * header.record_bytes)
            checksum.update(data)
            identity.update(_samples(data, header, stretches))
            left -= min(many, left)
        for _ in range(left):
            for n_bytes, is_signal in stretches:
                _add(file, n_bytes, (checksum, identity) if is_signal else (checksum,))
        while block := file.read(_CHUNK):
            checksum.update(block)
    return checksum.hexdigest(), identity.hexdigest()


def _stretches(header: EdfHeader) -> list[tuple[int, bool]]:
    """Return the bytes of each stretch of a data record, and whether it is samples."""
    found: list[tuple[int, bool]] = []
    for signal in header.signals:
        n_bytes, is_signal = signal.n_samples * header.width, not signal.is_annotations
        if found and found[-1][1] == is_signal:
            n_bytes += found.pop()[0]
        found.append((n_bytes, is_signal))
    return found


def _samples(
    data: bytes, header: EdfHeader, stretches: list[tuple[int, bool]]
) -> bytes:
    """Return what is samples of whole data records."""
    if all(is_signal for _, is_signal in stretches):
        return data
    size = header.record_bytes
    records = np.frombuffer(data, np.uint8)[: len(data) // size * size]
    ends = np.cumsum([n for n, _ in stretches]).tolist()
    parts = [
        records.reshape(-1, size)[:, end - n : end]
        for end, (n, is_signal) in zip(ends, stretches, strict=True)
        if is_signal
    ]
    return np.concatenate(parts, axis=1).tobytes()


def _add(file: BinaryIO, n_bytes: int, digests: tuple[Digest, ...]) -> None:
    """Add the next bytes of a file to digests, piece by piece."""
    while n_bytes > 0 and (block := file.read(min(n_bytes, _CHUNK))):
        for digest in digests:
            digest.update(block)
        n_bytes -= len(block)
