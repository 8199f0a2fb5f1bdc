"""Leads that have no signal while another lead of the record has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ecgviewer.core.unknown import UnknownStretches

#: Signals of which the sub-type of ``~`` in WFDB files tells: of each a bit for noise,
#: and four bits above one for a signal that is lost (annot.5).
_TOLD_BY_WFDB = 4
_LOST_BITS = 0x11


class OffLead(NamedTuple):
    """Which lead is off: its position in the record, and what people call it."""

    number: int
    title: str

    @property
    def text(self) -> str:
        """What is said of it."""
        return f"{self.title} off"

    @property
    def quality(self) -> int:
        """Sub-type of ``~`` in WFDB files; 0 of a lead that these cannot tell of."""
        return _LOST_BITS << self.number if self.number < _TOLD_BY_WFDB else 0


@dataclass(frozen=True, eq=False)
class LeadOff:
    """A lead and where it is off.

    Attributes
    ----------
    lead : OffLead
    stretches : UnknownStretches
        Where it is lost or flat, and another lead is neither.
    """

    lead: OffLead
    stretches: UnknownStretches

    def longer_than(self, least: float) -> UnknownStretches:
        """Return the stretches of more than this many samples."""
        start, stop = self.stretches.start, self.stretches.stop
        long = stop - start > least
        return UnknownStretches.of(start[long], stop[long])


LeadsOff = tuple[LeadOff, ...]


def off_at(leads_off: LeadsOff, sample: int) -> tuple[OffLead, ...]:
    """Return the leads that are off at a sample."""
    return tuple(each.lead for each in leads_off if each.stretches.holds(sample))
