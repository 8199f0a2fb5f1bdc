"""`ecgviewer compare` and `agree` say how far annotators agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from tests.commands.reviews import reviewed

pytestmark = pytest.mark.usefixtures("fake_classifier")


def test_compare_in_json(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(record_path), "-o", str(tmp_path)]) == 0
    capsys.readouterr()
    arguments = ["compare", str(record_path), "ecgv", "ecgv", "--whole", "--json"]
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)


def test_compare_reports_episodes_on_request(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(record_path), "-o", str(tmp_path)]) == 0
    ours = str(tmp_path / "ecgv")
    arguments = ["compare", str(record_path), ours, ours, "--whole"]
    assert main(arguments) == 0
    assert "AF episode" not in capsys.readouterr().out
    options = ["--episodes", "--shortest-episode", "10", "--without-flutter"]
    assert main([*arguments, *options]) == 0
    said = capsys.readouterr().out
    assert "AF episode-by-episode comparison results for record" in said
    assert "Episodes of less than 10 s are left out. Atrial flutter" in said


@pytest.mark.parametrize("wrong", ["-1", "inf", "nan", "long"])
def test_compare_refuses_a_length_that_is_not_one(
    wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["compare", "1", "atr", "cnn", f"--shortest-episode={wrong}"])
    assert f"{wrong} is not a number of seconds" in capsys.readouterr().err


def test_compare_without_annotations(
    record_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(record_path), "atr", "ecgv", "--whole"]) == 1
    assert "atr" in capsys.readouterr().err


def _said_of_readers(
    record_path: Path, reader: str, capsys: pytest.CaptureFixture[str]
) -> str:
    assert main(["agree", str(record_path), "--readers", reader, reader]) == 1
    said = capsys.readouterr()
    assert said.out == "", "no kappa of nothing"
    return said.err


def test_agree_says_what_readers_can_be(
    record_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = reviewed(record_path)
    for reader in ("Ada", str(journal)):
        said = _said_of_readers(record_path, reader, capsys)
        assert f"{journal} is the journal of a review. Export it" in said
    said = _said_of_readers(record_path, "bob", capsys)
    assert "patient1.bob does not exist. Name an annotator" in said
