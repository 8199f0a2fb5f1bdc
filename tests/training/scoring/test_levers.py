"""What beats count when weights are fitted."""

from __future__ import annotations

import numpy as np
import pytest

from training.scoring.levers import shared_counts


def test_no_record_decides_alone_and_classes_keep_their_balance() -> None:
    record = np.array(["a"] * 1000 + ["b"] * 100 + ["a"] * 50)
    label = np.array([1] * 1100 + [0] * 50, np.uint8)
    counts = shared_counts(record, label)
    s_of = {name: counts[(label == 1) & (record == name)].sum() for name in "ab"}
    assert s_of["a"] == pytest.approx(s_of["b"]) == pytest.approx(550)
    np.testing.assert_allclose(counts[label == 0], 1)
