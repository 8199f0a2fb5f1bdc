from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.classifier.bundle import find_bundle, load_bundle
from training.figures import figures_table, main

_README = Path(__file__).parents[2] / "README.md"


def test_the_readme_has_the_figures_of_the_shipped_bundle() -> None:
    table = figures_table(load_bundle(find_bundle("seed-cnn")).metrics)
    readme = _README.read_text(encoding="utf-8")
    assert table in readme, "python -m training.figures"


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed-cnn"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("| published | 0.862 | 0.600 |")
    assert len({line.count("|") for line in lines}) == 1
