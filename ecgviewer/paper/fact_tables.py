"""The tables of a report: days, hours, and the list of rhythms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ecgviewer.analysis.report.facts import ListedRhythm, ReportFacts
from ecgviewer.analysis.report.page_sections import hours_section, whole_row
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.tables import number
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.wording import count
from ecgviewer.paper.tables import Table

#: Names that stand over several columns, by the first of them.
_OVER = {
    "Min": (3, "Heart rate /min"),
    "V single": (5, "Ventricular"),
    "S single": (5, "Supraventricular"),
}
_RHYTHMS = (
    "From",
    "Rhythm",
    "Length",
    "Beats",
    "Rate /min",
    "Origin",
    "Reader",
    "Note",
)
_WORDS = frozenset({0, 1, 5, 6, 7})
#: More that were found of a kind than these, and more in all, are in the file of
#: events: hundreds of couplets would hide the one run among them.
_MOST_OF_A_KIND, _MOST_RHYTHMS = 12, 150


def fact_tables(facts: ReportFacts) -> Iterator[Table]:
    """Yield the tables of a report."""
    whole = tuple(whole_row(facts))
    for title, columns, rows in hours_section(facts):
        every = (*map(tuple, rows), whole)
        yield Table(
            title, _names(columns), every, over=tuple(_over(columns)), has_whole=True
        )
    if facts.rhythms:
        times, shown = Times.of(facts.head), _shown(facts.rhythms)
        more = len(facts.rhythms) - len(shown)
        title = "Rhythms"
        if more:
            title += f", the first of each kind; {count(more, 'more row')}"
            title += " in the table of events"
        listed = tuple(_rhythm(row, times) for row in shown)
        yield _without_empty(Table(title, _RHYTHMS, listed, _WORDS))


def _shown(rhythms: Sequence[ListedRhythm]) -> list[ListedRhythm]:
    """Return the first of each kind, and all that a reader has put there."""
    shown, n_of = [], Counter[str]()
    for row in rhythms:
        n_of[row.kind] += not row.reader
        if row.reader or n_of[row.kind] <= _MOST_OF_A_KIND:
            shown.append(row)
    return shown[:_MOST_RHYTHMS]


def _without_empty(table: Table) -> Table:
    """Return a table without the columns that say nothing."""
    kept = [
        number
        for number in range(len(table.columns))
        if any(row[number] for row in table.rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[number] for number in kept),
        rows=tuple(tuple(row[number] for number in kept) for row in table.rows),
        words=frozenset(i for i, number in enumerate(kept) if number in table.words),
    )


def _names(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.removeprefix("V ").removeprefix("S ") for name in columns)


def _over(columns: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for first, name in enumerate(columns):
        if name in _OVER:
            yield first, *_OVER[name]


def _rhythm(row: ListedRhythm, times: Times) -> tuple[str, ...]:
    return (
        times.text(row.place.first_sample),
        row.finding or EpisodeKind(row.kind).title,
        times.length(row.duration_s),
        f"{row.n_beats:,}",
        number(row.rate_bpm, 0),
        row.origin,
        row.reader,
        "" if row.finding else row.note,
    )
