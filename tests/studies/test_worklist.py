"""Studies are counted in order, as they arrive, and failures are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ecgviewer.analysis.engine import InTurn
from ecgviewer.analysis.report import report_facts, report_source
from ecgviewer.formats.record_formats import read_record
from ecgviewer.studies import work
from ecgviewer.studies.figures import FiguresFolder
from ecgviewer.studies.orders import Orders
from ecgviewer.studies.team_files import say
from ecgviewer.studies.work import ToCount, WorkDone
from ecgviewer.studies.worklist import Worklist, WorkStep
from tests.fakes import FakeClassifier
from tests.studies.desk import Desk, review


def _run(desk: Desk, order: str = "") -> list[WorkStep]:
    return list(Worklist(desk.index, desk.places, order=order).run(InTurn()))


def _names(steps: Iterable[WorkStep]) -> list[str]:
    return [step.done.item.path.stem for step in steps]


def test_what_is_counted_is_shown(desk: Desk) -> None:
    desk.record("a", 60.0)
    desk.scan()
    (step,) = _run(desk)
    assert (step.done.failure, step.n_done, step.n_left) == ("", 1, 0)
    study = desk.study("a")
    assert (study.status, study.needs_work, study.counted_of) == ("analysed", 0, "")
    assert study.n_beats is not None
    assert study.n_beats > 50
    assert study.readable_percent is not None
    counted = FiguresFolder(desk.places.figures).read(study.counted_key)
    assert counted is not None
    assert counted.figures is not None
    preview = counted.figures.preview
    assert len(preview.rate_bpm) == len(preview.n_v) == 240
    n_left = (study.length_s or 0) - preview.strip_start_s
    assert len(preview.strip_values) == pytest.approx(120 * min(n_left, 10), abs=2)
    assert sum(preview.n_v) + sum(preview.n_s) <= study.n_beats


def test_the_record_is_in_the_kept_analyses(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = desk.record("a")
    desk.scan()
    _run(desk)

    def classify(*_: object) -> None:
        raise AssertionError("beats were classified again")

    monkeypatch.setattr(FakeClassifier, "classify", classify)
    source = report_source.Source.read(record)
    assert source.session(None, lambda _: None, desk.places.cache).beats.sample.size


def test_a_review_is_counted_by_its_own_labels(desk: Desk) -> None:
    record = desk.record("a")
    desk.scan()
    _run(desk)
    assert desk.study("a").errors_left is not None
    review(record, beats=(1, 2, 3), sign=True)
    desk.scan()
    before = desk.study("a")
    assert (before.needs_work, before.counted_of) == (1, "")
    assert before.n_beats is not None, "the classifier's until the review is counted"
    _run(desk)
    after = desk.study("a")
    assert (after.needs_work, after.counted_of, after.status) == (0, "Ada", "signed")


def test_a_review_of_every_beat_is_reviewed(desk: Desk) -> None:
    record = desk.record("a")
    review(record, beats=tuple(range(27)))
    desk.scan()
    _run(desk)
    study = desk.study("a")
    assert study.n_beats == 27
    assert study.status_text == "reviewed by Ada"


def test_urgent_ones_come_first_and_what_arrives_is_taken_in_its_order(
    desk: Desk,
) -> None:
    for name, length_s in (("a", 60.0), ("b", 30.0), ("c", 20.0)):
        desk.record(name, length_s)
    desk.scan()
    identity = desk.study("b").identity
    say([desk.records], "b", identity, "Ada", [("priority", "urgent")])
    desk.scan()
    steps = Worklist(desk.index, desk.places).run(InTurn())
    first = next(steps)
    desk.record("new", 25.0)
    desk.scan()
    identity = desk.study("new").identity
    say([desk.records], "new", identity, "Ada", [("priority", "stat")])
    desk.scan()
    assert _names([first, *steps]) == ["b", "new", "a", "c"]


def test_the_shortest_can_come_first(desk: Desk) -> None:
    for name, length_s in (("a", 40.0), ("b", 20.0), ("c", 30.0)):
        desk.record(name, length_s)
    desk.scan()
    assert _names(_run(desk, "shortest first")) == ["b", "c", "a"]


def test_time_left_goes_by_the_length_of_what_is_left(desk: Desk) -> None:
    for name, length_s in (("a", 40.0), ("b", 20.0), ("c", 30.0)):
        desk.record(name, length_s)
    desk.scan()
    ticks = iter([0.0, 4.0, 8.0, 12.0])
    work_on = Worklist(desk.index, desk.places)
    steps = work_on.run(InTurn(), clock=lambda: next(ticks))
    assert [step.seconds_left for step in steps] == pytest.approx([5.0, 4.0, 0.0])


def test_nothing_more_is_begun_when_it_is_to_pause(desk: Desk) -> None:
    desk.record("a")
    desk.record("b", 30.0)
    desk.scan()
    orders, work_on = Orders(), Worklist(desk.index, desk.places)
    steps = work_on.run(InTurn(), orders)
    next(steps)
    orders.pause()
    assert list(steps) == []
    assert [each.name for each in work_on.pending()] == ["b"]


def test_what_was_given_up_is_no_failure(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    orders, given_up = Orders(), []
    orders.on_stop = lambda: given_up.append(True)
    steps = Worklist(desk.index, desk.places).run(_Losing(orders), orders)  # type: ignore[arg-type]
    assert list(steps) == []
    assert given_up == [True]
    assert (desk.study("a").status, desk.study("a").needs_work) == ("new", 1)


def test_a_file_that_was_just_written_is_left_alone(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    work_on = Worklist(desk.index, desk.places, settled_s=10.0)
    now = datetime.fromisoformat(desk.study("a").changed).replace(tzinfo=UTC)
    assert work_on.pending(now + timedelta(seconds=9)) == []
    assert len(work_on.pending(now + timedelta(seconds=10))) == 1


def test_a_failure_is_kept_and_does_not_end_the_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.record("a")
    desk.record("b", 30.0)
    desk.scan()
    real = report_facts.report_facts

    def failing(session: object, signing: object, bundle: str) -> object:
        if session.record.name == "a":  # type: ignore[attr-defined]
            raise RuntimeError("no luck")
        return real(session, signing, bundle=bundle)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "report_facts", failing)
    steps = _run(desk)
    assert [step.done.failure for step in steps] == ["RuntimeError: no luck", ""]
    study = desk.study("a")
    assert (study.status, study.status_text) == ("failed", "RuntimeError: no luck")
    assert _run(desk) == [], "it is not tried again and again"
    FiguresFolder(desk.places.figures).forget(study.key)


class _Losing:
    """An engine whose process ends in the midst of the work, perhaps on an order."""

    def __init__(self, orders: Orders | None = None) -> None:
        self._orders = orders

    def map(
        self,
        _: Callable[[ToCount], WorkDone],
        items: Iterable[ToCount],
        lost: Callable[[ToCount, str], WorkDone],
    ) -> Iterator[WorkDone]:
        for item in items:
            if self._orders:
                self._orders.stop()
            yield lost(item, "killed by signal 9")


def test_a_process_that_ends_is_a_failure(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    steps = list(Worklist(desk.index, desk.places).run(_Losing()))  # type: ignore[arg-type]
    assert [step.done.failure for step in steps] == ["killed by signal 9"]
    assert desk.study("a").status_text == "Killed by signal 9"


def test_what_cannot_be_kept_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.record("a")
    desk.scan()
    desk.places.figures.parent.mkdir(parents=True, exist_ok=True)
    desk.places.figures.write_text("a file in the way")
    (step,) = _run(desk)
    assert step.done.failure
    assert desk.study("a").needs_work == 1


def test_a_study_that_is_edited_all_the_while_does_not_keep_others_waiting(
    desk: Desk,
) -> None:
    record = desk.record("a")
    desk.record("b", 30.0)
    say(
        [desk.records], "a", read_record(record).identity, "Ada", [("priority", "stat")]
    )
    desk.scan()
    counted = []
    for number, step in enumerate(Worklist(desk.index, desk.places).run(InTurn())):
        counted.append(step.done.item.path.stem)
        if number < 3:
            review(record, str(number))
            desk.scan()
    assert counted == ["a", "b", "a", "a"]


def test_a_record_that_goes_before_it_is_counted_is_a_failure(desk: Desk) -> None:
    record = desk.record("a")
    desk.scan()
    record.unlink()
    (step,) = _run(desk)
    assert "a.hea" in step.done.failure
