from __future__ import annotations

import sys

import pytest

from tests.server.postgres import missing


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.skipif(bool(missing()), reason=missing() or "runs")
def test_a_server_and_readers_that_are_killed_lose_nothing() -> None:
    from tests.faults.server_campaign import campaign

    outcome = campaign(4, seed=3, longest_s=0.2)
    assert outcome.kills_of_readers > 0
    assert outcome.acknowledged_edits > 0
    assert outcome.failures == 0, outcome
