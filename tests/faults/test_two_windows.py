from __future__ import annotations

from tests.faults.two_windows_campaign import campaign


def test_windows_of_two_machines_spoil_no_journal() -> None:
    outcome = campaign(40, seed=5)
    assert outcome.steps == 40
    assert outcome.edits > 0
    assert outcome.refused > 0
    assert outcome.failures == 0, outcome
