"""Weights of leads by quality and by stretch, to be compared with equal ones."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.classifier.fusion import counting
from training.scoring.lead_weights import quality_weights, stretch_weights


def test_weights_by_quality_are_in_proportion_among_leads_that_count() -> None:
    quality = np.array([[0.9, 0.3], [0.95, 0.05], [0.0, 0.0]], np.float32)
    counts = counting(quality, np.ones(quality.shape, bool))
    weights = quality_weights(quality, counts)
    assert weights == pytest.approx(np.array([[0.75, 0.25], [1, 0], [0.5, 0.5]]))


def test_the_surest_lead_of_a_stretch_counts_where_it_can_be_read() -> None:
    sure, unsure = [0.98, 0.01, 0.01], [0.4, 0.3, 0.3]
    said = np.array([[sure, unsure]] * 4 + [[unsure, sure]] * 2, np.float32)
    counts = np.ones((6, 2), bool)
    counts[1, 0] = False
    weights = stretch_weights(said, counts, 4)
    assert weights.tolist() == [[1, 0], [0, 1], [1, 0], [1, 0], [0, 1], [0, 1]]
