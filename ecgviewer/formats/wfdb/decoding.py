"""Signals of any format, read whole by wfdb-python.

It brings pandas, half a second and 65 MB, so it is imported only for formats whose
samples have no fixed width.
"""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ecgviewer.formats.wfdb.header import Header, RecordError, SignalLine
from ecgviewer.formats.wfdb.signals import Digital

with warnings.catch_warnings():
    # wfdb-python calls pandas in a way that pandas 3.1 deprecates.
    warnings.simplefilter("ignore", DeprecationWarning)
    import wfdb


def digital_signals(header: Header, n_frames: int) -> list[Digital]:
    """Read every sample of every signal, unaligned, by wfdb-python.

    Parameters
    ----------
    header : Header
        Of a record without segments, whose files have been checked.
    n_frames : int
        How many frames to read; the files hold them.

    Returns
    -------
    list of ndarray, shape (n_frames * samples_per_frame,)

    Raises
    ------
    RecordError
        If wfdb-python cannot read a file.
    """
    try:
        if _wfdb_agrees(header, n_frames):
            return _wfdb_signals(header.path.with_suffix(""), n_frames)
        with TemporaryDirectory(prefix="ecgviewer-") as folder:
            return _restated_signals(header, n_frames, Path(folder))
    except MemoryError:
        raise
    except Exception as error:
        raise RecordError(
            f"The signals of {header.path} cannot be read ({error}). "
            "The files may be damaged; get them again from their source."
        ) from error


def _wfdb_signals(record: Path, n_frames: int) -> list[Digital]:
    read = wfdb.rdrecord(
        str(record),
        sampto=n_frames,
        physical=False,
        smooth_frames=False,
        ignore_skew=True,
        return_res=32,
    )
    return list(read.e_d_signal)


def _wfdb_agrees(header: Header, n_frames: int) -> bool:
    """Tell whether wfdb-python takes the header as we do; it skips what it cannot.

    It takes ``::`` in a path for an address, and cannot give the samples of format 61,
    whose byte order is the other one, as integers.
    """
    if "::" in str(header.path) or any(s.fmt == "61" for s in header.signals):
        return False
    try:
        read: Any = wfdb.rdheader(str(header.path.with_suffix("")))
        theirs = [
            (name, fmt, spf, offset or 0, initial or 0 if fmt == "8" else 0)
            for name, fmt, spf, offset, initial in zip(
                read.file_name,
                read.fmt,
                read.samps_per_frame,
                read.byte_offset,
                read.init_value,
                strict=True,
            )
        ]
    except Exception:
        return False
    ours = [
        (s.file_name, s.fmt, s.samples_per_frame, s.byte_offset, _initial(s))
        for s in header.signals
    ]
    return ours == theirs and (read.sig_len or 0) >= n_frames


def _initial(signal: SignalLine) -> int:
    """Return the value that format 8, which stores differences, begins with."""
    return signal.initial_value if signal.fmt == "8" else 0


def _restated_signals(header: Header, n_frames: int, folder: Path) -> list[Digital]:
    """Read through a header in words that wfdb-python knows, its files linked to.

    Its gain is 1, so that the physical values are the samples.
    """
    names: dict[str, str] = {}
    lines = [f"record {header.n_signals} 250 {n_frames}"]
    for signal in header.signals:
        name = names.setdefault(signal.file_name, f"signal{len(names)}.dat")
        lines.append(
            f"{name} {signal.fmt}x{signal.samples_per_frame}+{signal.byte_offset} "
            f"1(0)/mV 0 0 {signal.initial_value} 0 0"
        )
    for original, name in names.items():
        _link(header.path.parent / original, folder / name)
    (folder / "record.hea").write_text("\n".join(lines) + "\n", encoding="ascii")
    read = wfdb.rdrecord(str(folder / "record"), smooth_frames=False, ignore_skew=True)
    return list(read.e_p_signal)


def _link(original: Path, name: Path) -> None:
    try:
        name.symlink_to(original.resolve())
    except OSError:
        # Windows lets only some users make links.
        shutil.copyfile(original, name)
