from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.failing_disk import why_not

_ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "a disk can be made to fail")
def test_writes_that_fail_lose_nothing(tmp_path: Path) -> None:
    """The first calls of each review, in every way."""
    result = tmp_path / "found.json"
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.write_campaign", str(result), "2"],
        cwd=_ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        check=False,
    )
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    assert ended.returncode == 0, found["cases"]
    assert found["trials"] >= 100
    assert found["struck"] > found["trials"] // 2
    assert found["kills"] > 0
    assert found["rescued"] > 0
    assert found["told_unsaved"] > 0


@pytest.mark.parametrize("name", ["write_campaign", "two_windows_campaign"])
def test_the_last_long_run_found_nothing(name: str) -> None:
    path = Path(__file__).with_name(f"{name}.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["cases"] == []
    for what in ("lost", "spoiled", "crashes", "originals_changed"):
        assert found[what] == 0
