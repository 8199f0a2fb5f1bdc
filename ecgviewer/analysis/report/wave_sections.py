"""QRS, QT and ST in words."""

from __future__ import annotations

from collections.abc import Iterator

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.item_sections import Section
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.wave_stretches import STRETCH_S
from ecgviewer.analysis.report.wave_values import LeadSt, Qtc, StAt, Waves
from ecgviewer.core.waves.measures import (
    FAST_BPM,
    ST_AFTER_J_FAST_MS,
    ST_AFTER_J_MS,
)

WAVES_TITLE = "QRS, QT and ST"
#: As how it was measured is told on the audit page.
WAVES_RULE = (
    f"of the median normal beat of each {STRETCH_S / 60:g} min, of the signal without "
    f"a filter; ST {ST_AFTER_J_MS:g} ms behind the J point, {ST_AFTER_J_FAST_MS:g} ms "
    f"above {FAST_BPM:g}/min; end of T by the tangent"
)
_WIDE_MS = 120.0
NOT_MEASURED = "not measured: {}"


def wave_section(facts: ReportFacts) -> Section:
    """Return the section of QRS, QT and ST."""
    return WAVES_TITLE, list(_rows(facts.waves, Times.of(facts.head)))


def _rows(waves: Waves, times: Times) -> Iterator[tuple[str, str]]:
    if waves.qrs_ms is not None:
        wide = waves.qrs_ms >= _WIDE_MS
        beside = ", wide: ST and QT follow from it" if wide else ""
        yield "QRS", f"{waves.qrs_ms:.0f} ms{beside}"
    if waves.qt_ms is None:
        yield "QT", NOT_MEASURED.format(waves.qt_why_not)
    else:
        share = f"{waves.n_qt:,} of {len(waves.stretches):,}"
        stretches = f"{share} stretches of {STRETCH_S / 60:g} min"
        yield "QT", f"mean {waves.qt_ms:.0f} ms ({stretches})"
    for name, qtc in (("Fridericia", waves.fridericia), ("Bazett", waves.bazett)):
        if qtc is not None:
            yield f"QTc {name}", qtc_text(qtc, times)
    for lead in waves.leads:
        yield f"ST {lead.name}", _st_text(lead, times)


def qtc_text(qtc: Qtc, times: Times) -> str:
    """Return a QTc in words: its mean, and the longest with its time."""
    where = times.text(qtc.longest.first_sample)
    return f"mean {qtc.mean_ms:.0f} ms, longest {qtc.longest_ms:.0f} ms at {where}"


def _st_text(lead: LeadSt, times: Times) -> str:
    if lead.median_mv is None or lead.highest is None or lead.lowest is None:
        return NOT_MEASURED.format(lead.why_not)
    text = f"median {mv_text(lead.median_mv)} mV"
    if lead.n_stretches == 1:
        return text
    low, high = (st_text(each, times) for each in (lead.lowest, lead.highest))
    return f"{text}, lowest {low}, highest {high}"


def st_text(level: StAt, times: Times) -> str:
    """Return an ST level in words, with its time."""
    where = times.text(level.place.first_sample)
    return f"{mv_text(level.mv)} mV at {where}"


def mv_text(mv: float) -> str:
    """Return a level with its sign; of hardly anything that is +, never -."""
    return f"{round(mv, 2) + 0.0:+.2f}"
