"""wfdb-python, what our readers are held against; imported as the application does."""

from __future__ import annotations

from importlib import import_module

import_module("ecgviewer.formats.wfdb.decoding")
wfdb = import_module("wfdb")
