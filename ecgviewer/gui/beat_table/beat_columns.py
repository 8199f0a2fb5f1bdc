"""What each column of the beat table is called, shows and sorts by."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.kinds.morphology import Codes
from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.core.labels import SYMBOL_TITLES, UNSET
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.beat_search import SearchedBeats
from ecgviewer.core.review.labelled_by import LabelledBy
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.badge_style import label_source
from ecgviewer.gui.look.number_text import decimal, whole
from ecgviewer.gui.look.time_text import elapsed_text, moment_text

Keys = Float64Array


@dataclass(frozen=True)
class BeatRows:
    """The beats at one moment, in time order; arrays that nobody writes to."""

    fs: float
    start: datetime | None
    beats: BeatTable
    columns: BeatColumns
    codes: Codes | None = None
    labelled_by: LabelledBy = field(default_factory=dict)
    longest_s: float = 0.0

    @classmethod
    def of(cls, session: ReviewSession) -> BeatRows:
        """Return the beats of a session as they are now."""
        record = session.record
        return cls(
            *(record.fs, record.start_time, session.beats, session.columns),
            longest_s=record.duration_s,
        )

    @property
    def searched(self) -> SearchedBeats:
        """What a search looks at."""
        return SearchedBeats(
            self.beats, self.columns, self.fs, self.codes, self.labelled_by
        )

    def at_s(self, row: int) -> float:
        """Return the time of a beat since the start of the record."""
        return float(self.columns.sample[row]) / self.fs

    def moment_text(self, row: int) -> str:
        """Return the time of a beat, with the day in a record of several."""
        at_s, longest_s = self.at_s(row), max(self.longest_s, 3600.0)
        return moment_text(at_s, 3, longest_s, self.start)


@dataclass(frozen=True)
class TableColumn:
    """One column; `key` gives what it sorts by, None for the order in time."""

    title: str
    tip: str
    text: Callable[[BeatRows, int], str]
    key: Callable[[BeatRows], Keys] | None
    sample_text: str
    number: bool = False


def label_title(code: int, scheme: LabelScheme) -> str:
    """Return what a label code means, in words."""
    return "Not labelled yet" if code == UNSET else scheme.title(code)


def label_by_text(now: BeatRows, row: int) -> str:
    """Return the label of a beat and who set it, in words."""
    code, scheme = int(now.columns.label[row]), now.columns.scheme
    title = label_title(code, scheme)
    if code == UNSET:
        return title
    source = label_source(now.columns, row)
    return f"{scheme.name(code)}: {title}, {source.value}"


def other_time_text(now: BeatRows, row: int) -> str:
    """Return the time since the start where the table shows the time of day."""
    if now.start is None:
        return ""
    return f"{elapsed_text(now.at_s(row), 3, math.inf)} from the start of the record"


def symbol_title(now: BeatRows, row: int) -> str:
    """Return what the WFDB symbol of a beat means; empty if it has none."""
    return SYMBOL_TITLES.get(str(now.beats.symbol[row]), "")


def _number_text(value: float, scale: float, digits: int = 0) -> str:
    return "" if np.isnan(value) else decimal(value * scale, digits)


def _confidence_text(now: BeatRows, row: int) -> str:
    if now.columns.predicted[row] == UNSET:
        return ""
    return f"{now.columns.confidence[row] * 100:.0f}"


def _label_keys(codes: npt.NDArray[np.uint8]) -> Keys:
    return np.where(codes == UNSET, np.nan, codes)


def _symbol_keys(now: BeatRows) -> Keys:
    points = np.ascontiguousarray(now.beats.symbol).view(np.uint32)
    return np.where(points == 0, np.nan, points)


def _comment_keys(now: BeatRows) -> Keys:
    keys = np.full(len(now.beats), np.nan)
    written = np.flatnonzero(now.beats.comment != "")
    keys[written] = np.unique(now.beats.comment[written], return_inverse=True)[1]
    return keys


COLUMNS: tuple[TableColumn, ...] = (
    TableColumn(
        "#",
        "Number of the beat, in order of time",
        lambda now, row: whole(row + 1),
        None,
        "100,000",
        number=True,
    ),
    TableColumn(
        "Time",
        "R-peak: time of day where the record has a start, else from the start of the "
        "record (h:mm:ss.mmm)",
        lambda now, row: now.moment_text(row),
        None,
        "23:59:59.999",
        number=True,
    ),
    TableColumn(
        "RR (ms)",
        "From the R-peak before to this one, in milliseconds",
        lambda now, row: _number_text(now.columns.rr_previous_s[row], 1000),
        lambda now: now.columns.rr_previous_s,
        "88,888",
        number=True,
    ),
    TableColumn(
        "Class",
        "Current class (AAMI): hollow where it is the classifier's, tinted "
        "where it is from the reference, solid where a reviewer set it",
        lambda now, row: now.columns.scheme.name(int(now.columns.label[row])),
        lambda now: _label_keys(now.columns.label),
        "N",
    ),
    TableColumn(
        "Symbol",
        "WFDB symbol that a person or a reference gave the beat",
        lambda now, row: str(now.beats.symbol[row]),
        _symbol_keys,
        "N",
    ),
    TableColumn(
        "Classifier",
        "Class that the classifier gives the beat",
        lambda now, row: now.columns.scheme.name(int(now.columns.predicted[row])),
        lambda now: _label_keys(now.columns.predicted),
        "N",
    ),
    TableColumn(
        "Conf. (%)",
        "Confidence: the classifier's probability of its class, in percent",
        _confidence_text,
        lambda now: np.where(
            now.columns.predicted == UNSET, np.nan, now.columns.confidence
        ),
        "100",
        number=True,
    ),
    TableColumn(
        "Quality",
        "Signal quality around the beat, 0 (unreadable) to 1",
        lambda now, row: _number_text(float(now.columns.quality[row]), 1, 2),
        lambda now: now.columns.quality.astype(np.float64),
        "0.00",
        number=True,
    ),
    TableColumn(
        "Reviewed",
        "Ticked where a person has confirmed the beat",
        lambda now, row: "\N{CHECK MARK}" if now.columns.reviewed[row] else "",
        lambda now: now.columns.reviewed.astype(np.float64),
        "\N{CHECK MARK}",
    ),
    TableColumn(
        "Comment",
        "Comment by a reviewer on the beat",
        lambda now, row: str(now.beats.comment[row]),
        _comment_keys,
        "A few words",
    ),
)

#: Position of the column that shows the class as a badge.
CLASS_COLUMN = [column.title for column in COLUMNS].index("Class")
