"""What fails in a paint is reported, and ends nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.faults.paint_faults import kinds


def test_a_fault_in_any_paint_is_reported_and_the_window_lives(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.paint_faults", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    reports = dict(line.split() for line in done.stdout.splitlines())
    assert [*reports] == [kind.__name__ for kind, _ in kinds()]
    assert all(int(count) for count in reports.values()), reports
    assert "QPaint" not in done.stderr
    assert "QBackingStore" not in done.stderr


def test_no_widget_overrides_what_painting_goes_through() -> None:
    """A Python override around a paint passes its errors on, which ends the program."""
    package = Path(__file__).parents[2] / "ecgviewer"
    sources = {path: path.read_text("utf-8") for path in package.rglob("*.py")}
    assert not [path for path, text in sources.items() if "def event(self" in text]
    painting = [path.name for path, text in sources.items() if "def paintEvent" in text]
    assert painting == ["guarded.py"]
    # One without a device has not begun; printing has one over many turns of the loop.
    begun = re.compile(r" = QPainter\([^)]")
    left_open = [path for path, text in sources.items() if begun.search(text)]
    assert not left_open
