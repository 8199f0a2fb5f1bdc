from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.errors import InputError
from tests.faults.random_walk import Leg, outcome, record, walk_leg
from tests.faults.walk_findings import Findings
from tests.faults.walk_records import write_records

#: A program in place of a leg: it says its steps, and crashes.
_CRASHING = """
import faulthandler, sys
from pathlib import Path
folder = Path(sys.argv[1])
(folder / "steps.txt").write_text("1 key: Del in A\\n2 close: B\\n")
faulthandler.enable((folder / "faults.txt").open("w"))
faulthandler._sigsegv()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the offscreen platform of Linux")
def test_a_short_walk_ends_without_a_crash() -> None:
    leg = walk_leg(0, seed=3, steps=300, left_out=[])
    assert not leg.findings, leg.reports
    assert leg.steps == 300
    assert len(leg.moves) > 12


def test_a_crash_is_seen_with_its_last_steps(tmp_path: Path) -> None:
    leg = outcome([sys.executable, "-c", _CRASHING, str(tmp_path)], tmp_path)
    assert leg.steps == 2
    assert leg.moves == {"key": 1, "close": 1}
    (report,) = leg.reports
    assert report["kind"] == "crash"
    assert report["steps"][-1] == "2 close: B"
    assert "Segmentation fault" in report["details"]
    assert leg.findings.total() == 1


@pytest.mark.filterwarnings("default")
def test_whatever_is_wrong_is_found(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str, str]] = []
    findings = Findings(lambda *finding: told.append(finding))
    for place, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
    ):
        monkeypatch.setattr(place, name, getattr(place, name))
    findings.hook_exceptions()
    sys.excepthook(ValueError, ValueError("one"), None)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    findings.on_warning("old", DeprecationWarning, "a.py", 3)
    assert [kind for kind, _, _ in told] == ["exception", "exception", "warning"]
    findings.on_failure(InputError("said to the user"))
    findings.on_failure(OSError("no room"))
    assert len(told) == 3
    findings.on_failure(KeyError("x"))
    assert told[-1][0] == "failure"


def test_records_are_written_and_some_are_broken(tmp_path: Path) -> None:
    paths = write_records(tmp_path)
    assert len(paths) > 25
    assert all(path.exists() for name, path in paths.items() if name != "absent")


def test_results_of_two_versions_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "walk.json"
    out.write_text('{"2.7": {"steps": 1}}', "utf-8")
    record(out, Leg(steps=7), seed=1, left_out=["paint"])
    kept = json.loads(out.read_text("utf-8"))
    assert kept.pop("2.7") == {"steps": 1}
    (result,) = kept.values()
    assert (result["steps"], result["left_out"]) == (7, ["paint"])
