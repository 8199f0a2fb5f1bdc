"""Whether there is a screen to show a window on; Qt ends the program where not."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path

NO_SCREEN = """ecgviewer: there is no display to show the window on.
  On a desktop, start it from a terminal of that desktop.
  Over ssh, connect with `ssh -X` or `ssh -Y`.
  Without one, `ecgviewer analyze RECORD -o FOLDER` writes the beats into files, and
  `ecgviewer demo -o FOLDER` renders the window."""


def has_screen() -> bool:
    """Return whether Qt can open a window here, or was told how to do without."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _has_wayland() or _has_x11()


def _has_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name or not hasattr(socket, "AF_UNIX"):
        return False
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name)
    with socket.socket(socket.AF_UNIX) as compositor:
        try:
            compositor.connect(str(path))
        except OSError:
            return False
    return True


def _has_x11() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        # Qt brings what it needs of X, or says what is missing.
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
