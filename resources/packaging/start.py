"""The script that the frozen program runs."""

import sys
from types import ModuleType

# pyqtgraph imports OpenGL, with which it is never asked to draw here, and derives
# widgets from the one there. The real modules are 10 MB.
for name in ("QtOpenGL", "QtOpenGLWidgets"):
    module = sys.modules[f"PySide6.{name}"] = ModuleType(f"PySide6.{name}")
    vars(module)["QOpenGLWidget"] = type("QOpenGLWidget", (), {})

from ecgviewer.__main__ import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
