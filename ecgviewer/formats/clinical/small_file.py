"""Files of short recordings: read whole, and what to do where one is wrong."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.files.ordinary_file import read_ordinary

REMEDY = "Export the recording again from the cart or the archive."


def bytes_of(path: Path, most_bytes: int) -> bytes:
    """Return the bytes of a file.

    Parameters
    ----------
    path : Path
    most_bytes : int
        The largest that it may be.

    Raises
    ------
    RecordError
        If it cannot be read.
    """
    try:
        return read_ordinary(path, most_bytes)
    except FileNotFoundError as error:
        raise RecordError(f"{path} does not exist. Check its name.") from error
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}.") from error
