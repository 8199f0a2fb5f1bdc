"""Strips that criteria propose, and which of them the reader has not answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ecgviewer.core.items.items import ReviewItems
from ecgviewer.core.items.strip import Strip, StripOrigin

#: A strip that shares so much of a proposal's time shows the same.
_SAME = 0.6


def open_proposals(proposed: Iterable[Strip], items: ReviewItems) -> tuple[Strip, ...]:
    """Return the proposals that were neither accepted nor dropped.

    A proposal is answered by a strip, or by a dropped proposal, of most of its time:
    where a beat was moved the criterion may choose a place beside.
    """
    answers = *items.strips, *items.dropped
    return tuple(
        strip
        for strip in proposed
        if not any(is_same(strip, answer) for answer in answers)
    )


def accepted(proposal: Strip) -> Strip:
    """Return the strip that a proposal becomes."""
    return replace(proposal, origin=StripOrigin.ACCEPTED)


def dropped(proposal: Strip) -> Strip:
    """Return what keeps a proposal away."""
    return replace(proposal, origin=StripOrigin.DROPPED)


def is_same(proposal: Strip, answer: Strip) -> bool:
    """Return whether a strip shows most of the time of a proposal."""
    both = min(proposal.stop, answer.stop) - max(proposal.start, answer.start)
    return both >= _SAME * (proposal.stop - proposal.start)
