"""Where the files are that ship with the program, and those that a user adds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: Inside the package where a wheel was installed; beside it in a checkout and, since
#: PyInstaller keeps __file__ below its folder, in a frozen program.
_FOLDERS = (_PACKAGE / "resources", _PACKAGE.parent / "resources")
_ROOT = next((folder for folder in _FOLDERS if folder.is_dir()), _FOLDERS[-1])


def resource_path(name: str = "") -> Path:
    """Return the path of a file or folder in ``resources``, whether it exists or not.

    Parameters
    ----------
    name : str
        Relative to the folder, with slashes; empty for the folder itself.
    """
    return _ROOT / name


def user_data_folder() -> Path:
    """Return the user's data folder of the program, whether it exists or not.

    It is the one that Qt calls AppDataLocation; commands without a window find it
    without Qt.
    """
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", home / "AppData" / "Roaming"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", ""))
        # By the XDG specification, a relative path counts as none.
        if not base.is_absolute():
            base = home / ".local" / "share"
    return base / "ecgviewer" / "ecgviewer"
