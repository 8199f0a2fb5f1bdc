"""The queue puts first what is worth a look."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.review_queue import ReviewQueue
from ecgviewer.core.review.triage import Reason, label_error, queue, triage
from tests.core.columns import confirm, session_of


def test_unsure_beats_come_first() -> None:
    columns = session_of("NNNN", [0.99, 0.5, 0.9, 0.6]).columns
    judged = triage(columns)
    assert queue(columns, judged.value).tolist() == [1, 3, 2, 0]
    assert judged.reason(1) is Reason.UNCERTAIN


@pytest.mark.parametrize(
    ("labels", "rr_s", "row"),
    [
        ("N" * 30, [1.0] * 12 + [0.6, 1.4] + [1.0] * 16, 12),
        ("N" * 12 + "S" + "N" * 17, 1.0, 12),
    ],
)
def test_timing_that_does_not_go_with_the_class(
    labels: str, rr_s: float | list[float], row: int
) -> None:
    columns = session_of(labels, 0.99, rr_s).columns
    judged = triage(columns)
    assert int(np.argmax(judged.value)) == row
    assert judged.reason(row) is Reason.TIMING


@pytest.mark.parametrize(("rr_s", "late"), [(0.776, False), (0.78, True)])
def test_an_atrial_beat_is_on_time_from_97_percent_on(rr_s: float, late: bool) -> None:
    letters = "N" * 12 + "S" + "N" * 17
    columns = session_of(letters, 0.99, [0.8] * 12 + [rr_s] + [0.8] * 17).columns
    assert (triage(columns).reasons[Reason.TIMING][12] > 0) == late


def test_poor_signal_and_conflict_with_the_group() -> None:
    quality = np.full(20, 0.9)
    quality[4] = 0.1
    columns = session_of("N" * 10 + "V" + "N" * 9, 0.999, quality=quality).columns
    judged = triage(columns, np.ones(20, np.int64))
    assert set(queue(columns, judged.value)[:2].tolist()) == {4, 10}
    assert judged.reason(4) is Reason.QUALITY
    assert judged.reason(10) is Reason.GROUP
    assert judged.reasons[Reason.NEIGHBOURS][10] > 0
    assert judged.reasons[Reason.NEIGHBOURS][4] == 0


def test_beats_on_which_leads_disagree_are_told_so() -> None:
    session = session_of("NNNN", [0.99, 0.6, 0.6, 0.99], dissent=[0, 0.8, 0, 0])
    columns = session.columns
    judged = triage(columns)
    assert set(queue(columns, judged.value)[:2].tolist()) == {1, 2}
    assert judged.reason(1) is Reason.LEADS
    assert judged.reason(2) is Reason.UNCERTAIN
    # Their disagreement is why the classifier is unsure, and counts once.
    assert judged.value[1] == pytest.approx(judged.value[2])


def test_what_is_hidden_from_a_blind_reader_is_no_reason() -> None:
    session = session_of("NNVN", [0.99, 0.5, 0.9, 0.6], dissent=[0, 0.8, 0, 0])
    session.set_blind(blind=True)
    session.edit(relabel(session.beats, [3], BeatClass.N, 1))
    columns = session.columns
    judged = triage(columns)
    assert queue(columns, judged.value).tolist() == [0, 1, 2], "in order of time"
    assert {judged.reason(row) for row in range(3)} == {Reason.UNSEEN}
    for reason in (Reason.UNCERTAIN, Reason.LEADS):
        assert not judged.reasons[reason].any()


def test_leads_say_nothing_against_what_a_person_said() -> None:
    session = session_of("NN", 0.6, dissent=0.8)
    session.edit(relabel(session.beats, [0], BeatClass.V, 1))
    judged = triage(session.columns)
    assert judged.reasons[Reason.LEADS][0] == 0
    assert judged.reason(1) is Reason.LEADS


def test_odd_beats_and_beats_without_a_group_do_not_conflict() -> None:
    columns = session_of("NNNV", 0.99).columns
    for code in (0, -1):
        judged = triage(columns, np.full(4, code))
        assert not judged.reasons[Reason.GROUP].any()


def test_confirmed_beats_leave_the_queue() -> None:
    session = session_of("NNVN", [0.9, 0.5, 0.8, 0.6])
    confirm(session, 1)
    columns = session.columns
    assert queue(columns, triage(columns).value).tolist()[0] == 3
    assert label_error(columns)[1] == 0


def test_a_corrected_beat_counts_as_right() -> None:
    session = session_of("NN", 0.9)
    session.edit(relabel(session.beats, [0], BeatClass.V, 1))
    assert label_error(session.columns).tolist() == pytest.approx([0.0, 0.1], abs=1e-5)


def test_queue_goes_on_back_and_round() -> None:
    walk = ReviewQueue()
    order = np.array([7, 3, 9])
    assert [walk.forward(order) for _ in range(3)] == [7, 3, 9]
    assert [walk.back(), walk.back(), walk.back()] == [3, 7, None]
    assert [walk.forward(order), walk.forward(order)] == [3, 9]
    assert walk.forward(order) == 7
    assert ReviewQueue().forward(order[:0]) is None


def test_queue_does_not_show_a_beat_twice_when_the_order_changes() -> None:
    walk = ReviewQueue()
    assert walk.forward(np.array([7, 3])) == 7
    assert walk.forward(np.array([7, 3])) == 3
    assert walk.forward(np.array([3, 7, 5])) == 5


#: What a reason counts where it holds in full.
_IN_FULL = {
    Reason.UNSEEN: 1.0, Reason.UNCERTAIN: 1.0, Reason.RARE: 0.05, Reason.TIMING: 0.25,
    Reason.NEIGHBOURS: 0.2, Reason.GROUP: 0.35, Reason.LEADS: 1.0, Reason.QUALITY: 0.3,
}  # fmt: skip


def test_each_reason_counts_as_much_as_it_should_and_all_together() -> None:
    n, row = 40, 12
    letters = "N" * row + "V" + "N" * (n - row - 1)
    quality = np.full(n, 0.9)
    quality[row] = 0.0
    columns = session_of(letters, 0.98, quality=quality).columns
    judged = triage(columns, np.ones(n, np.int64))
    counts = {reason: float(part[row]) for reason, part in judged.reasons.items()}
    assert counts == pytest.approx(
        {
            Reason.UNSEEN: 0.0,
            Reason.UNCERTAIN: 0.02,
            Reason.RARE: _IN_FULL[Reason.RARE] * (1 - 1 / n),
            Reason.TIMING: 0.0,
            Reason.NEIGHBOURS: _IN_FULL[Reason.NEIGHBOURS],
            Reason.GROUP: _IN_FULL[Reason.GROUP] * (1 - 1 / n),
            Reason.LEADS: 0.0,
            Reason.QUALITY: _IN_FULL[Reason.QUALITY],
        },
        abs=1e-6,
    )
    right = np.prod([1 - part for part in counts.values()])
    assert judged.value[row] == pytest.approx(1 - right)


@pytest.mark.parametrize(
    ("confidence", "dissent", "rr_s", "reason"),
    [
        (0.4, 0.0, 1.0, Reason.UNCERTAIN),
        (0.4, 0.8, 1.0, Reason.LEADS),
        (0.99, 0.0, [1.0] * 12 + [0.6, 1.4] + [1.0] * 6, Reason.TIMING),
    ],
)
def test_unsure_leads_that_differ_and_timing_count_as_much_as_they_should(
    confidence: float, dissent: float, rr_s: float | list[float], reason: Reason
) -> None:
    columns = session_of("N" * 20, confidence, rr_s, dissent=dissent).columns
    holds = 1 - confidence if reason is not Reason.TIMING else 1.0
    counted = triage(columns).reasons[reason][12]
    assert counted == pytest.approx(_IN_FULL[reason] * holds, abs=1e-6)


@pytest.mark.parametrize(
    ("quality", "poor"), [(0.0, 1.0), (0.3, 0.5), (0.6, 0.0), (0.9, 0.0), (np.nan, 0.0)]
)
def test_a_signal_is_poor_below_a_quality_of_60_percent(
    quality: float, poor: float
) -> None:
    columns = session_of("NN", quality=quality).columns
    counted = triage(columns).reasons[Reason.QUALITY]
    np.testing.assert_allclose(counted, _IN_FULL[Reason.QUALITY] * poor, atol=1e-6)
