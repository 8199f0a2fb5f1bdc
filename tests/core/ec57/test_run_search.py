"""What makes and breaks runs, at the border of the test period."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.ec57.rhythm import VF_OFF, VF_ON, RhythmRows
from ecgviewer.core.ec57.rules import ComparisonRules
from ecgviewer.core.ec57.run_search import LONGEST, VENTRICULAR, events_of, runs_of

#: 1000 samples a second; the test period begins after the first second.
_RULES = ComparisonRules(1000.0, 100_000, learning_s=1.0)


def _rows(*names: str) -> RhythmRows:
    """Return annotations of these names, half a second apart."""
    return RhythmRows(500 * np.arange(len(names)), np.array(names))


@pytest.mark.parametrize(
    ("start", "kept"),
    [
        (0, [0, 1500, 2000, 3000]),
        (500, [0, 500, 1500, 2000, 3000]),
        (501, [0, 1000, 1500, 2000, 3000]),
        (9000, [0, 1500, 2000, 3000]),
    ],
)
def test_of_beats_in_a_row_the_first_stays_and_that_of_the_test_period(
    start: int, kept: list[int]
) -> None:
    events = events_of(_rows("N", "N", "N", "V", "N", "N", "N"), VENTRICULAR, start)
    assert [sample for sample, _ in events] == kept


@pytest.mark.parametrize(
    ("names", "runs"),
    [
        ((VF_ON, "", VF_OFF), [(LONGEST, 1000, 1000)]),
        ((VF_ON, VF_OFF, ""), []),
        (("", "", VF_ON, VF_OFF), [(LONGEST, 1000, 1500)]),
    ],
    ids=["ends at the start", "ended before it", "begins at it"],
)
def test_fibrillation_counts_from_the_first_sample_of_the_test_period(
    names: tuple[str, ...], runs: list[tuple[int, int, int]]
) -> None:
    events = events_of(_rows(*names), VENTRICULAR, _RULES.start)
    spare = _RULES.tolerance
    wanted = [(length, first - spare, last + spare) for length, first, last in runs]
    assert runs_of(events, _RULES) == wanted
