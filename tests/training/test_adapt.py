"""The simulated reader: what is reviewed, what is counted, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from tests.fakes import FakeClassifier
from tests.training.annotated import annotated_record
from training import adapt
from training.adapt import refuse_choosing
from training.records.splits import LeakageError
from training.reviewing.simulated_reader import (
    ClassifiedRecord,
    Reading,
    read,
    reading_figures,
)

CLASSES = (BeatClass.N, BeatClass.S, BeatClass.V)


def _record(n: int = 200) -> ClassifiedRecord:
    """A record whose V beats are all taken for N, with little confidence."""
    rng = np.random.default_rng(3)
    labels = np.where(np.arange(n) % 5 == 0, 2, 0).astype(np.uint8)
    doubt = np.where(labels == 2, 0.4, 0.1) + rng.uniform(0, 0.05, n)
    probabilities = np.stack([1 - doubt, 0.01 * doubt, 0.99 * doubt], axis=1)
    embedding = np.eye(3, 16)[labels] + rng.normal(0, 0.05, (n, 16))
    return ClassifiedRecord(
        "made",
        labels,
        probabilities.astype(np.float32),
        embedding.astype(np.float16),
        CLASSES,
    )


def test_the_least_confident_beats_are_reviewed_and_not_counted() -> None:
    reading = read(_record(), 10, 1.0)
    assert (reading.n_reviewed, reading.n_corrected) == (10, 10)
    assert reading.before.tolist() == [[160, 0, 0], [0, 0, 0], [30, 0, 0]]
    assert int(reading.after.sum()) == 190
    assert reading.after[2, 2] == 30
    assert reading.n_suggested == reading.n_right + reading.after[0, 2]


def test_a_review_of_all_beats_leaves_none_to_count() -> None:
    reading = read(_record(50), 100, 1.0)
    assert reading.n_reviewed == 50
    assert int(reading.before.sum()) == int(reading.after.sum()) == 0


def test_a_strong_prior_suggests_nothing() -> None:
    reading = read(_record(), 10, 1e9)
    assert reading.n_suggested == 0
    assert np.array_equal(reading.before, reading.after)


def _reading(name: str, before: list[int], after: list[int]) -> Reading:
    """Two classes count here: N as N or V, V as N or V."""

    def confusion(counts: list[int]) -> np.ndarray:
        matrix = np.zeros((3, 3), np.int64)
        matrix[np.ix_([0, 2], [0, 2])] = np.reshape(counts, (2, 2))
        return matrix

    return Reading(name, 10, 4, confusion(before), confusion(after), 8, 6)


def test_figures_are_means_over_the_records_that_have_the_class() -> None:
    figures = reading_figures(
        [
            _reading("better", [90, 0, 8, 2], [90, 0, 0, 10]),
            _reading("worse", [80, 0, 0, 20], [80, 0, 10, 10]),
            _reading("none", [100, 0, 0, 0], [90, 10, 0, 0]),
        ],
        CLASSES,
    )
    assert figures["V"]["n_records"] == 2
    assert figures["V"]["mean"] == [
        round((1 / 3 + 1) / 2, 4),
        round((1 + 2 / 3) / 2, 4),
    ]
    assert figures["V"]["pooled"] == [round(44 / 52, 4), round(40 / 60, 4)]
    assert figures["V"]["hurt"] == {"worse": [1.0, 0.6667]}
    assert list(figures["accuracy"]["hurt"]) == ["worse", "none"]
    assert figures["S"] == {"n_records": 0, "mean": [], "pooled": [0, 0], "hurt": {}}
    assert figures["share_right"] == 0.75
    assert figures["n_corrected"] == 12


def test_no_strength_is_chosen_on_test_patients() -> None:
    refuse_choosing(["101", "800"])
    with pytest.raises(LeakageError, match="100"):
        refuse_choosing(["101", "100"])
    with pytest.raises(LeakageError, match="201"):
        refuse_choosing(["201"])


@pytest.mark.parametrize("words", [["--records", "all"], ["--records", "ada", "bob"]])
def test_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    monkeypatch.setattr(adapt, "_classifier", lambda _: FakeClassifier())
    for seed, name in enumerate(("ada", "bob")):
        annotated_record(tmp_path, name, seed)
    file = tmp_path / "figures.json"
    arguments = ["--bundle", "seed-cnn", "--data", str(tmp_path), *words]
    more = ["--reviewed", "5", "10", "--strengths", "1", "2", "--json", str(file)]
    assert adapt.main([*arguments, *more]) == 0
    document = json.loads(file.read_text())
    assert document["records"] == ["ada", "bob"]
    ways = [(r["strength"], r["reviewed"]) for r in document["readings"]]
    assert ways == [(1, 5), (1, 10), (2, 5), (2, 10)]
    assert "5 least confident beats reviewed, strength 2" in capsys.readouterr().out


def test_command_refuses_patients_of_the_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--bundle", "seed-cnn", "--data", str(tmp_path), "--records", "101"]
    assert adapt.main(arguments) == 1
    assert "was trained on the patients of 101" in capsys.readouterr().err
    assert adapt.main([*arguments[:-1], "100", "--strengths", "1"]) == 1
    assert "no strength may be chosen" in capsys.readouterr().err
