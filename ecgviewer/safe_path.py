"""Keeps the working folder out of where Python looks for code.

`python -m ecgviewer` puts that folder first: with recordings from somebody else in it,
an `argparse.py` beside them would run. Imported before anything that could be there.
"""

# ruff: noqa: PTH100, PTH120, PTH121
from __future__ import annotations

import os
import sys


def leave_out_working_folder() -> None:
    """Drop the working folder from `sys.path`, unless this program is run from it."""
    if sys.flags.safe_path or not sys.path:
        return
    first = sys.path[0]
    program = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        is_working_folder = not first or os.path.samefile(first, os.curdir)
        is_program = os.path.samefile(first or os.curdir, program)
    except OSError:
        # An archive, or a folder that is gone: nothing of the working folder.
        return
    if is_working_folder and not is_program:
        del sys.path[0]
