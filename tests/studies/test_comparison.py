"""Two recordings of one patient: facts side by side, median beats of shared leads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.studies.comparison import (
    Recording,
    curves_of,
    earlier_of,
    facts_beside,
)
from ecgviewer.studies.study import Study
from tests.studies.desk import Desk, review


@pytest.fixture
def pair(desk: Desk) -> tuple[Recording, Recording]:
    desk.record("a", 60.0)
    review(desk.record("b", 90.0), "Ada", beats=(1, 2, 3), sign=True)
    desk.scan()
    first, second = (
        Recording.read(desk.study(name), desk.places.cache) for name in "ab"
    )
    return first, second


def test_facts_stand_side_by_side(pair: tuple[Recording, Recording]) -> None:
    facts = {each.title: each for each in facts_beside(*pair)}
    assert (facts["Length"].first, facts["Length"].second) == ("1:00", "1:30")
    assert facts["Counted of"].first == "the classifier"
    assert facts["Counted of"].second == "Ada"
    n_beats = [each.facts.beats.n_beats for each in pair]
    beats = facts["Beats"]
    assert [beats.first, beats.second] == [f"{n:,}" for n in n_beats]
    assert beats.change == f"{n_beats[1] - n_beats[0]:+,}"
    same = {each.title: each for each in facts_beside(pair[0], pair[0])}
    assert {each.change for each in same.values()} <= {"", "="}


def test_what_is_not_known_is_a_dash_without_a_change(
    pair: tuple[Recording, Recording],
) -> None:
    first, second = pair
    head = replace(first.facts.head, analysable_s=0.0)
    rates = replace(first.facts.beats.rates, slowest=None)
    facts = replace(
        first.facts, head=head, beats=replace(first.facts.beats, rates=rates)
    )
    found = facts_beside(replace(first, facts=facts), second)
    by_title = {each.title: each for each in found}
    for title in ("Heart rate, slowest", "V beats an hour"):
        assert (by_title[title].first, by_title[title].change) == ("–", "")


def test_median_beats_are_of_the_leads_that_both_have(
    pair: tuple[Recording, Recording],
) -> None:
    first, second = pair
    assert first.leads == ("MLII", "V1")
    curves = curves_of(first, second, BeatClass.N)
    assert [each.lead for each in curves] == ["MLII", "V1"]
    assert np.isfinite(curves[0].values[0]).all()
    assert abs(curves[0].time_s[0][np.nanargmax(abs(curves[0].values[0]))]) < 0.05
    turned = replace(second, leads=("V1", "?"))
    assert [each.lead for each in curves_of(first, turned, BeatClass.N)] == ["V1"]
    other = replace(second, units=("mV", "mmHg"))
    assert [each.lead for each in curves_of(first, other, BeatClass.N)] == ["MLII"]
    assert curves_of(replace(first, medians={}), second, BeatClass.N) == []
    assert curves_of(first, replace(second, medians={}), BeatClass.N) == []


def test_the_one_before_is_what_one_is_compared_with() -> None:
    def study(name: str, start: str, **changed: object) -> Study:
        made = Study(name, "", name, start=start, identity=name)
        return replace(made, **changed)  # type: ignore[arg-type]

    days = [study(name, f"2026-11-0{name}") for name in "1245"]
    assert earlier_of(study("3", "2026-11-03"), days) == days[1]
    assert earlier_of(study("0", "2026-11-00"), days) == days[0]
    gone = [study("1", "2026-11-01", missing=1), study("2", "2026-11-02", identity="")]
    assert earlier_of(study("3", "2026-11-03"), gone) is None
