"""The reviews of a record as far as a list needs them: whose, and how far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.reader import JournalContents, read_journal
from ecgviewer.studies.study import Status
from ecgviewer.studies.team import TeamFacts


@dataclass(frozen=True)
class Review:
    """One reader's review.

    Attributes
    ----------
    path : Path
        The journal.
    reader : str
    last_hash : str
        SHA-256 of its last line.
    n_edits : int
        Steps of the journal.
    changed_ns : int
        When it was written last.
    signed, was_signed : bool
        As it is now, and ever.
    """

    path: Path
    reader: str
    last_hash: str
    n_edits: int
    changed_ns: int
    signed: bool
    was_signed: bool

    @classmethod
    def of(cls, path: Path, contents: JournalContents, changed_ns: int) -> Review:
        """Return the review that a journal holds."""
        return cls(
            path=path,
            reader=contents.header.reader,
            last_hash=contents.last_hash,
            n_edits=len(contents.steps),
            changed_ns=changed_ns,
            signed=contents.signed is not None,
            was_signed=bool(contents.signatures),
        )


def read_reviews(
    journals: Iterable[tuple[Path, int]], identity: str, checksum: str
) -> tuple[list[Review], list[str]]:
    """Return the reviews of a recording, and what is wrong with its journals.

    Parameters
    ----------
    journals : iterable of pairs of Path and int
        Files that may be journals of it, and when they were written last.
    identity, checksum : str
        Of the recording.
    """
    reviews, faults = [], []
    for path, changed_ns in journals:
        try:
            contents = read_journal(path)
        except (JournalError, OSError) as error:
            faults.append(str(error))
            continue
        header = contents.header
        # Of version 0.1 a journal knows a checksum alone.
        same = header.identity == identity if header.identity else False
        if same or (not header.identity and header.checksum == checksum):
            reviews.append(Review.of(path, contents, changed_ns))
    return reviews, faults


def counted_review(reviews: Sequence[Review]) -> Review | None:
    """Return the review whose labels count: a consensus, or what was signed last."""
    return max(reviews, key=_weight, default=None)


def _weight(review: Review) -> tuple[bool, bool, int, str]:
    common = review.reader == CONSENSUS
    return common, review.signed, review.changed_ns, review.reader


def status_of(
    reviews: Sequence[Review], team: TeamFacts, *, is_counted: bool, n_never: int | None
) -> tuple[Status, str]:
    """Return how far a study is that can be read, and the same in words.

    Parameters
    ----------
    reviews : sequence of Review
    team : TeamFacts
        To whom it is assigned: where that is two, it takes the signatures of both.
    is_counted : bool
        Its figures are known.
    n_never : int or None
        Beats that nobody reviewed in the review that counts, where that is known.
    """
    counted = counted_review(reviews)
    if counted is None:
        status = Status.ANALYSED if is_counted else Status.NEW
        return status, _waiting(status, team)
    if counted.reader != CONSENSUS and team.reader and team.second:
        return _of_two(reviews, team)
    status = _status(counted, n_never)
    return status, f"{status.value} by {counted.reader}"


def _waiting(status: Status, team: TeamFacts) -> str:
    readers = " and ".join(filter(None, (team.reader, team.second)))
    return f"{status.value}, waits for {readers}" if readers else status.value


def _status(review: Review, n_never: int | None) -> Status:
    if review.signed:
        return Status.SIGNED
    if review.was_signed:
        return Status.REOPENED
    return Status.REVIEWED if n_never == 0 else Status.IN_REVIEW


def _of_two(reviews: Sequence[Review], team: TeamFacts) -> tuple[Status, str]:
    """Return how far the blind reading of two readers is, without what they found."""
    mine = {review.reader: review for review in reviews}
    readers = (team.reader, team.second)
    states = {
        reader: _status(mine[reader], None) if reader in mine else Status.NEW
        for reader in readers
    }
    if all(state is Status.SIGNED for state in states.values()):
        decides = f", to be decided by {team.adjudicator}" if team.adjudicator else ""
        return Status.REVIEWED, f"signed by {' and '.join(readers)}{decides}"
    said = ", ".join(
        f"{'not begun' if state is Status.NEW else state.value} by {reader}"
        for reader, state in states.items()
    )
    return Status.IN_REVIEW, said
