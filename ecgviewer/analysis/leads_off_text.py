"""What a reader is told of leads that are off while others are not."""

from __future__ import annotations

from ecgviewer.core.leads_off import LeadOff, LeadsOff
from ecgviewer.core.review.edit_texts import place_text

#: Less in all is in the list of rhythms alone.
_WORTH_TELLING_S = 10.0
#: Shorter stretches come and go with movement.
_LEAST_S = 3.0
_MOST = 3


def leads_off_text(leads_off: LeadsOff, fs: float) -> str:
    """Return which leads are off where; empty where there is little to tell."""
    leads: dict[str, list[str]] = {}
    for each in leads_off:
        leads.setdefault(_places(each, fs), []).append(each.lead.title)
    leads.pop("", None)
    text = "; ".join(
        f"{', '.join(titles)} off {where}" for where, titles in leads.items()
    )
    return f"{text}. The other leads are looked at there." if text else ""


def _places(off: LeadOff, fs: float) -> str:
    long = off.longer_than(_LEAST_S * fs)
    if float((long.stop - long.start).sum()) < _WORTH_TELLING_S * fs:
        return ""
    places = [
        f"{place_text(start / fs)}–{place_text(stop / fs)}"
        for start, stop in zip(long.start.tolist(), long.stop.tolist(), strict=True)
    ]
    text = ", ".join(places[:_MOST])
    left = len(places) - _MOST
    return f"{text} and {left:,} times more" if left > 0 else text
