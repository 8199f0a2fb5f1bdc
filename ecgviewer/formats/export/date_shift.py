"""By how many days the dates of de-identified copies are shifted, kept for all.

Copies of one person's recordings stay as far apart as the recordings are. Who has the
number can find the true dates, so it stays on this computer.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from ecgviewer.core.errors import InputError
from ecgviewer.formats.files.atomic import make_folder, replace_file
from ecgviewer.formats.files.ordinary_file import read_ordinary

_NAME = "deidentification.json"
#: Back by one to ten years, whole weeks, so that days of the week stay.
_LEAST_WEEKS, _MOST_WEEKS = 52, 520
_MOST_BYTES = 2**16


class DateShiftError(InputError):
    """A number of days that is damaged; the message names the file and the remedy."""


def kept_shift_days(folder: Path) -> int:
    """Return by how many days dates are shifted; the first time it is drawn.

    Parameters
    ----------
    folder : Path
        The user's data folder, where it is kept.

    Raises
    ------
    DateShiftError
        If the file does not hold a number of days.
    OSError
        If it cannot be read or written.
    """
    path = folder / _NAME
    if path.exists():
        return _read(path)
    weeks = _LEAST_WEEKS + secrets.randbelow(_MOST_WEEKS - _LEAST_WEEKS)
    make_folder(folder)
    with replace_file(path) as file:
        file.write(json.dumps({"shift_days": -7 * weeks}).encode() + b"\n")
    return -7 * weeks


def _read(path: Path) -> int:
    try:
        said = json.loads(read_ordinary(path, _MOST_BYTES))
        days = said["shift_days"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _damaged(path) from error
    if type(days) is not int or not 0 < abs(days) < 10**5:
        raise _damaged(path)
    return days


def _damaged(path: Path) -> DateShiftError:
    return DateShiftError(
        f"{path} does not say by how many days dates are shifted. Put it back from a "
        "copy, or delete it: copies made from then on have another shift."
    )
