"""Icons in the format of each system, drawn from the one SVG.

`python -m resources.packaging.icon_files FOLDER` writes PNG files for Linux, ICO and
ICNS.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QImageWriter

from ecgviewer.resources import resource_path

SIZES = (16, 32, 48, 64, 128, 256, 512)
#: Most that an entry of an ICO file can be, in pixels.
_ICO_MOST = 256
#: Type of an ICNS entry that holds a PNG of this many pixels.
_ICNS_TYPES = {16: b"icp4", 32: b"icp5", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def drawn() -> dict[int, bytes]:
    """Return the icon as PNG by size in pixels; needs a QGuiApplication."""
    icon = QIcon(str(resource_path("icons/ecgviewer.svg")))
    return {size: _png(icon.pixmap(size, size).toImage()) for size in SIZES}


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(f"the icon could not be drawn: {writer.errorString()}")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Return an ICO file of PNG pictures by size."""
    chosen = {n: png for n, png in pictures.items() if n <= _ICO_MOST}
    head = struct.pack("<HHH", 0, 1, len(chosen))
    offset = len(head) + 16 * len(chosen)
    entries = b""
    for size, png in chosen.items():
        # 256 is written as 0, since it does not fit into the byte.
        side = size % _ICO_MOST
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return head + entries + b"".join(chosen.values())


def icns(pictures: dict[int, bytes]) -> bytes:
    """Return an ICNS file of PNG pictures by size."""
    parts = [
        kind + struct.pack(">I", len(pictures[size]) + 8) + pictures[size]
        for size, kind in _ICNS_TYPES.items()
    ]
    body = b"".join(parts)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def write_icons(folder: Path) -> Path:
    """Write all icon files into a folder, and return it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication(["icons"])
    folder.mkdir(parents=True, exist_ok=True)
    pictures = drawn()
    for size, png in pictures.items():
        (folder / f"ecgviewer-{size}.png").write_bytes(png)
    (folder / "ecgviewer.ico").write_bytes(ico(pictures))
    (folder / "ecgviewer.icns").write_bytes(icns(pictures))
    del app
    return folder


if __name__ == "__main__":
    print(write_icons(Path(sys.argv[1])))
