"""What the record says of a beat, in words and numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pytestqt.qtbot import QtBot

from ecgviewer.core.explanation import Explanation, InRecord
from ecgviewer.gui.explanation.explanation_panel import ExplanationPanel
from ecgviewer.gui.explanation.record_facts import record_text
from ecgviewer.gui.model.selection import Selection
from tests.builders import N, V, reviewed_document
from tests.gui.explanation.explanations import explanation_of

_KNOWN = InRecord(
    networks=np.array([0.6, 0.3, 0.1], np.float32),
    rr_s=0.56,
    next_rr_s=0.96,
    sinus_rr_s=0.8,
    times_as_likely=40.0,
    irregularity=0.04,
    in_run=False,
)


def _explanation() -> Explanation:
    return replace(explanation_of(reviewed_document([N, V]), 1), in_record=_KNOWN)


def test_both_answers_are_told_and_what_the_second_goes_by(qtbot: QtBot) -> None:
    assert record_text(_explanation()) == (
        "Pictures and timing alone: N, 60.0 %. Among all beats of the record: V, "
        "70.0 %. It comes 30 % early: after 560 ms, where the sinus RR interval around "
        "is 800 ms. The next follows after 120 % of it. RR intervals around differ "
        "from the sinus RR interval by 4 %. To the networks S is 40 times more likely "
        "than in the record's median beat."
    )


def test_late_and_timely_beats_and_runs_are_told(qtbot: QtBot) -> None:
    why = _explanation()
    run = replace(_KNOWN, rr_s=0.8, times_as_likely=1e-9, in_run=True)
    text = record_text(replace(why, in_record=run))
    assert "It comes on time: after 800 ms, where" in text
    assert "S is over 1,000 times less likely" in text
    assert text.endswith("began abruptly: S unless it is V.")
    late = record_text(
        replace(why, in_record=replace(_KNOWN, rr_s=1.0, times_as_likely=1.1))
    )
    assert "25 % late" in late
    assert "as likely as in the record's median beat" in late


def test_of_the_first_and_last_beat_no_interval_is_told_that_is_not_there(
    qtbot: QtBot,
) -> None:
    alone = replace(_KNOWN, rr_s=np.nan, next_rr_s=np.nan)
    text = record_text(replace(_explanation(), in_record=alone))
    assert (
        "No beat comes before it; the sinus RR interval around is 800 ms. No beat "
        "follows. RR intervals around differ"
    ) in text
    assert "nan" not in text


def test_what_timing_alone_says_is_told(qtbot: QtBot) -> None:
    timed = replace(_KNOWN, timing=np.array([0.2, 0.75, 0.05], np.float32))
    text = record_text(replace(_explanation(), in_record=timed))
    assert text.endswith(
        "By timing alone, as in records of other patients: S 75.0 %, fibrillation or "
        "flutter 5.0 %."
    )


def test_networks_that_count_are_told(qtbot: QtBot) -> None:
    why = _explanation()
    trusted = replace(_KNOWN, networks_count=0.8)
    text = record_text(replace(why, in_record=trusted))
    assert text.endswith(
        "In the hour around, the networks call many beats S, clearly unlike the "
        "others, and the rhythm is not that of fibrillation: most beats may be S. Of S "
        "and N, what the networks say counts 80 % there."
    )
    little = replace(_KNOWN, networks_count=0.01)
    assert "counts" not in record_text(replace(why, in_record=little))


def test_the_panel_tells_it_where_there_are_two_answers(qtbot: QtBot) -> None:
    document, selection = reviewed_document([N, V]), Selection()
    panel = ExplanationPanel(document, selection, 60)
    qtbot.addWidget(panel)
    panel.show()
    selection.select([1])
    panel.show_explanation(explanation_of(document, 1))
    assert not panel.record_label.isVisible()
    panel.show_explanation(replace(explanation_of(document, 1), in_record=_KNOWN))
    assert panel.record_label.isVisible()
    assert panel.record_label.text().startswith("Pictures and timing alone: N")
