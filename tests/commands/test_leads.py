"""`ecgviewer analyze` looks at all leads, or at those that are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecgviewer.__main__ import main

pytestmark = pytest.mark.usefixtures("fake_classifier")


def test_analyze_looks_at_all_leads_or_at_those_that_are_named(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, leads in (
        ([], "MLII V1"),
        (["--leads", "all"], "MLII V1"),
        (["--leads", "V1,MLII"], "V1 MLII"),
        (["--leads", "V1"], "V1"),
        (["--lead", "MLII"], "MLII"),
    ):
        assert main(["analyze", str(record_path), "-o", str(tmp_path), *words]) == 0
        told = capsys.readouterr().out
        again = words == ["--leads", "all"]
        assert ("skipped" in told) == again
        assert again or f"by {', '.join(leads.split())} ->" in told
        table = (tmp_path / "patient1.beats.csv").read_text().splitlines()
        assert table[1].endswith(f",fake-1,{leads}")
        assert f",{leads.split()[0]}," in table[1]
        log = (tmp_path / "analyze.jsonl").read_text().splitlines()
        assert json.loads(log[-1])["leads"] == leads.split()


def test_what_a_program_that_knew_one_lead_did_is_done_again(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", str(record_path), "-o", str(tmp_path)]
    assert main(arguments) == 0
    log = tmp_path / "analyze.jsonl"
    entry = json.loads(log.read_text())
    del entry["leads"]
    log.write_text(json.dumps(entry) + "\n")
    capsys.readouterr()
    assert main(arguments) == 0
    assert "skipped" not in capsys.readouterr().out
