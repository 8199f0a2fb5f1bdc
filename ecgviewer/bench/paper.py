"""How long a report takes to be painted, and how large its PDF is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ecgviewer.analysis.report.content import Content, content_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.strip_proposals import STRIP_S
from ecgviewer.bench.material import DAY_S, classified, day_ecg
from ecgviewer.bench.stopwatch import Figures, seconds
from ecgviewer.core.items.strip import Strip
from ecgviewer.paper.disclosure_pages import disclosure_pages
from ecgviewer.paper.page import Frame, Page
from ecgviewer.paper.paper_size import PageChoice, body_area
from ecgviewer.paper.pdf_file import PaperReport, ensure_application, pdf_of_pages
from ecgviewer.paper.strip_pages import strip_pages

_STRIP_PAGES = 40
_WRITTEN_AT = "2000-01-01T00:00:00+00:00"


def measure(
    _path: Path, *, duration_s: float = DAY_S, n_pages: int = _STRIP_PAGES
) -> Figures:
    """Return what the PDF of a day of three leads at 250 Hz costs.

    `paper_content_24h_s`: from the facts to all that is drawn, kinds of beats
    included. `paper_strips_40_s`, `paper_strips_40_mb`: 40 pages of strips of two
    leads. `paper_disclosure_24h_s`, `paper_disclosure_24h_mb`: every minute of a lead,
    24 pages. `paper_report_24h_s`: the whole report without these pages.
    """
    ensure_application()
    ecg = day_ecg(duration_s)
    session = classified(ecg.record, ecg.beats)
    facts = report_facts(session)
    contents: list[Content] = []
    content_s = seconds(lambda: contents.append(content_of(facts, session)))
    (content,) = contents
    body = body_area(PageChoice().size)
    strips = strip_pages(_with_strips(content, n_pages), body)[:n_pages]
    strips_s, strips_mb = _written(content, strips)
    disclosure_s, disclosure_mb = _written(content, disclosure_pages(content, body))
    report = PaperReport.of(content, _WRITTEN_AT)
    return {
        "paper_content_24h_s": round(content_s, 2),
        "paper_strip_pages": len(strips),
        "paper_strips_40_s": round(strips_s, 2),
        "paper_strips_40_mb": strips_mb,
        "paper_disclosure_24h_s": round(disclosure_s, 2),
        "paper_disclosure_24h_mb": disclosure_mb,
        "paper_report_24h_s": round(seconds(lambda: pdf_of_pages(report)), 2),
    }


def _with_strips(content: Content, n_pages: int) -> Content:
    """Return content with more strips of two leads than fill some pages."""
    record = content.record
    names = tuple(lead.name for lead in record.leads[:2])
    length, n = round(STRIP_S * record.fs), 6 * n_pages
    last = max(record.n_samples - length, 0)
    starts = [last * i // max(n - 1, 1) for i in range(n)]
    strips = tuple(
        Strip(start, start + length, names, f"Strip {number}")
        for number, start in enumerate(starts, 1)
    )
    return replace(content, strips=strips)


def _written(content: Content, pages: Sequence[Page]) -> tuple[float, float]:
    """Return seconds and megabytes of a PDF of some pages."""
    frame = Frame(content.facts, _WRITTEN_AT, PageChoice().size)
    report, made = PaperReport(tuple(pages), frame), []
    took_s = seconds(lambda: made.append(pdf_of_pages(report)))
    return took_s, round(len(made[0]) / 1e6, 1)
