"""Which pages a report has, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

from ecgviewer.analysis.report.classifier_facts import WEAKNESS_TITLE
from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.item_sections import Section
from ecgviewer.analysis.report.page_sections import sections_of
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.wave_sections import WAVES_RULE, WAVES_TITLE
from ecgviewer.paper.disclosure_pages import disclosure_pages
from ecgviewer.paper.fact_tables import fact_tables
from ecgviewer.paper.facts_pages import facts_pages
from ecgviewer.paper.interval_page import IntervalPage
from ecgviewer.paper.kind_pages import kind_pages
from ecgviewer.paper.lead_page import lead_pages
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import Area, PageChoice, body_area
from ecgviewer.paper.strip_pages import strip_pages
from ecgviewer.paper.tables import table_pages
from ecgviewer.paper.trend_page import TrendPage

#: A shorter recording has no trends.
_TREND_S = 120.0
#: Sections that are on the last page.
_AUDIT = frozenset({"Review", WEAKNESS_TITLE})


def report_pages(content: Content, choice: PageChoice) -> tuple[Page, ...]:
    """Return the pages of a report; there must be a QGuiApplication."""
    return tuple(_pages(content, choice))


def _pages(content: Content, choice: PageChoice) -> Iterator[Page]:
    facts, body = content.facts, body_area(choice.size)
    sections = list(sections_of(facts))
    summary = [section for section in sections if section[0] not in _AUDIT]
    yield from facts_pages("ECG report: summary", summary, body)
    yield from table_pages("Hours and rhythms", fact_tables(facts), body)
    yield from drawn_pages(content, body)
    if choice.full_disclosure:
        yield from disclosure_pages(content, body)
    audit = [section for section in sections if section[0] in _AUDIT]
    audit += [_program(facts), _rules(facts), _signal(facts)]
    yield from facts_pages("Audit", audit, body)


def drawn_pages(content: Content, body: Area) -> Iterator[Page]:
    """Yield the pages that draw rather than tell, but for full disclosure."""
    if content.facts.head.duration_s >= _TREND_S:
        yield TrendPage(content)
    yield IntervalPage(content)
    yield from kind_pages(content, body)
    yield from strip_pages(content, body)
    yield from lead_pages(content)


def _program(facts: ReportFacts) -> Section:
    head = facts.head
    rows = [
        ("Software", head.software),
        ("Classifier", head.classifier_id or "none"),
        ("Analysed leads", ", ".join(head.analysed_leads) or "none"),
        ("Beats from", head.annotator or "the program"),
        ("Version of the facts", str(facts.version)),
    ]
    return "Program", rows


def _rules(facts: ReportFacts) -> Section:
    rules = facts.rules
    rows = [
        ("Run", f"{rules.run_beats} beats or more"),
        ("Bigeminy, trigeminy", f"{rules.cycles} cycles or more"),
        (
            "Tachycardia, bradycardia",
            f"above {rules.tachycardia_bpm:g}/min, below {rules.bradycardia_bpm:g}/min "
            f"for {rules.rate_least_s:g} s or longer",
        ),
        ("Lowest, highest rate", f"means of {rules.rate_intervals} RR intervals"),
        ("Day, night", f"from {rules.day_from_h}:00, from {rules.night_from_h}:00"),
        (WAVES_TITLE, WAVES_RULE),
    ]
    return "Rules", rows


def _signal(facts: ReportFacts) -> Section:
    head, length = facts.head, Times.of(facts.head).length
    rows = [
        ("Sampling frequency", f"{head.fs_hz:g} Hz"),
        ("Samples", f"{head.n_samples:,}"),
    ]
    for lead in head.leads:
        known = lead.analysable_s
        text = "never off" if known is None else f"{length(known)} can be analysed"
        rows.append((f"Lead {lead.name}", f"{lead.unit}, {text}"))
    return "Signal", rows
