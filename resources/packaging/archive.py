"""Packs what PyInstaller built, and prints what it weighs.

`python -m resources.packaging.archive dist` writes
dist/ecgviewer-VERSION-SYSTEM.tar.gz, or .zip.
"""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

from ecgviewer import __version__

_MEGABYTE = 2**20


def archived(dist: Path) -> Path:
    """Pack the folder, or on macOS the application, and return the archive."""
    system = platform.system().lower()
    name = f"ecgviewer-{__version__}-{system}-{platform.machine().lower()}"
    packed = "ecgviewer.app" if system == "darwin" else "ecgviewer"
    # Zip has no links, which Qt's libraries on Linux and macOS are full of.
    kind = "zip" if system == "windows" else "gztar"
    made = shutil.make_archive(str(dist / name), kind, root_dir=dist, base_dir=packed)
    return Path(made)


def size_mb(path: Path) -> float:
    """Return the megabytes of a file or of all files below a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    total = sum(f.stat().st_size for f in files if f.is_file() and not f.is_symlink())
    return total / _MEGABYTE


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    archive = archived(folder)
    print(f"{folder / 'ecgviewer'}: {size_mb(folder / 'ecgviewer'):.0f} MB")
    print(f"{archive}: {size_mb(archive):.0f} MB")
