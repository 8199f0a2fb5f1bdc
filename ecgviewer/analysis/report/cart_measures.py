"""What a cart measured, beside what is measured here."""

from __future__ import annotations

from collections.abc import Iterator

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.item_sections import Section
from ecgviewer.analysis.report.wave_sections import NOT_MEASURED
from ecgviewer.core.cart_measure import CART_TITLE, CartMeasure, said_by_cart

_MINUTE_MS = 60_000
#: What carts call the rate of the ventricles.
_RATES = ("heart rate", "ventricular heart rate", "ventricular rate")


def cart_measures(facts: ReportFacts) -> tuple[CartMeasure, ...]:
    """Return what a cart says of a recording, in the order of its file."""
    ours = dict(_ours(facts))
    details = ((each.name, each.text) for each in facts.head.details)
    return tuple(
        CartMeasure(name, text, ours.get(name.casefold(), ""))
        for name, text in said_by_cart(details)
    )


def cart_sections(facts: ReportFacts) -> Iterator[Section]:
    """Yield the section of what a cart says, where it says anything."""
    rows = [
        (name, f"{cart}; here {here}" if here else cart)
        for name, cart, here in cart_measures(facts)
    ]
    if rows:
        yield CART_TITLE, rows


def _ours(facts: ReportFacts) -> Iterator[tuple[str, str]]:
    """Yield what is measured here by what carts call it, in small letters."""
    bpm, waves = facts.beats.rates.mean_bpm, facts.waves
    rate, why_not = _text(bpm, "/min"), waves.qt_why_not
    yield from ((name, rate) for name in _RATES)
    yield "rr interval", _text(_MINUTE_MS / bpm if bpm else None, " ms")
    yield "qrs duration", _text(waves.qrs_ms, " ms")
    yield "qt interval", _text(waves.qt_ms, " ms", why_not)
    bazett, fridericia = (
        _text(None if each is None else each.mean_ms, " ms", why_not)
        for each in (waves.bazett, waves.fridericia)
    )
    yield "qtc interval (bazett)", bazett
    yield "qtc interval (fridericia)", fridericia
    # Files do not say by which rule a cart corrects.
    both = f"{bazett} (Bazett), {fridericia} (Fridericia)"
    yield "qtc interval", bazett if waves.qt_ms is None else both


def _text(value: float | None, unit: str, why_not: str = "") -> str:
    if value is None:
        return NOT_MEASURED.format(why_not) if why_not else "not measured"
    return f"{value:.0f}{unit}"
