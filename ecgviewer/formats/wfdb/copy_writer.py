"""Writes a record of any format as WFDB, piece by piece, in the steps of its leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np

from ecgviewer.core.record import Record
from ecgviewer.core.wording import said_once
from ecgviewer.formats.export.digital_leads import DigitalLead, blocks
from ecgviewer.formats.files.atomic import Check, replace_file

#: Bytes a sample of each format, and its integer for a sample without a value.
_FORMATS = {16: (2, -(2**15)), 24: (3, -(2**23))}
#: Of a step; header(5) has room for whole steps.
_LEAST_ERROR = 1e-3


def write_copy(
    header: Path,
    record: Record,
    leads: tuple[DigitalLead, ...],
    details: Mapping[str, str],
    check: Check | None = None,
) -> tuple[str, ...]:
    """Write a header and its signal file, and return what they cannot hold.

    Parameters
    ----------
    header : Path
        A file that ends with ``.hea``; the signal file is beside it.
    record : Record
    leads : tuple of DigitalLead
        Of the record, for 24 bits; 16 are used where they suffice.
    details : mapping of str
        Become comments.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    wide = any(lead.lowest < -(2**15) + 1 or lead.highest >= 2**15 for lead in leads)
    fmt = 24 if wide else 16
    width, missing = _FORMATS[fmt]
    signal, name = header.with_suffix(".dat"), header.stem
    first, sums = np.zeros(len(leads), np.int64), np.zeros(len(leads), np.int64)
    with replace_file(signal, check) as file:
        for number, block in enumerate(blocks(record)):
            rows = [
                lead.integers(values, missing)
                for lead, values in zip(leads, block, strict=True)
            ]
            digital = np.array(rows).T
            first = first if number else digital[0]
            sums += digital.sum(axis=0)
            data = np.ascontiguousarray(digital, "<i4").view(np.uint8).reshape(-1, 4)
            file.write(np.ascontiguousarray(data[:, :width]).tobytes())
    lines = [f"{name} {len(leads)} {record.fs:.12g} {record.n_samples}"]
    lines[0] += _start(record.start_time)
    for lead, begin, total in zip(leads, first.tolist(), sums.tolist(), strict=True):
        steps = lead.steps
        gain = f"{1 / steps.size:.15g}({round(steps.zero)})/{_unit(lead.lead.unit)}"
        checksum = (total + 2**15) % 2**16 - 2**15
        values = f"{fmt} {gain} {fmt} 0 {begin} {checksum} 0"
        lines.append(f"{name}.dat {values} {' '.join(lead.lead.name.split())}")
    lines += [f"# {title}: {text}" for title, text in details.items()]
    with replace_file(header, check) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
    return said_once(
        (
            lead.lead.name,
            "0 lies between two steps, which WFDB has no room for, so that amplitudes "
            f"are off by {abs(off):.2g} steps.",
        )
        for lead in leads
        if abs(off := lead.steps.zero - round(lead.steps.zero)) > _LEAST_ERROR
    )


def _unit(unit: str) -> str:
    return unit.replace(" ", "_") or "NU"


def _start(start: datetime | None) -> str:
    if start is None:
        return ""
    clock = start.strftime("%H:%M:%S") + f".{start.microsecond // 1000:03}"
    return f" {clock}" + ("" if start.year == 1 else f" {start:%d/%m/}{start.year:04}")
