"""A report as one HTML page, which needs no other file."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.item_sections import Section
from ecgviewer.analysis.report.page_sections import hours_section, sections_of

_STYLE = (
    "body{font:14px/1.4 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;"
    "color:#111;background:#fff}h1{font-size:1.5em}h2{font-size:1.1em;"
    "border-bottom:1px solid #888;margin-top:1.6em}table{border-collapse:collapse}"
    "td,th{padding:.15em .8em .15em 0;text-align:left;vertical-align:top;"
    "white-space:pre-line}.numbers td,.numbers th{text-align:right;font-size:.85em;"
    "padding-right:.6em}.unfinished{border:2px solid #c24a00;padding:.5em 1em}"
    "footer{margin-top:2em;color:#555;font-size:.85em}"
    "@media print{h2{break-after:avoid}tr{break-inside:avoid}}"
)
_UNFINISHED = (
    "This review is not finished: it is not signed as it is now, and what is said here "
    "may change."
)
_ONLY = "Research software, not a medical device."


class PagePicture(NamedTuple):
    """A picture of a page: its title, a PNG file, and its width on paper."""

    title: str
    png: bytes
    width_mm: int


def page_of(
    facts: ReportFacts, written_at: str, pictures: Sequence[PagePicture] = ()
) -> bytes:
    """Return the HTML file of a report.

    Parameters
    ----------
    facts : ReportFacts
    written_at : str
        When, UTC in ISO 8601: all that differs between two pages of equal facts.
    pictures : sequence of PagePicture, optional
        What is drawn of the review, behind its tables.
    """
    head = facts.head
    title = escape(f"ECG report: {head.record}")
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
    ]
    if not facts.review.is_finished:
        parts.append(f'<p class="unfinished">{_UNFINISHED}</p>')
    parts += [_pairs(section) for section in sections_of(facts)]
    parts += [_numbers(*table) for table in hours_section(facts)]
    parts += [_figure(picture) for picture in pictures]
    parts.append(
        f"<footer>{escape(head.software)}, written {escape(written_at)}. {_ONLY}"
        "</footer></body></html>\n"
    )
    return "\n".join(parts).encode(errors="replace")


def _pairs(section: Section) -> str:
    title, rows = section
    cells = (
        f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>"
        for name, text in rows
    )
    return f"<h2>{escape(title)}</h2><table>{''.join(cells)}</table>"


def _numbers(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    table = f'<table class="numbers"><tr>{head}</tr>{body}</table>'
    return f"<h2>{escape(title)}</h2>{table}"


def _figure(picture: PagePicture) -> str:
    title, data = escape(picture.title), base64.b64encode(picture.png).decode()
    look = f'alt="{title}" style="width:{picture.width_mm}mm;max-width:100%"'
    source = f"data:image/png;base64,{data}"
    return f'<h2>{title}</h2><img {look} src="{source}">'


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td>{escape(text)}</td>" for text in row)
