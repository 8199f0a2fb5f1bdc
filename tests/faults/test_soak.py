from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts what /proc shows")
def test_review_after_review_holds_nothing_more(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.soak", "25", "--duration-s", "30"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ended.stdout)
    for name in ("threads", "python_threads", "files"):
        assert found["end"][name] <= found["settled"][name] + 1, name
    assert found["end"]["rss_mb"] < found["settled"]["rss_mb"] + 40
