"""Write a record as WFDB header and signal file, format 16."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ecgviewer.core.record import Record
from ecgviewer.formats.files.atomic import replace_file

#: Steps of the digital signal for one unit: 5 µV, as fine as the MIT-BIH records.
_GAIN = 200
_INVALID = -32768


def write_record(folder: Path, record: Record) -> Path:
    """Write `<name>.dat` and `<name>.hea` (WFDB header(5) and signal(5)).

    Parameters
    ----------
    folder : Path
        An existing folder.
    record : Record
        Values beyond ±163 units are cut off; NaN becomes an invalid sample.

    Returns
    -------
    Path
        The header file.
    """
    scaled = np.clip(np.round(record.signal * _GAIN), _INVALID + 1, -_INVALID - 1)
    digital = np.where(np.isnan(scaled), _INVALID, scaled).astype("<i2")
    lines = [f"{record.name} {len(record.leads)} {record.fs:.12g} {record.n_samples}"]
    for lead, values in zip(record.leads, digital, strict=True):
        checksum = int(values.sum(dtype=np.int64)) & 0xFFFF
        signed = checksum - 0x10000 if checksum & 0x8000 else checksum
        first = values[0] if len(values) else 0
        digits = f"16 {_GAIN}/{lead.unit} 16 0 {first} {signed} 0"
        lines.append(f"{record.name}.dat {digits} {lead.name}")
    with replace_file(folder / f"{record.name}.dat") as file:
        file.write(digital.T.tobytes())
    header = folder / f"{record.name}.hea"
    with replace_file(header) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
    return header
