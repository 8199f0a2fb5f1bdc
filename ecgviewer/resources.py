"""Where the files that ship with the program are."""

from __future__ import annotations

from pathlib import Path

# PyInstaller keeps __file__ below its folder, so this holds in a frozen program too.
_ROOT = Path(__file__).resolve().parents[1] / "resources"


def resource_path(name: str = "") -> Path:
    """Return the path of a file or folder in ``resources``, whether it exists or not.

    Parameters
    ----------
    name : str
        Relative to the folder, with slashes; empty for the folder itself.
    """
    return _ROOT / name
