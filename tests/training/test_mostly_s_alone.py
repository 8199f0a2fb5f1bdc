"""Recordings that are mostly S, judged as recordings by themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.classifier.timing_expert import TimingExpert
from ecgviewer.preprocessing.spec import PreprocessingSpec
from ecgviewer.preprocessing.timing_window import TIMING_NAMES
from tests.training.made_folds import (
    FOLDS,
    made_experts,
    untrained_expert,
    write_records,
)
from training.mostly_s_alone import main, table
from training.networks.recipes import CONTEXT
from training.records.dataset import LabelledRecord
from training.records.lead_beats import Judged, LeadBeats
from training.scoring import context_folds, judged_alone

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
_WHOLE, _ALONE = "of the whole recording", "of the stretch"
_BUILT = "built, half S"


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """Networks that call no beat S, and the records that they judged."""
    networks, data = tmp_path / "networks", tmp_path / "data"
    made_experts(networks, tmp_path / "timing", pairs=False)
    data.mkdir()
    write_records(networks, data)
    return [
        *("--networks", str(networks), "--data", str(data), "--folds", "3"),
        *("--json", str(tmp_path / "alone.json")),
    ]


def _knowing(
    network: object, records: Sequence[LabelledRecord], spec: PreprocessingSpec
) -> Judged:
    """Judge each beat rightly, as a network would that is good at such recordings."""
    assert network is None and spec == CONTEXT.spec
    rows = LeadBeats.of(records)
    return Judged(
        rows,
        (8 * np.eye(3)[rows.label]).astype("f4"),
        np.zeros((len(rows), 2), "f2"),
    )


def test_networks_judge_the_stretches_again_and_experts_the_answers(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(judged_alone, "network_without", lambda *_: None)
    monkeypatch.setattr(judged_alone, "judged_by", _knowing)
    monkeypatch.setattr(context_folds, "train_context_expert", untrained_expert)
    words += ["--timing", str(tmp_path / "timing")]
    assert main(words) == 1
    assert "expert-without-0.npz is missing" in capsys.readouterr().err
    n = len(TIMING_NAMES)
    for number in range(3):
        layers = (np.zeros((n, 3), "f4"),), (np.zeros(3, "f4"),)
        TimingExpert(np.zeros(n, "f4"), np.ones(n, "f4"), *layers).write(
            tmp_path / "timing" / f"expert-without-{number}.npz"
        )
    assert main(words) == 0
    found = json.loads((tmp_path / "alone.json").read_text())
    assert found["folds"] == [0, 1, 2] and not any(found["strict"].values())
    whole, alone = (found[place]["networks"][_BUILT] for place in (_WHOLE, _ALONE))
    assert set(whole["patients"]) == set(alone["patients"]) == set(FOLDS)
    assert whole["mean S F1"] < 0.2
    assert alone["mean S F1"] == 1.0
    # The expert knows no S, whatever the networks say, but where these are trusted.
    without, trusted = list(found[_ALONE])[1:]
    assert found[_ALONE][without][_BUILT]["mean S F1"] == 0.0
    assert list(found[_WHOLE]) == ["networks", without, trusted]
    printed = capsys.readouterr().out
    assert printed == f"{table(found)}\n"
    assert "| networks: of the stretch | nan | 1.000 | 1.000 | 1.000 |" in printed


def test_networks_of_some_folds_are_judged_alone(
    words: list[str], tmp_path: Path
) -> None:
    from training.networks.network import build_network
    from training.train import one_member

    folder = tmp_path / "networks" / "without-1"
    folder.mkdir()
    shape = one_member(CONTEXT, 0).shape
    build_network(CONTEXT.spec, shape).save(folder / "epoch-1.keras")
    for number in (0, 2):
        (tmp_path / "networks" / f"without-{number}.npz").unlink()
    assert main([*words, "--only", "1", "--networks-alone"]) == 0
    found = json.loads((tmp_path / "alone.json").read_text())
    assert list(found[_ALONE]) == list(found[_WHOLE]) == ["networks"]
    patients = found[_ALONE]["networks"][_BUILT]["patients"]
    assert set(patients) == {name for name, fold in FOLDS.items() if fold == 1}


def test_another_record_of_the_name_is_refused(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(judged_alone, "network_without", lambda *_: None)
    data = tmp_path / "data"
    (data / "101.atr").write_bytes((data / "800.atr").read_bytes())
    assert main([*words, "--only", "0", "--networks-alone"]) == 1
    assert "101 is another record" in capsys.readouterr().err
