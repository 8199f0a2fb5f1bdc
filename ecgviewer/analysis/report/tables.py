"""The tables of a report as CSV files: hours and events."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ecgviewer.analysis.report.event_values import EctopyCounts, Stretch
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.values import RateAt
from ecgviewer.formats.files.spreadsheet_text import harmless

HOUR_COLUMNS: tuple[str, ...] = (
    "record", "day", "clock", "start_s", "duration_s", "beats", "rate_min_bpm",
    "rate_mean_bpm", "rate_max_bpm", "v_single", "v_couplets", "v_runs", "v_beats",
    "v_percent", "s_single", "s_couplets", "s_runs", "s_beats", "s_percent", "pauses",
    "af_min", "artefact_min", "nn_intervals", "sdnn_ms", "rmssd_ms", "pnn50_percent",
    "lf_ms2", "hf_ms2", "qt_ms", "qtc_bazett_ms", "qtc_fridericia_ms",
    "st_mv", "st_lead",
)  # fmt: skip
EVENT_COLUMNS: tuple[str, ...] = (
    "record", "day", "clock", "start_s", "duration_s", "start_sample", "stop_sample",
    "kind", "beats", "rate_bpm", "origin", "reader", "note",
)  # fmt: skip


def hours_csv(facts: ReportFacts) -> bytes:
    """Return the table of hours: what is not known is an empty cell."""
    times, record = Times.of(facts.head), harmless(facts.head.record)
    rows = ([record, *_hour(hour, times)] for hour in facts.hours)
    return _csv(HOUR_COLUMNS, rows)


def events_csv(facts: ReportFacts) -> bytes:
    """Return the list of rhythms, then notes; samples are [start, stop)."""
    return _csv(EVENT_COLUMNS, [*_events(facts), *_notes(facts)])


def _hour(hour: Stretch, times: Times) -> Iterator[object]:
    first, last = hour.place.first_sample, hour.place.last_sample
    rates, of_nn = hour.rates, hour.variability
    yield from (times.day(first), times.clock(first) or "")
    yield from (f"{times.at_s(first):.3f}", f"{times.at_s(last + 1 - first):.3f}")
    yield hour.n_beats
    yield from (_rate(rates.slowest), number(rates.mean_bpm, 1), _rate(rates.fastest))
    yield from _ectopy(hour.ventricular)
    yield from _ectopy(hour.supraventricular)
    yield hour.n_pauses
    yield from (f"{hour.af_s / 60:.2f}", f"{hour.artefact_s / 60:.2f}")
    yield of_nn.n_intervals
    yield from (number(of_nn.sdnn_ms, 1), number(of_nn.rmssd_ms, 1))
    yield number(of_nn.pnn50_percent, 2)
    yield from (number(of_nn.lf_ms2, 1), number(of_nn.hf_ms2, 1))
    waves = hour.waves
    for each in (waves.qt_ms, waves.qtc_bazett_ms, waves.qtc_fridericia_ms):
        yield number(each, 1)
    yield from (number(waves.st_mv, 3), harmless(waves.st_lead))


def _ectopy(counts: EctopyCounts) -> Iterator[object]:
    yield from (counts.n_single, counts.n_couplets, counts.n_runs, counts.n_beats)
    yield number(counts.percent, 3)


def _events(facts: ReportFacts) -> Iterator[list[object]]:
    times = Times.of(facts.head)
    for row in facts.rhythms:
        first, stop = row.place.first_sample, row.place.last_sample + 1
        yield [
            harmless(facts.head.record),
            times.day(first),
            times.clock(first) or "",
            f"{times.at_s(first):.6f}",
            f"{row.duration_s:.6f}",
            first,
            stop,
            row.kind,
            row.n_beats,
            number(row.rate_bpm, 1),
            row.origin,
            harmless(row.reader),
            harmless(row.note),
        ]


def _notes(facts: ReportFacts) -> Iterator[list[object]]:
    times = Times.of(facts.head)
    for note in facts.items.notes:
        sample = note.place.first_sample
        yield [
            harmless(facts.head.record),
            times.day(sample),
            times.clock(sample) or "",
            f"{times.at_s(sample):.6f}",
            f"{0:.6f}",
            sample,
            sample + 1,
            "patient event" if note.is_of_patient else "note",
            "",
            number(note.rate_bpm, 1),
            note.source,
            "",
            harmless(": ".join(filter(None, (note.symptom, note.text)))),
        ]


def number(value: float | None, digits: int) -> str:
    """Return a number for a table; nothing where it is not known."""
    return "" if value is None else f"{value:.{digits}f}"


def _rate(rate: RateAt | None) -> str:
    return number(rate.bpm if rate else None, 1)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode(errors="replace")
