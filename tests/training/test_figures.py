from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.classifier.bundle import bundle_paths, find_bundle, load_bundle
from training.figures import figures_table, main, markdown_table
from training.model_card import model_card

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "resources/guide/31-the-classifier.md"


@pytest.mark.parametrize("name", bundle_paths())
def test_the_guide_has_the_figures_of_the_shipped_bundles(name: str) -> None:
    table = figures_table(load_bundle(find_bundle(name)).metrics)
    page = _PAGE.read_text(encoding="utf-8")
    assert table in page, f"python -m training.figures {name}"


def test_the_readme_has_the_figures_of_the_default_bundle() -> None:
    table = figures_table(load_bundle(find_bundle()).metrics)
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    assert table in readme, "python -m training.figures"


def test_the_model_card_is_that_of_its_figures() -> None:
    bundle = load_bundle(find_bundle())
    card = (bundle.path / "README.md").read_text(encoding="utf-8")
    assert card == model_card(bundle), "python -m training.model_card"


def test_figures_without_a_value_leave_their_cell_empty() -> None:
    table = markdown_table(
        ["a", "b"], [("row", [0.5, float("nan")]), ("two", [None, 1])]
    )
    assert table.splitlines()[2:] == ["| row | 0.500 |  |", "| two |  | 1.000 |"]


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed-cnn"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("| published | 0.862 | 0.600 |")
    assert len({line.count("|") for line in lines}) == 1
