from __future__ import annotations

import sys

import pytest

from tests.faults.list_campaign import campaign


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_a_team_and_its_lists_that_are_killed_lose_nothing() -> None:
    outcome = campaign(8, seed=3, longest_s=0.4)
    assert outcome.kills == 8
    assert outcome.acknowledged > 0
    assert outcome.acknowledged_edits > 0
    assert outcome.failures == 0, outcome
