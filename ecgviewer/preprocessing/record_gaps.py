"""Which stretches of a record are unknown, in one lead and in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.preprocessing.lead_gaps import REACH_S, edges_of, gaps_in

#: Samples of all leads looked at in one go.
_AT_ONCE = 2**17


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


def record_gaps(
    record: Record, leads: list[int], wanted: Sequence[int], stop: Stop = never
) -> list[RecordGaps]:
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

    Returns
    -------
    list of RecordGaps
        Of each wanted lead.
    """
    reach, rows = round(REACH_S * record.fs), [leads.index(lead) for lead in wanted]
    in_all: list[tuple[Samples, Samples]] = []
    in_leads: list[list[tuple[Samples, Samples]]] = [[] for _ in rows]
    for start in range(0, record.n_samples, _AT_ONCE):
        check(stop)
        first, end = max(start - reach, 0), min(start + _AT_ONCE, record.n_samples)
        block = record.block(first, end + reach)[leads]
        gaps = np.stack([gaps_in(values, record.fs) for values in block])
        gaps = gaps[:, start - first : end - first]
        places = zip((in_all, *in_leads), (gaps.all(axis=0), *gaps[rows]), strict=True)
        for found, lost in places:
            begin, after = edges_of(np.asarray(lost))
            found.append((start + begin, start + after))
    unknown = _stretches(in_all)
    return [RecordGaps(unknown, _stretches(found)) for found in in_leads]


def _stretches(found: list[tuple[Samples, Samples]]) -> UnknownStretches:
    if not found:
        return UnknownStretches.none()
    return UnknownStretches.of(*map(np.concatenate, zip(*found, strict=True)))
