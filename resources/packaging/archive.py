"""Packs what PyInstaller built, and prints what it weighs.

`python -m resources.packaging.archive dist` writes
dist/ecgviewer-VERSION-SYSTEM.tar.xz, or .zip. A megabyte is a million bytes.
"""

from __future__ import annotations

import platform
import shutil
import sys
import tarfile
from pathlib import Path

from ecgviewer import __version__

_MEGABYTE = 1_000_000


def archived(dist: Path) -> Path:
    """Pack the folder, or on macOS the application, and return the archive."""
    system = platform.system().lower()
    name = f"ecgviewer-{__version__}-{system}-{platform.machine().lower()}"
    packed = "ecgviewer.app" if system == "darwin" else "ecgviewer"
    # Zip has no links, which Qt's libraries on Linux and macOS are full of.
    if system == "windows":
        made = shutil.make_archive(str(dist / name), "zip", dist, packed)
        return Path(made)
    path = dist / f"{name}.tar.xz"
    # Already the first level makes less than gzip's last, in a quarter of xz's usual
    # time.
    with tarfile.open(path, "w:xz", preset=1) as archive:
        archive.add(dist / packed, packed)
    return path


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
