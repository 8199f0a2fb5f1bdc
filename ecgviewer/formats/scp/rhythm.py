"""The leads of an SCP-ECG file: sections 3 and 6, by the codes of section 2."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.lead_codes import SCP_LEADS
from ecgviewer.formats.clinical.short_record import LeadPart, titled
from ecgviewer.formats.clinical.small_file import REMEDY
from ecgviewer.formats.scp.huffman import HuffmanError, Table, decoded, tables_of
from ecgviewer.formats.scp.sections import ScpFile

_TABLES, _LEADS, _RHYTHM = 2, 3, 6
_LEAD = struct.Struct("<IIB")
_SCALE = struct.Struct("<HHBB")
#: Of the second byte of section 3: that of a typical beat was taken off.
_SUBTRACTED = 1
#: Protocols before 3.0 tell in section 6 that parts have fewer samples.
_PROTOCOL_3 = 30
#: Samples of all leads beside two for each byte: 12 leads of 10 s at 1000 Hz.
_SPARE_SAMPLES = 2**17


def rhythm_of(file: ScpFile) -> tuple[float, list[LeadPart]]:
    """Return the sampling frequency in Hz and the leads.

    Raises
    ------
    RecordError
        If they cannot be understood; the message names the place and the remedy.
    """
    about, rhythm = (file.sections.get(n, b"") for n in (_LEADS, _RHYTHM))
    if len(about) < 2 + _LEAD.size or len(rhythm) < _SCALE.size:
        raise RecordError(
            f"{file.path} has no rhythm (sections 3 and 6), or was cut off. {REMEDY}"
        )
    step_nv, interval_us, difference, bimodal = _SCALE.unpack_from(rhythm)
    if not step_nv or not interval_us or difference > 2:
        raise RecordError(
            f"{file.path}: its rhythm (section 6) has a step of {step_nv} nV, "
            f"{interval_us} µs between samples and differences of order {difference}. "
            f"{REMEDY}"
        )
    if about[1] & _SUBTRACTED or bimodal:
        raise RecordError(
            f"{file.path}: its rhythm was compressed with losses (a typical beat taken "
            "off, or fewer samples between beats), which is not read here. Export the "
            "recording without compression, or as DICOM or aECG."
        )
    n_leads = min(about[0], (len(about) - 2) // _LEAD.size)
    leads = list(_LEAD.iter_unpack(about[2 : 2 + n_leads * _LEAD.size]))
    values = _values(file, rhythm, [last - first + 1 for first, last, _ in leads])
    names = titled(SCP_LEADS.get(code, "") for *_, code in leads)
    begin = min(first for first, *_ in leads) if leads else 0
    parts = [
        LeadPart(name, _summed(each, difference), step_nv / 1e6, 0.0, first - begin)
        for name, (first, *_), each in zip(names, leads, values, strict=True)
    ]
    return 1e6 / interval_us, parts


def _values(
    file: ScpFile, rhythm: bytes, lengths: list[int]
) -> list[npt.NDArray[np.int64]]:
    """Return what is stored of each lead."""
    if min(lengths, default=0) < 0 or sum(lengths) > _SPARE_SAMPLES + 2 * file.n_bytes:
        raise RecordError(
            f"{file.path}: its leads (section 3) would have {sum(lengths):,} samples, "
            f"and the file has {file.n_bytes:,} bytes. {REMEDY}"
        )
    at = _SCALE.size + 2 * len(lengths)
    sizes = np.frombuffer(
        rhythm[_SCALE.size : at].ljust(2 * len(lengths), b"\0"), "<u2"
    )
    found = []
    try:
        tables = tables_of(file.sections[_TABLES]) if _TABLES in file.sections else None
        for size, n in zip(sizes.tolist(), lengths, strict=True):
            found.append(_lead(rhythm[at : at + size], n, tables))
            at += size
    except HuffmanError as error:
        raise RecordError(
            f"{file.path}, lead {len(found) + 1}: {error}. The copy is incomplete or "
            f"damaged. {REMEDY}"
        ) from error
    return found


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
