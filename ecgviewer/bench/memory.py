"""What the process holds of the memory, where the system tells."""

from __future__ import annotations

import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def resident_mb() -> float:
    """Return what the process holds now; NaN outside Linux."""
    return _status_mb("VmRSS")


def peak_mb() -> float:
    """Return the most that the process has held so far; NaN outside Linux."""
    return _status_mb("VmHWM")


def known(name: str, figure_mb: float) -> dict[str, object]:
    """Return a figure in whole megabytes, or none, said on stderr, where it is NaN."""
    if figure_mb != figure_mb:
        print(f"memory is not reported by this system: no {name}", file=sys.stderr)
        return {}
    return {name: round(figure_mb)}


def _status_mb(field: str) -> float:
    if not _STATUS.exists():
        return float("nan")
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))
