"""Which proposals are open, and what becomes of a template."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecgviewer.core.items.conclusion_template import TEMPLATES, fields_in, filled
from ecgviewer.core.items.items import ReviewItem, ReviewItems
from ecgviewer.core.items.proposals import accepted, dropped, open_proposals
from ecgviewer.core.items.strip import Strip, StripOrigin

FASTEST = Strip(1000, 2000, ("II",), "Fastest", criterion="Fastest")


def test_a_proposal_stays_until_it_is_answered() -> None:
    slowest = replace(FASTEST, start=5000, stop=6000)
    both = (FASTEST, slowest)
    assert open_proposals(both, ReviewItems()) == both
    for answer in (accepted(FASTEST), dropped(FASTEST)):
        assert answer.origin in (StripOrigin.ACCEPTED, StripOrigin.DROPPED)
        items = ReviewItems((ReviewItem(0, answer),))
        assert open_proposals(both, items) == (slowest,)


@pytest.mark.parametrize(
    ("start", "is_open"), [(599, True), (600, False), (1400, False), (1401, True)]
)
def test_a_strip_of_most_of_its_time_answers_a_proposal(
    start: int, is_open: bool
) -> None:
    beside = replace(FASTEST, start=start, stop=start + 1000)
    items = ReviewItems((ReviewItem(0, beside),))
    assert open_proposals([FASTEST], items) == ((FASTEST,) if is_open else ())


def test_fields_are_filled_in_and_what_is_not_known_stays() -> None:
    template = "Rate {mean_rate}, {mean_rate}; {x_1} {Not} {}"
    assert fields_in(template) == ("mean_rate", "x_1")
    said = filled(template, {"mean_rate": "{x_1}"})
    assert said == "Rate {x_1}, {x_1}; {x_1} {Not} {}"
    assert filled("None.", {}) == "None."
    assert len(set(TEMPLATES)) == len(TEMPLATES) >= 10
