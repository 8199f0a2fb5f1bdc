"""The samples of a report's strips as a CSV file: a row a sample of a strip."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.places import Times
from ecgviewer.core.items.strip import Strip
from ecgviewer.formats.files.spreadsheet_text import harmless

SAMPLE_COLUMNS = (
    "record",
    "strip",
    "caption",
    "sample",
    "start_s",
    "lead",
    "unit",
    "value",
)
#: Behind the point: tenths of a microvolt.
_DIGITS = 4


def samples_csv(content: Content) -> bytes:
    """Return the samples of the strips, lead after lead; a gap is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(SAMPLE_COLUMNS)
    for number, strip in enumerate(content.strips, 1):
        writer.writerows(_rows(content, number, strip))
    return text.getvalue().encode(errors="replace")


def _rows(content: Content, number: int, strip: Strip) -> Iterator[list[object]]:
    record, times = content.record, Times.of(content.facts.head)
    said = [harmless(record.name), number, harmless(strip.caption)]
    for name in strip.leads:
        place = record.lead_index(name)
        lead = record.leads[place]
        values = record.values(place, strip.start, strip.stop)
        for sample, value in enumerate(values.tolist(), strip.start):
            at_s = f"{times.at_s(sample):.6f}"
            known = "" if np.isnan(value) else f"{value:.{_DIGITS}f}"
            yield [
                *said,
                sample,
                at_s,
                harmless(lead.title),
                harmless(lead.unit),
                known,
            ]
