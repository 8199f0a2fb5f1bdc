from __future__ import annotations

from ecgviewer.core.analysis_events import Progress, Stage


def test_progress_says_what_is_done_and_with_what() -> None:
    assert Progress(Stage.OPENING, detail="100.hea").text == "Opening 100.hea"
    assert Progress(Stage.CLASSIFYING, 1, 2).text == "Classifying"
