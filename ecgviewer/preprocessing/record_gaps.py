"""Which stretches of a record are unknown, in one lead and in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.leads_off import LeadOff, LeadsOff, OffLead
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.preprocessing.lead_gaps import REACH_S, edges_of, gaps_in
from ecgviewer.preprocessing.quiet_seconds import Seconds, quiet

#: Samples of all leads looked at in one go.
_AT_ONCE = 2**17
#: A lead is quiet between beats, too: fewer seconds in a row say nothing.
_LEAST_QUIET = 3

Edges = tuple[Samples, Samples]


@dataclass(frozen=True, eq=False)
class RecordGaps:
    """Where a record has no signal.

    Attributes
    ----------
    unknown : UnknownStretches
        In no lead: beats there cannot be known.
    lead : UnknownStretches
        In the lead that is analysed: what beats look like there cannot be known.
    """

    unknown: UnknownStretches
    lead: UnknownStretches

    def moved(self, place_of: Callable[[Samples], Samples]) -> RecordGaps:
        """Return them in samples of another rate."""
        unknown, lead = (
            UnknownStretches.of(place_of(lost.start), place_of(lost.stop))
            for lost in (self.unknown, self.lead)
        )
        return RecordGaps(unknown, lead)


@dataclass(frozen=True, eq=False)
class AllGaps:
    """Where the signal of a record is lost.

    Attributes
    ----------
    of_leads : tuple of RecordGaps
        Of each wanted lead.
    leads_off : tuple of LeadOff
        Every lead with an ECG that is off while another one is not.
    """

    of_leads: tuple[RecordGaps, ...]
    leads_off: LeadsOff


def record_gaps(
    record: Record, leads: list[int], wanted: Sequence[int], stop: Stop = never
) -> AllGaps:
    """Return where the signal of a record is lost.

    Parameters
    ----------
    record : Record
    leads : list of int
        The leads that hold an ECG.
    wanted : sequence of int
        Those that are analysed, among them.
    stop : callable
        Asked before each part of the work.
    """
    seconds, search = Seconds(record.fs), _Search(len(leads))
    reach, rows = round(REACH_S * record.fs), [leads.index(lead) for lead in wanted]
    at_once = max(_AT_ONCE // seconds.length, 1) * seconds.length
    for start in range(0, record.n_samples, at_once):
        check(stop)
        first, end = max(start - reach, 0), min(start + at_once, record.n_samples)
        block = record.block(first, end + reach)[leads]
        gaps = np.stack([gaps_in(values, record.fs) for values in block])
        within = slice(start - first, end - first)
        search.take(start, gaps[:, within], seconds.heights(block[:, within]))
    unknown = _stretches(search.in_all)
    found = (_stretches(search.in_leads[row]) for row in rows)
    names = (OffLead(lead, record.leads[lead].title) for lead in leads)
    return AllGaps(
        tuple(RecordGaps(unknown, lost) for lost in found),
        tuple(
            LeadOff(lead, lost)
            for lead, lost in zip(names, search.alone(seconds), strict=True)
            if len(lost)
        ),
    )


class _Search:
    """What was found in the blocks of a record."""

    def __init__(self, n_leads: int) -> None:
        self.in_all: list[Edges] = []
        self.in_leads: list[list[Edges]] = [[] for _ in range(n_leads)]
        self._alone: list[list[Edges]] = [[] for _ in range(n_leads)]
        self._heights = [np.empty((n_leads, 0), np.float32)]

    def take(self, start: int, gaps: BoolArray, heights: np.ndarray) -> None:
        """Take in the gaps of a block, shape (n_leads, n), and its seconds."""
        in_all = np.asarray(gaps.all(axis=0))
        self.in_all.append(_edges(start, in_all))
        for row, lost in enumerate(gaps):
            self.in_leads[row].append(_edges(start, lost))
            self._alone[row].append(_edges(start, lost & ~in_all))
        self._heights.append(heights)

    def alone(self, seconds: Seconds) -> list[UnknownStretches]:
        """Return where each lead is off and another one is not."""
        found = []
        for lost, silent in zip(
            self._alone, quiet(np.concatenate(self._heights, axis=1)), strict=True
        ):
            first, last = edges_of(silent)
            long = last - first >= _LEAST_QUIET
            flat = first[long] * seconds.length, last[long] * seconds.length
            found.append(_stretches([*lost, flat]))
        return found


def _edges(start: int, lost: BoolArray) -> Edges:
    begin, after = edges_of(lost)
    return start + begin, start + after


def _stretches(found: list[Edges]) -> UnknownStretches:
    if not found:
        return UnknownStretches.none()
    return UnknownStretches.of(*map(np.concatenate, zip(*found, strict=True)))
