"""How the trace was left, kept between runs for each set of lead names."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QSettings

from ecgviewer.core.record import Lead
from ecgviewer.core.trace.montage import LeadLayout, LeadOrder, LeadView, Montage
from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter
from ecgviewer.gui.waveform.paper.paper import Fit, Gain

_log = logging.getLogger(__name__)
_GROUP = "looks"
#: More sets of lead names than a reader comes across; the file must not grow for ever.
_MOST = 200
_SPEEDS_MM_S = (1.0, 500.0)
_GAINS_MM_MV = (0.01, 1000.0)
_LEAD_GAINS = (0.1, 10.0)
_NOTCHES_HZ = (0.0, 50.0, 60.0)
#: What `look_of` raises where a text describes no look.
UNREADABLE = (
    *(ValueError, TypeError, KeyError, AttributeError),
    *(OverflowError, RecursionError),
)


@dataclass(frozen=True)
class TraceLook:
    """Leads, speed, gain and filter; `montage` is None for the standard leads."""

    montage: Montage | None = None
    speed: float = 25.0
    gain: Gain = field(default_factory=Gain)
    trace_filter: TraceFilter = field(default_factory=TraceFilter)


class TraceLooks:
    """Finds and keeps looks in the settings, each under a key of its own.

    Windows of other records write theirs, which must not be overwritten with what was
    there when this window opened.
    """

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def find(self, leads: Sequence[Lead]) -> TraceLook | None:
        """Return how leads of these names were left; None where that is not known."""
        text = self._store.value(_key(leads))
        if text is None:
            return None
        try:
            return look_of(str(text), leads)
        except UNREADABLE:
            _log.warning("what is kept of the trace cannot be read: %.200r", text)
            return None

    def keep(self, leads: Sequence[Lead], look: TraceLook) -> None:
        """Keep how leads of these names are looked at."""
        key = _key(leads)
        self._store.beginGroup(_GROUP)
        kept = self._store.childKeys()
        self._store.endGroup()
        if len(kept) >= _MOST and not self._store.contains(key):
            self._store.remove(f"{_GROUP}/{kept[0]}")
        self._store.setValue(key, look_text(look, leads))

    def forget(self, leads: Sequence[Lead]) -> None:
        """Keep nothing of leads of these names."""
        self._store.remove(_key(leads))


def look_text(look: TraceLook, leads: Sequence[Lead]) -> str:
    """Return a look as text; leads are written by name, as records differ in order."""
    views = [
        [*_named(leads, view.number), view.inverted, view.gain]
        for view in (look.montage.views if look.montage else ())
    ]
    return json.dumps(
        {
            "layout": look.montage.layout.value if look.montage else "",
            "order": look.montage.order.value if look.montage else "",
            "views": views,
            "alone": _alone_name(look.montage, leads),
            "speed": look.speed,
            "fit": look.gain.fit.value,
            "gain": look.gain.mm_mv,
            "filter": look.trace_filter.kind.value,
            "notch": look.trace_filter.notch_hz,
        }
    )


def look_of(text: str, leads: Sequence[Lead]) -> TraceLook:
    """Return the look that a text describes.

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError
        The text describes none, or one of other leads.
    """
    read = json.loads(text)
    views = tuple(_view(leads, *each) for each in read["views"])
    if len({view.number for view in views}) < len(views):
        raise ValueError("a lead comes twice")
    montage = None
    if views:
        # Version 0.1 knew one order.
        order = LeadOrder(read.get("order") or LeadOrder.STANDARD.value)
        alone = _alone(read.get("alone"), leads)
        montage = Montage(views, LeadLayout(read["layout"]), order, alone)
    notch_hz = float(read["notch"])
    if notch_hz not in _NOTCHES_HZ:
        raise ValueError("no mains has this frequency")
    return TraceLook(
        montage,
        _between(read["speed"], _SPEEDS_MM_S),
        Gain(Fit(read["fit"]), _between(read["gain"], _GAINS_MM_MV)),
        TraceFilter(FilterKind(read["filter"]), notch_hz),
    )


def _named(leads: Sequence[Lead], number: int) -> tuple[str, int]:
    """Return the name of a lead, and how many before it have the same."""
    name = leads[number].name
    return name, sum(lead.name == name for lead in leads[:number])


def _alone_name(
    montage: Montage | None, leads: Sequence[Lead]
) -> tuple[str, int] | None:
    if montage is None or montage.alone is None:
        return None
    return _named(leads, montage.alone)


def _alone(named: list[Any] | None, leads: Sequence[Lead]) -> int | None:
    if named is None:
        return None
    name, place = named
    return _view(leads, name, place, inverted=False, gain=1.0).number


def _view(
    leads: Sequence[Lead], name: str, place: int, inverted: bool, gain: float
) -> LeadView:
    numbers = {_named(leads, number): number for number in range(len(leads))}
    if not isinstance(inverted, bool):
        raise TypeError("a lead is inverted or it is not")
    return LeadView(numbers[name, place], inverted, _between(gain, _LEAD_GAINS))


def _between(value: float, ends: tuple[float, float]) -> float:
    number = float(value)
    if math.isnan(number) or not ends[0] <= number <= ends[1]:
        raise ValueError(f"{number} is not from {ends[0]} to {ends[1]}")
    return number


def _key(leads: Sequence[Lead]) -> str:
    names = json.dumps(sorted(lead.name for lead in leads))
    # Names can hold what keys of settings cannot.
    return f"{_GROUP}/{hashlib.sha256(names.encode()).hexdigest()[:16]}"
