"""Why a file could not be written, in words for the reviewer."""

from __future__ import annotations

from pathlib import Path


def write_failure(error: OSError, path: Path) -> str:
    """Return what to say when a file, or one in a folder, could not be written."""
    reason = error.strerror or str(error) or type(error).__name__
    return (
        f"{path} cannot be written: {reason}. Choose another folder or a shorter name."
    )
