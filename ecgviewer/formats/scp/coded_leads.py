"""Leads as sections 5 and 6 of an SCP-ECG file store them, by section 2's codes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.small_file import REMEDY
from ecgviewer.formats.scp.huffman import HuffmanError, Table, decoded, tables_of
from ecgviewer.formats.scp.sections import ScpFile

_TABLES = 2
_SCALE = struct.Struct("<HHBB")
#: Samples of all leads beside two for each byte: 12 leads of 10 s at 1000 Hz.
_SPARE_SAMPLES = 2**17


@dataclass(frozen=True)
class CodedLeads:
    """The leads of a section, not decoded yet.

    Attributes
    ----------
    file : ScpFile
    section : bytes
    called : str
        What the section holds, in words.
    step_nv : int
        Nanovolts of a step.
    interval_us : int
        Microseconds between two samples.
    order : int
        How often differences were taken.
    flag : int
        In section 6, whether samples between beats were averaged.
    """

    file: ScpFile
    section: bytes
    called: str
    step_nv: int
    interval_us: int
    order: int
    flag: int

    def read(self, lengths: list[int]) -> list[npt.NDArray[np.int16]]:
        """Return what is stored of each lead.

        Raises
        ------
        RecordError
            If it is cut off, or longer than the file can hold.
        """
        self.check(lengths)
        at = _SCALE.size + 2 * len(lengths)
        sizes = np.frombuffer(
            self.section[_SCALE.size : at].ljust(2 * len(lengths), b"\0"), "<u2"
        )
        found = []
        try:
            tables = _tables(self.file)
            for size, n in zip(sizes.tolist(), lengths, strict=True):
                stored = _lead(self.section[at : at + size], n, tables)
                found.append(_summed(stored, self.order))
                at += size
        except HuffmanError as error:
            raise RecordError(
                f"{self.file.path}, {self.called}, lead {len(found) + 1}: {error}. The "
                f"copy is incomplete or damaged. {REMEDY}"
            ) from error
        return found

    def check(self, lengths: list[int]) -> None:
        """Refuse leads longer than the file can hold, or that end before they begin.

        Raises
        ------
        RecordError
            Saying how long they would be.
        """
        n_bytes = self.file.n_bytes
        if min(lengths, default=0) < 0 or sum(lengths) > _SPARE_SAMPLES + 2 * n_bytes:
            raise RecordError(
                f"{self.file.path}: the leads of its {self.called} would have "
                f"{sum(lengths):,} samples, and the file has {n_bytes:,} bytes. "
                f"{REMEDY}"
            )


def coded_leads(file: ScpFile, number: int, called: str) -> CodedLeads:
    """Return the leads of a section.

    Raises
    ------
    RecordError
        If the section is not there, or states what cannot be.
    """
    section = file.sections.get(number, b"")
    if len(section) < _SCALE.size:
        raise RecordError(
            f"{file.path} has no {called} (section {number}), or was cut off. {REMEDY}"
        )
    step_nv, interval_us, order, flag = _SCALE.unpack_from(section)
    if not step_nv or not interval_us or order > 2:
        raise RecordError(
            f"{file.path}: its {called} (section {number}) has a step of {step_nv} nV, "
            f"{interval_us} µs between samples and differences of order {order}. "
            f"{REMEDY}"
        )
    return CodedLeads(file, section, called, step_nv, interval_us, order, flag)


def _tables(file: ScpFile) -> list[Table] | None:
    return tables_of(file.sections[_TABLES]) if _TABLES in file.sections else None


def _lead(data: bytes, n: int, tables: list[Table] | None) -> npt.NDArray[np.int64]:
    if tables is not None:
        return decoded(data, n, tables)
    if len(data) < 2 * n:
        raise HuffmanError(f"it ends after {len(data) // 2:,} of {n:,} samples")
    return np.frombuffer(data, "<i2", n).astype(np.int64)


def _summed(values: npt.NDArray[np.int64], order: int) -> npt.NDArray[np.int16]:
    """Return samples of their differences, in 16 bits as carts reckon."""
    if order == 1:
        values = np.cumsum(values)
    elif order and len(values) > 2:
        slope = np.concatenate((values[1:2] - values[:1], values[2:]))
        slope = np.cumsum(slope)
        values = np.concatenate((values[:1], values[:1] + np.cumsum(slope)))
    return values.astype(np.int16)
