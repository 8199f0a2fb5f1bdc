"""What the packaged program leaves out, and why."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path, PurePath

#: Modules that are imported somewhere below ours and never run by us.
EXCLUDED = [
    # Trains the classifier; LiteRT runs it.
    "tensorflow", "keras", "training",
    # The oracles of our STFT and our resize in tests, with what they need.
    "cv2", "librosa", "numba", "llvmlite", "sklearn", "pytest", "hypothesis", "_pytest",
    # Draws for exporters of pyqtgraph and others, which nothing calls.
    "matplotlib", "PIL", "tkinter", "_tkinter", "cupy", "IPython",
    # Fetch records over the network: the application opens files.
    "aiohttp", "requests", "urllib3", "fsspec.implementations.http",
    "yarl", "multidict", "propcache", "charset_normalizer", "idna", "ssl", "_ssl",
    # Manuals and debuggers of Python, which nobody can reach in it.
    "pydoc_data", "pdb", "doctest",
    # Installers that some packages look for.
    "setuptools", "pkg_resources", "pyparsing", "_distutils_hack",
    # Qt beyond widgets.
    "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtTest",
    "PySide6.QtDesigner", "PySide6.QtDBus", "PySide6.QtUiTools",
    # For these there are stand-ins in start.py.
    "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets",
    "pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.canvas",
    # Converts and compiles networks for other hardware.
    "ai_edge_litert.aot", "ai_edge_litert.vendors", "ai_edge_litert.tools",
]  # fmt: skip

#: Files by a part of their name.
_UNUSED = (
    # Qt for touch screens without a desktop, and what Qt Quick needs.
    "libQt6Quick", "libQt6Qml", "libQt6Network", "libQt6VirtualKeyboard",
    "libQt6Pdf", "Qt6Network", "QtNetwork",
    "libQt6Designer", "libQt6WaylandCompositor", "libQt6Egl", "Qt6Quick", "Qt6Qml",
    "Qt6Pdf", "Qt6VirtualKeyboard", "opengl32sw", "QtQuick", "QtQml",
    "plugins/tls", "plugins/networkinformation", "plugins/platforminputcontexts/libqtv",
    "plugins/egldeviceintegrations", "plugins/platforms/libqeglfs",
    "plugins/platforms/libqlinuxfb", "plugins/platforms/libqvnc", "qvkkhrdisplay",
    "plugins/platforms/libqminimalegl", "plugins/qmltooling",
    "plugins/generic", "plugins/imageformats/libqpdf",
    # Pictures that the application neither has nor opens.
    "imageformats/libqtiff", "imageformats/libqwebp", "imageformats/libqtga",
    "imageformats/libqwbmp", "imageformats/libqgif", "imageformats/qtiff",
    "imageformats/qwebp", "imageformats/qtga", "imageformats/qwbmp",
    "imageformats/qgif",
    # The GTK look and its libraries; file dialogs come by the desktop portal.
    "platformthemes/libqgtk3", "libgtk-3", "libgdk", "libcairo", "libpango", "libatk",
    "libharfbuzz", "libpixman", "libthai", "libdatrie", "libfribidi", "libgraphite2",
    "libkrb5", "libk5crypto", "libgssapi", "libgio-", "libgobject-", "libgmodule-",
    "libmount", "libblkid", "libselinux", "libreadline", "libtinfo",
    # A part of the C library, which the system has.
    "libmvec",
    "PySide6/Qt/translations", "PySide6/translations",
    # Retrains the classifier, shows it to readers, builds this: a checkout has it.
    "network.keras", "failures.png", "held_out.png", "worst.png",
    "resources/screenshots", "resources/packaging",
    # Accelerators and model conversion of LiteRT.
    "libLiteRtWebGpuAccelerator", "_pywrap_litert_converter", "pywrap_genai_ops",
    "_pywrap_tensorflow_lite_calibration", "_pywrap_tfl_calibration",
    "_pywrap_modify_model_interface", "_pywrap_tensorflow_lite_metrics",
    "format_converter_wrapper", "ai_edge_litert/vendors", "ai_edge_litert/aot",
)  # fmt: skip
_TEST_FOLDERS = {"tests", "testing", "test"}


def is_wanted(name: str) -> bool:
    """Return whether a file belongs into the package, by its name inside it."""
    path = PurePath(name.replace("\\", "/"))
    if _TEST_FOLDERS & set(path.parts[:-1]):
        return False
    return not any(part in path.as_posix() for part in _UNUSED)


def strip_libraries(folder: Path) -> None:
    """Take symbols for debuggers out of the libraries of a package for Linux.

    Libraries of wheels have been rewritten, and `strip` breaks some such: what the
    system's loader then refuses stays as it was.
    """
    strip, loaders = shutil.which("strip"), list(Path("/lib64").glob("ld-linux*"))
    if not strip or not loaders:
        return
    for library in sorted(folder.rglob("*.so*")):
        if library.is_symlink():
            continue
        stripped = library.with_name(f"{library.name}.stripped")
        command = [strip, "--strip-unneeded", "-o", str(stripped), str(library)]
        made = subprocess.run(command, capture_output=True, check=False)
        if not made.returncode and _loads(loaders[0], stripped):
            stripped.replace(library)
        stripped.unlink(missing_ok=True)


def _loads(loader: Path, library: Path) -> bool:
    asked = subprocess.run([loader, "--verify", library], check=False)
    # 2 says: a library rather than a program.
    return asked.returncode in (0, 2)
