"""The application in the menu, its file types and its icon, put in and taken out.

`ecgviewer --install-desktop` writes into the user's own folders, on Linux as the XDG
specifications of freedesktop.org say; `--remove-desktop` takes it all away again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ecgviewer import windows_types
from ecgviewer.formats import record_formats
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.record_format import RecordFormat
from ecgviewer.resources import resource_path

_NAME = "ecgviewer"
_ENTRY = """[Desktop Entry]
Type=Application
Name=ecgviewer
GenericName=ECG review
Comment=Review the heartbeats of an ECG that a CNN classified, and see why
Exec={command} %f
Icon=ecgviewer
Terminal=false
Categories=Science;MedicalSoftware;
Keywords=ECG;EKG;{names}Holter;arrhythmia;
MimeType={types}
StartupWMClass=ecgviewer
"""
#: The file that a record is opened by is claimed, as a header, and the signals beside
#: it are not: a type for `*.dat`, however light, would be the only one for that ending,
#: and every `.dat` of every program would be opened here. Signals have no magic number
#: to tell them by. They are opened through their header, by dropping them onto the
#: window, or from the list of all applications.
_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
{types}</mime-info>
"""
_TYPE = """  <mime-type type="{media_type}">
    <comment>{title}</comment>
    <sub-class-of type="{parent}"/>
    <icon name="ecgviewer"/>
    <glob pattern="*{ending}" weight="60"/>
  </mime-type>
"""


class DesktopError(Exception):
    """It cannot be installed here; the message is for users."""


def run(*, remove_it: bool) -> int:
    """Install or remove, say what was written, and return the exit status."""
    try:
        paths = _removed() if remove_it else _installed()
    except (DesktopError, OSError) as error:
        print(f"ecgviewer: {error}", file=sys.stderr)
        return 1
    for path in paths:
        print(f"{'removed' if remove_it else 'installed'} {path}")
    return 0


def _installed() -> Sequence[object]:
    if sys.platform.startswith("win"):
        return windows_types.install(_program())
    return install()


def _removed() -> Sequence[object]:
    return windows_types.remove() if sys.platform.startswith("win") else remove()


def install() -> list[Path]:
    """Write the desktop entry, the file type and the icon; return their paths.

    Raises
    ------
    DesktopError
        On macOS, where the application itself says what it opens.
    OSError
        If the folders cannot be written.
    """
    _check_system()
    entry, types, icon = _places()
    for path in (entry, types, icon):
        path.parent.mkdir(parents=True, exist_ok=True)
    _write(entry, _entry().encode())
    _write(types, _types().encode())
    _write(icon, resource_path("icons/ecgviewer.svg").read_bytes())
    _refresh()
    _run("xdg-mime", "default", entry.name, *_media_types())
    return [entry, types, icon]


def _media_types() -> list[str]:
    return [each.media_type for each in _opened()]


def _opened() -> list[RecordFormat]:
    """Return the formats whose files a double-click opens."""
    return [each for each in record_formats.FORMATS if not each.shares_ending]


def _entry() -> str:
    return _ENTRY.format(
        command=_command(),
        names="".join(f"{each.name};" for each in record_formats.FORMATS),
        types="".join(f"{media_type};" for media_type in _media_types()),
    )


def _types() -> str:
    types = (
        _TYPE.format(
            media_type=each.media_type,
            title=each.title,
            parent="text/plain" if each.is_text else "application/octet-stream",
            ending=each.endings[0],
        )
        for each in _opened()
    )
    return _TYPES.format(types="".join(types))


def _write(path: Path, data: bytes) -> None:
    with replace_file(path) as file:
        file.write(data)


def remove() -> list[Path]:
    """Take away what `install` wrote; return the paths of what was there.

    Raises
    ------
    DesktopError, OSError
        As for `install`.
    """
    _check_system()
    there = [path for path in _places() if path.is_symlink() or path.exists()]
    for path in there:
        path.unlink()
    _refresh()
    return there


def _check_system() -> None:
    if sys.platform != "linux":
        raise DesktopError(
            "The system knows what ecgviewer opens as soon as it is in the folder "
            "Applications; there is nothing to install."
        )


def _data_folder() -> Path:
    given = os.environ.get("XDG_DATA_HOME")
    return Path(given) if given else Path.home() / ".local" / "share"


def _places() -> tuple[Path, Path, Path]:
    data = _data_folder()
    return (
        data / "applications" / f"{_NAME}.desktop",
        data / "mime" / "packages" / f"{_NAME}.xml",
        data / "icons" / "hicolor" / "scalable" / "apps" / f"{_NAME}.svg",
    )


def _command() -> str:
    """Return how to start this very program, quoted as desktop entries want it."""
    return _quoted(sys.executable) + _arguments()


def _program() -> str:
    """Return how to start this very program, quoted as Windows wants it."""
    return f'"{sys.executable}"' + _arguments()


def _arguments() -> str:
    # -P: a file manager may start it in the recording's folder, and code there must
    # not run.
    return "" if getattr(sys, "frozen", False) else " -P -m ecgviewer"


def _quoted(path: str) -> str:
    for character in '\\"`$':
        path = path.replace(character, f"\\{character}")
    # The file's own escaping comes on top, and % begins a field code.
    return '"' + path.replace("\\", "\\\\").replace("%", "%%") + '"'


def _refresh() -> None:
    data = _data_folder()
    _run("update-mime-database", str(data / "mime"))
    _run("update-desktop-database", str(data / "applications"))
    _run("gtk-update-icon-cache", "--quiet", str(data / "icons" / "hicolor"))


def _run(program: str, *arguments: str) -> None:
    """Run one of the desktop's tools, which not every desktop has."""
    found = shutil.which(program)
    if found:
        subprocess.run([found, *arguments], check=False, capture_output=True)
