"""Signals of FLAC files, read whole by wfdb-python.

It brings pandas, half a second and 65 MB, so this module alone imports it, and is
itself imported only for records with such files.
"""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.signals import Integers, SignalFile

with warnings.catch_warnings():
    # wfdb-python calls pandas in a way that pandas 3.1 deprecates.
    warnings.simplefilter("ignore", DeprecationWarning)
    import wfdb


def flac_frames(file: SignalFile, n_frames: int) -> Integers:
    """Return every frame of a FLAC file.

    Parameters
    ----------
    file : SignalFile
        Of format 508, 516 or 524.
    n_frames : int
        How many frames to read; the file announces them.

    Returns
    -------
    ndarray of int32, shape (n_frames, samples a frame)

    Raises
    ------
    RecordError
        If wfdb-python cannot read the file.
    """
    try:
        with TemporaryDirectory(prefix="ecgviewer-") as folder:
            signals = _signals(file, n_frames, Path(folder))
    except MemoryError:
        raise
    except Exception as error:
        raise RecordError(
            f"The signals of {file.path} cannot be read ({error}). "
            "The file may be damaged; get it again from its source."
        ) from error
    return np.hstack([signal.reshape(n_frames, -1) for signal in signals])


def _signals(file: SignalFile, n_frames: int, folder: Path) -> list[Integers]:
    """Read through a header of this file alone, in words that wfdb-python knows.

    Not through the record's own: wfdb-python skips what it does not understand in a
    header, and takes ``::`` in a path for an address.
    """
    _link(file.path.resolve(), folder / "signal.dat")
    lines = [f"record {len(file.signals)} 250 {n_frames}"]
    lines += [
        f"signal.dat {s.fmt}x{s.samples_per_frame}+{s.byte_offset}"
        for s in file.signals
    ]
    (folder / "record.hea").write_text("\n".join(lines) + "\n", encoding="ascii")
    read = wfdb.rdrecord(
        str(folder / "record"), physical=False, smooth_frames=False, return_res=32
    )
    return list(read.e_d_signal)


def _link(original: Path, name: Path) -> None:
    try:
        name.symlink_to(original)
    except OSError:
        # Windows lets only some users make links.
        shutil.copyfile(original, name)
