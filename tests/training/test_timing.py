"""What experts of timing without some folds leave behind."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.training.records.rhythms import rhythm_of
from training.errors import TrainingError
from training.records.timing_beats import TimingBeats, timing_beats

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def test_an_expert_without_one_fold_is_kept(tmp_path: Path) -> None:
    from training.networks.timing_training import TimingSettings
    from training.timing import experts_without, judged_logits, write_without

    rhythms = [rhythm_of("NNNNNS" * 40, name=name) for name in "abcd"]
    beats = timing_beats(rhythms, "judged", 1, judged=True)
    settings = TimingSettings(epochs=1)

    def written(*left_out: int) -> Path:
        outside = [rhythms[number] for number in left_out]
        return write_without(outside, beats, left_out, settings, tmp_path, "run")

    path, kept = written(3), tmp_path / "expert-without-3.npz"
    (expert,) = experts_without([tmp_path], 3)
    with np.load(path) as said:
        logits = judged_logits(expert, rhythms[3:])[1]
        np.testing.assert_array_equal(logits, said["logits"])
    pair = written(1, 2)
    assert set(tmp_path.iterdir()) == {path, kept, pair}
    # Words of before experts were kept are written again, with the expert.
    kept.unlink()
    with pytest.raises(TrainingError, match=r"expert-without-3\.npz is missing"):
        experts_without([tmp_path], 3)
    assert written(3) == path
    assert experts_without([tmp_path], 3)


def test_of_each_drawing_an_expert_never_saw_the_test_patients(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import timing
    from training.networks.timing_training import TimingSettings

    rhythms = [rhythm_of("NNNNNS" * 10, name=name) for name in ("100", "101", "201")]
    beats = timing_beats(rhythms, "judged", 1, judged=True)
    learned: list[set[str]] = []

    class Expert:
        def write(self, path: Path) -> None:
            path.write_bytes(b"")

    def expert(some: TimingBeats, _: object) -> Expert:
        learned.append(set(some.patient.tolist()))
        return Expert()

    monkeypatch.setattr(timing, "_expert", expert)
    # 202 is of the patient of 201.
    for number, test in ((1, ["101"]), (2, ["202", "100"])):
        folder = tmp_path / f"drawn/split-{number}/member-0"
        folder.mkdir(parents=True)
        split = {"training": [], "validation": [], "test": test, "seed": number}
        (folder / "history.json").write_text(json.dumps({"run": {"split": split}}))
    work = tmp_path / "work"
    work.mkdir()
    settings = TimingSettings()
    paths = timing.write_of_drawings(tmp_path / "drawn", beats, settings, work)
    assert list(paths) == [work / f"split-{n}" / "timing.npz" for n in (1, 2)]
    assert learned == [{"100", "201"}, {"101"}]
    with pytest.raises(TrainingError, match="holds no drawing"):
        list(timing.write_of_drawings(work / "split-1", beats, settings, work))
