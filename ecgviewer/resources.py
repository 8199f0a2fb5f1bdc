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
    base = _base(
        ("APPDATA", Path("AppData", "Roaming")),
        Path("Library", "Application Support"),
        ("XDG_DATA_HOME", Path(".local", "share")),
    )
    return base / "ecgviewer" / "ecgviewer"


def user_cache_folder() -> Path:
    """Return the user's folder of what the program can make again.

    It is the one that Qt calls CacheLocation, whether it exists or not.
    """
    base = _base(
        ("LOCALAPPDATA", Path("AppData", "Local")),
        Path("Library", "Caches"),
        ("XDG_CACHE_HOME", Path(".cache")),
    )
    folder = base / "ecgviewer" / "ecgviewer"
    return folder / "cache" if sys.platform == "win32" else folder


def _base(windows: tuple[str, Path], mac: Path, linux: tuple[str, Path]) -> Path:
    """Return a folder of the system: what a variable says, else below the home."""
    home = Path.home()
    if sys.platform == "win32":
        variable, usual = windows
        return Path(os.environ.get(variable, home / usual))
    if sys.platform == "darwin":
        return home / mac
    variable, usual = linux
    base = Path(os.environ.get(variable, ""))
    # By the XDG specification, a relative path counts as none.
    return base if base.is_absolute() else home / usual
