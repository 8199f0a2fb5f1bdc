"""A campaign over readers gives each as many inputs, whatever it begins with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import campaign

_FOUND = {"refused": 1, "findings": 0, "slowest_s": 0.5, "peak_mb": 90}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int]]:
    """Return the targets that are run, with inputs and seed; `scp` dies."""
    found: list[tuple[str, int, int]] = []

    def run(name: str, n: int, seed: int, findings: Path) -> dict[str, Any]:
        found.append((name, n, seed))
        return {"findings": 1} if name == "scp" else {"inputs": n, **_FOUND}

    monkeypatch.setattr(campaign, "_in_a_process", run)
    monkeypatch.setattr(campaign, "_TURN", 100)
    return found


def test_the_least_fuzzed_comes_first_and_all_are_finished(
    asked: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    out = tmp_path / "formats.json"
    known = {"edf": {"inputs": 185, **_FOUND}, "zip": {"inputs": 300, **_FOUND}}
    out.write_text(json.dumps({"targets": known}), encoding="utf-8")
    record = campaign.formats_campaign(["edf", "zip", "mat"], 300, 2, out)
    assert asked == [
        ("mat", 100, 2000),
        ("mat", 100, 2001),
        ("edf", 100, 2001),
        ("mat", 100, 2002),
        ("edf", 15, 2002),
    ]
    targets = record["targets"]
    assert {name: each["inputs"] for name, each in targets.items()} == {
        **dict.fromkeys(("edf", "zip", "mat"), 300)
    }
    assert targets["mat"]["slowest_s"] == 0.5
    assert targets["mat"]["refused"] == 3
    assert json.loads(out.read_bytes()) == record
    asked.clear()
    assert campaign.formats_campaign(["edf", "zip", "mat"], 300, 2, out) == record
    assert asked == []


def test_one_that_dies_is_a_finding_and_the_others_go_on(
    asked: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    record = campaign.formats_campaign(["scp", "mat"], 150, 1, tmp_path / "f.json")
    assert [name for name, *_ in asked] == ["mat", "scp", "mat"]
    assert record["findings"] == 1
    assert record["targets"]["scp"] == {"findings": 1}
