"""How far a study is, by its journals and to whom it is assigned."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.studies.reviews import Review, counted_review, status_of
from ecgviewer.studies.study import Status
from ecgviewer.studies.team import TeamFacts

BOTH = TeamFacts(reader="Ada", second="Bob", adjudicator="Eve")


def _review(
    reader: str, at: int = 1, *, signed: bool = False, was: bool = False
) -> Review:
    return Review(Path(reader), reader, "", 3, at, signed, signed or was)


ADA, BOB = _review("Ada", signed=True), _review("Bob", 2, signed=True)


@pytest.mark.parametrize(
    ("reviews", "team", "expected"),
    [
        ([], TeamFacts(), (Status.ANALYSED, "analysed")),
        ([], BOTH, (Status.ANALYSED, "analysed, waits for Ada and Bob")),
        ([_review("Ada")], TeamFacts(), (Status.IN_REVIEW, "in review by Ada")),
        ([ADA], TeamFacts(), (Status.SIGNED, "signed by Ada")),
        ([_review("Ada", was=True)], TeamFacts(), (Status.REOPENED, "reopened by Ada")),
        ([ADA], BOTH, (Status.IN_REVIEW, "signed by Ada, not begun by Bob")),
        (
            [ADA, _review("Bob")],
            BOTH,
            (Status.IN_REVIEW, "signed by Ada, in review by Bob"),
        ),
        (
            [ADA, BOB],
            BOTH,
            (Status.REVIEWED, "signed by Ada and Bob, to be decided by Eve"),
        ),
        (
            [ADA, BOB],
            TeamFacts(reader="Ada", second="Bob"),
            (Status.REVIEWED, "signed by Ada and Bob"),
        ),
        (
            [ADA, BOB, _review(CONSENSUS, 0)],
            BOTH,
            (Status.IN_REVIEW, "in review by consensus"),
        ),
        (
            [ADA, BOB, _review(CONSENSUS, 0, signed=True)],
            BOTH,
            (Status.SIGNED, "signed by consensus"),
        ),
    ],
)
def test_status(
    reviews: list[Review], team: TeamFacts, expected: tuple[Status, str]
) -> None:
    assert status_of(reviews, team, is_counted=True, n_never=5) == expected


def test_without_figures_it_is_new_and_seen_whole_it_is_reviewed() -> None:
    team = TeamFacts()
    assert status_of([], team, is_counted=False, n_never=None)[0] is Status.NEW
    seen = status_of([_review("Ada")], team, is_counted=True, n_never=0)
    assert seen == (Status.REVIEWED, "reviewed by Ada")


def test_the_review_that_counts() -> None:
    assert counted_review([]) is None
    latest, signed = _review("Eve", 9), _review("Ada", 1, signed=True)
    assert counted_review([latest, signed]) is signed
    assert counted_review([latest, _review("Bob", 3)]) is latest
    common = _review(CONSENSUS, 0)
    assert counted_review([latest, signed, common]) is common
