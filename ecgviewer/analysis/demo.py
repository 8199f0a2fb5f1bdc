"""The demo record: synthesised, written where the application may write."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record


def write_demo(folder: Path) -> Path:
    """Write the demo record into a folder unless it is there, and return its header."""
    header = folder / "demo.hea"
    if not (header.exists() and header.with_suffix(".dat").exists()):
        folder.mkdir(parents=True, exist_ok=True)
        write_record(folder, synthetic_record().record)
    return header
