"""Opens WFDB records (``.hea`` with ``.dat``, ``.mat``, FLAC).

The header is read by our own strict reader and every signal file is looked at first, so
that a bad file gives a message and not a traceback. Samples are decoded by our own
code; of FLAC files, by soundfile.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Steps
from ecgviewer.core.signal_source import LARGEST_IN_MEMORY, BlockedSignal
from ecgviewer.core.units import millivolts
from ecgviewer.formats.wfdb.blocks import LayoutSignal, can_be_read_in_blocks
from ecgviewer.formats.wfdb.comments import details_of
from ecgviewer.formats.wfdb.header import (
    Header,
    SignalLine,
    read_header,
)
from ecgviewer.formats.wfdb.identity import checksum_and_identity
from ecgviewer.formats.wfdb.layout import Layout, layout_of
from ecgviewer.formats.wfdb.wfdb_record import WfdbRecord

#: Formats of more than 16 bits a sample.
_WIDE = ("24", "32", "524")


def header_path(path: Path) -> Path:
    """Return the header file of a record given by its header, signal file or name.

    Raises
    ------
    RecordError
        If no record can have that name.
    """
    if not path.name or path.name == "..":
        raise RecordError(f"{path} is a folder. Name a record in it, or several.")
    if path.suffix == ".hea":
        return path
    appended = path.with_name(f"{path.name}.hea")
    if not path.suffix or appended.is_file():
        return appended
    return path.with_suffix(".hea")


def read_record(path: Path) -> WfdbRecord:
    """Open a record.

    Leads with several samples a frame keep them: the record has the rate of its
    fastest lead, and slower leads hold each value, as in the high-resolution mode of
    the WFDB library. Skewed leads are aligned. Of signal files that are shorter than
    the header says, what is there is opened, and a notice says so; a segment or a lead
    that cannot be opened is a gap, with a notice.

    Parameters
    ----------
    path : Path
        The ``.hea`` file, its ``.dat`` neighbour, or the record's name.

    Returns
    -------
    WfdbRecord
        Leads in units of volts are scaled to mV. For checksum and identity see
        `identity.checksum_and_identity`.

    Raises
    ------
    RecordError
        If the record cannot be opened; the message names the file and the remedy.
    """
    header = read_header(header_path(Path(path)))
    try:
        layout = layout_of(header)
        checksum, identity = checksum_and_identity(header.path, header.fs, layout)
        return WfdbRecord(
            name=header.path.stem,
            fs=header.fs * layout.samples_per_frame,
            leads=_digitised(layout),
            source=_source(header, layout),
            checksum=checksum,
            identity=identity,
            start_time=header.start_time,
            path=header.path,
            notices=layout.notices + _uncalibrated(layout),
            details=details_of(header.comments),
            samples_per_frame=layout.samples_per_frame,
        )
    except MemoryError as error:
        raise RecordError(
            f"{header.path} does not fit into the memory of this computer."
        ) from error
    except OSError as error:
        raise RecordError(
            f"{error.filename or header.path} cannot be read: {error.strerror}."
        ) from error


def _source(header: Header, layout: Layout) -> Float32Array | BlockedSignal:
    source = LayoutSignal(layout, header.path)
    n_leads, n_samples = source.shape
    if n_leads * n_samples > LARGEST_IN_MEMORY and can_be_read_in_blocks(layout):
        return BlockedSignal(source)
    return source.read(0, n_samples)


def _leads(signals: tuple[SignalLine, ...]) -> tuple[Lead, ...]:
    """Return the leads; names that are missing are made up, and no name comes twice."""
    names: list[str] = []
    for number, signal in enumerate(signals, 1):
        name = plain = signal.name or f"lead {number}"
        repeat = 1
        while name in names:
            repeat += 1
            name = f"{plain} ({repeat})"
        names.append(name)
    units = ["mV" if millivolts(s.unit) is not None else s.unit for s in signals]
    return tuple(map(Lead, names, units))


def _digitised(layout: Layout) -> tuple[Lead, ...]:
    """Return the leads with their steps, where all of the record has the same."""
    leads = _leads(layout.signals)
    if len(layout.stretches) > 1:
        return leads
    return tuple(
        replace(lead, steps=_steps(signal))
        for lead, signal in zip(leads, layout.signals, strict=True)
    )


def _steps(signal: SignalLine) -> Steps:
    scale = millivolts(signal.unit)
    size = (1.0 if scale is None else scale) / signal.gain
    bits = 24 if signal.fmt in _WIDE else 16
    return Steps(size, float(signal.baseline), bits)


def _uncalibrated(layout: Layout) -> tuple[str, ...]:
    leads = _leads(layout.signals)
    names = [
        lead.name
        for lead, signal in zip(leads, layout.signals, strict=True)
        if not signal.calibrated
    ]
    if not names:
        return ()
    return (
        f"The header gives no gain for {', '.join(names)}: the amplitudes assume the "
        "WFDB default of 200 units per mV.",
    )
