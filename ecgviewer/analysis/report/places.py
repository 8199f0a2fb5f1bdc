"""Where in a record something is, in words and as values for files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ecgviewer.analysis.report.head_values import Head
from ecgviewer.core.time_text import clock_text, day_of, elapsed_text


@dataclass(frozen=True)
class Times:
    """Makes times of the samples of a record.

    Attributes
    ----------
    fs_hz, duration_s : float
    start : datetime or None
        Clock time of sample 0.
    """

    fs_hz: float
    duration_s: float
    start: datetime | None

    @classmethod
    def of(cls, head: Head) -> Times:
        """Return the times of the record of a report."""
        return cls(head.fs_hz, head.duration_s, head.start_time)

    def at_s(self, sample: int) -> float:
        """Return the seconds from the start of the record."""
        return sample / self.fs_hz

    def day(self, sample: int) -> int:
        """Return the day, from 1; they end at midnight, or every 24 hours."""
        return day_of(self.at_s(sample), self.start)

    def clock(self, sample: int) -> str | None:
        """Return the time of day; None of a record without a clock."""
        if self.start is None:
            return None
        return clock_text(self.at_s(sample), 0, self.start)

    def date(self, sample: int) -> str | None:
        """Return the date, ISO 8601; None where it is not known."""
        if self.start is None or self.start.year == 1:
            return None
        days = timedelta(days=self.day(sample) - 1)
        return (self.start.date() + days).isoformat()

    def text(self, sample: int) -> str:
        """Return a time in words, with its day in a record of several."""
        at_s = self.at_s(sample)
        text = self.clock(sample) or elapsed_text(at_s, 0, self.duration_s)
        several = day_of(self.duration_s, self.start) > 1
        return f"{text} (day {self.day(sample)})" if several else text

    def length(self, seconds: float) -> str:
        """Return a length in words, in the form that itself needs."""
        return elapsed_text(seconds, 1 if seconds < 60 else 0, seconds)

    @property
    def began(self) -> str | None:
        """When the record began, ISO 8601; without a date where that is not known."""
        if self.start is None:
            return None
        start = self.start.replace(microsecond=0)
        return (start.time() if start.year == 1 else start).isoformat()
