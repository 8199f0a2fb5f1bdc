from __future__ import annotations

import sys

import pytest

from tests.faults.batch_campaign import campaign


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_a_batch_that_is_killed_spoils_nothing_and_goes_on() -> None:
    outcome = campaign(4, longest_s=4.0, seed=3)
    assert outcome.kills == 4
    assert outcome.records_finished
    assert outcome.failures == 0, outcome
