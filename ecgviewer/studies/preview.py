"""What is shown of a recording before it is opened: its whole length and its worst."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession

#: Columns of the whole record, and values a second and seconds of the strip.
N_COLUMNS = 240
STRIP_HZ, STRIP_S = 125.0, 10.0
#: Before what the strip shows.
_LEAD_IN_S = 2.0
_STEPS_PER_UNIT = 1000.0


@dataclass(frozen=True)
class Preview:
    """A recording in small, as far as it is known.

    Attributes
    ----------
    rate_bpm : tuple of float or None
        Mean heart rate of each part of the record; None where it is not known.
    n_v, n_s : tuple of int
        Beats of the two classes in each part.
    lead : str
        The lead of the strip.
    strip_start_s : float
        Where the strip begins.
    strip_hz : float
        Values a second.
    strip : str
        Its values in steps of a thousandth of the lead's unit, 16 bits, base64; the
        lowest one for what is unknown.
    """

    rate_bpm: tuple[float | None, ...] = ()
    n_v: tuple[int, ...] = ()
    n_s: tuple[int, ...] = ()
    lead: str = ""
    strip_start_s: float = 0.0
    strip_hz: float = STRIP_HZ
    strip: str = ""

    @property
    def strip_values(self) -> Float64Array:
        """The values of the strip in the unit of its lead; NaN where unknown."""
        steps = np.frombuffer(base64.b64decode(self.strip), "<i2")
        unknown = steps == np.iinfo(np.int16).min
        return np.where(unknown, np.nan, steps / _STEPS_PER_UNIT)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Preview:
        """Return the preview that a file holds."""
        rows = {name: tuple(content[name]) for name in ("rate_bpm", "n_v", "n_s")}
        return cls(**{**content, **rows})


def preview_of(session: ReviewSession, sample: int | None) -> Preview:
    """Return a review in small, with a strip of a place.

    Parameters
    ----------
    session : ReviewSession
    sample : int or None
        What the strip shows; None for the beginning.
    """
    record, columns = session.record, session.columns
    edges = np.linspace(0, record.n_samples, N_COLUMNS + 1)
    part = np.clip(
        np.searchsorted(edges, columns.sample, "right") - 1, 0, N_COLUMNS - 1
    )
    rr_s = columns.rr_readable_s
    known = ~np.isnan(rr_s)
    n = np.bincount(part[known], minlength=N_COLUMNS)
    total_s = np.bincount(part[known], rr_s[known], minlength=N_COLUMNS)
    counts = (
        np.bincount(part[columns.aami == each], minlength=N_COLUMNS).tolist()
        for each in (BeatClass.V, BeatClass.S)
    )
    n_v, n_s = counts
    start, lead, values = _strip(record, session.lead, sample or 0)
    return Preview(
        tuple(
            round(60 * count / length, 1) if count else None
            for count, length in zip(n.tolist(), total_s.tolist(), strict=True)
        ),
        tuple(n_v),
        tuple(n_s),
        lead,
        round(start / record.fs, 3),
        *values,
    )


def _strip(
    record: Record, lead: str, sample: int
) -> tuple[int, str, tuple[float, str]]:
    names = [each.name for each in record.leads]
    number = names.index(lead) if lead in names else 0
    start = max(sample - round(_LEAD_IN_S * record.fs), 0)
    values = record.values(number, start, start + round(STRIP_S * record.fs))
    step = max(round(record.fs / STRIP_HZ), 1)
    whole = values[: len(values) // step * step].reshape(-1, step).mean(axis=1)
    least = np.iinfo(np.int16).min
    steps = np.clip(np.round(whole * _STEPS_PER_UNIT), least + 1, -least - 1)
    stored = np.where(np.isnan(whole), least, steps).astype("<i2")
    text = base64.b64encode(stored.tobytes()).decode("ascii")
    return start, record.leads[number].title, (record.fs / step, text)
