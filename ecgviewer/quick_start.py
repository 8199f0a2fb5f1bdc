"""Spares the start of a window work that serves nothing here."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Any


def spare_imports() -> None:
    """Let modules be imported for what they cost themselves.

    Python looks for cycles of garbage again and again while ever more modules are
    there; `GarbageCollector` looks for them as soon as there is an application. PySide
    reads the source of each module that is imported after it, to see whether names
    are to be in snake case there, which it calls a feature. No module here has it.
    """
    gc.disable()
    import_module("PySide6.QtCore")
    features: Any = sys.modules.get("PySide6.support.feature")
    if hasattr(features, "_mod_uses_pyside"):
        features._mod_uses_pyside = lambda _: False
