from __future__ import annotations

from tests.faults.kill_campaign import campaign


def test_a_review_that_is_killed_loses_nothing() -> None:
    outcome = campaign(3, seed=7, longest_s=0.3)
    assert outcome.kills == 3
    assert outcome.acknowledged_edits > 0
    assert outcome.failures == 0, outcome
