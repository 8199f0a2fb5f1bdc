"""Drawings that are kept of what is painted by hand, and the looks they are made in."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from tests.kept import Kept, kept

#: The ground of a window, from which all other colours follow.
_GROUNDS = {"light": "#efefef", "dark": "#2a2f34"}


@pytest.fixture
def drawing(request: pytest.FixtureRequest) -> Kept:
    """Return the drawing that is kept of a test."""
    return kept(request)


@pytest.fixture(params=_GROUNDS)
def palette(request: pytest.FixtureRequest) -> QPalette:
    """Return the palette of a light and of a dark window."""
    return QPalette(QColor(_GROUNDS[request.param]))
