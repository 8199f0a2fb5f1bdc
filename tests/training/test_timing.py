"""What experts of timing without some folds leave behind."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tests.training.records.rhythms import rhythm_of
from training.errors import TrainingError
from training.records.timing_beats import timing_beats

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
