"""A pytest plugin that puts Qt out of reach: what is headless must run without it."""

from __future__ import annotations

import sys

import pytest


def pytest_configure(config: pytest.Config) -> None:
    for name in ("PySide6", "pyqtgraph", "shiboken6"):
        sys.modules[name] = None  # type: ignore[assignment]
    config.addinivalue_line("markers", "slow: needs TensorFlow, many records or long")
