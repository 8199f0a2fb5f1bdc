"""Fixtures for every test: an offscreen Qt, private settings, no thread left running."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
