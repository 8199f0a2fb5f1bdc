"""What there is to say of one beat, in words."""

from __future__ import annotations

import math

from ecgviewer.core.labels import SYMBOL_TITLES, UNSET
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.badge_style import LabelSource, label_source
from ecgviewer.gui.look.time_text import both_times_text


def beat_text(session: ReviewSession, row: int) -> str:
    """Return number, time, labels and RR intervals of a beat, one fact a line."""
    columns, record = session.columns, session.record
    at_s = columns.sample[row] / record.fs
    time = both_times_text(at_s, max(record.duration_s, 60.0), record.start_time)
    lines = [
        f"Beat {row + 1} of {len(columns.sample)} at {time}",
        _label_line(columns, str(session.beats.symbol[row]), row),
        _classifier_line(columns, row),
        _rr_line(columns, row),
        "" if columns.readable[row] else "The signal cannot be read here",
    ]
    return "\n".join(line for line in lines if line)


def _label_line(columns: BeatColumns, symbol: str, row: int) -> str:
    if columns.label[row] == UNSET:
        return "Not labelled yet"
    label, scheme = int(columns.label[row]), columns.scheme
    source = label_source(columns, row)
    text = f"{scheme.name(label)}: {scheme.title(label)}"
    if source is LabelSource.CLASSIFIER:
        return text
    text = f"{text}, {source.value}"
    known = symbol == scheme.name(label)
    return text if known else f"{text} ({SYMBOL_TITLES[symbol]})"


def _classifier_line(columns: BeatColumns, row: int) -> str:
    if columns.predicted[row] == UNSET:
        return ""
    predicted = columns.scheme.name(int(columns.predicted[row]))
    text = f"Classifier: {predicted}, {columns.confidence[row]:.0%}"
    return f"{text}; the labels differ" if columns.disagrees[row] else text


def _rr_line(columns: BeatColumns, row: int) -> str:
    before, after = columns.rr_previous_s[row], columns.rr_next_s[row]
    parts = [
        f"{1000 * rr:.0f} ms {side}"
        for rr, side in ((before, "before"), (after, "after"))
        if math.isfinite(rr)
    ]
    return "RR " + ", ".join(parts) if parts else ""
