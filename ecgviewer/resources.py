"""Where the files that ship with the program are."""

from __future__ import annotations

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
