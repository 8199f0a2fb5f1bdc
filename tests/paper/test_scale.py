"""What is printed is to scale: measured on the painted page."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from ecgviewer.analysis.report.content import Content
from ecgviewer.core.arrays import IntArray
from ecgviewer.paper import ecg_row
from ecgviewer.paper.ecg_row import MOST_COLUMNS, gain_for, middle_of, thinned
from ecgviewer.paper.paper_size import MM
from ecgviewer.paper.pdf_file import pdf_of
from tests.paper import contents
from tests.paper.pdf_reader import MM_PER_INCH, Picture, picture, texts

pytestmark = pytest.mark.usefixtures("qapp")
_DPI = 450.0


@pytest.fixture(scope="module")
def content() -> Content:
    return contents.content()


@pytest.fixture(scope="module")
def strips(content: Content) -> Picture:
    """Return the dots of the first page of strips."""
    data = pdf_of(content, contents.AT)
    number = next(
        i for i, t in enumerate(texts(data), 1) if "25mm/s" in t and "below" in t
    )
    dots = picture(data, number, _DPI)
    return dots[: len(dots) // 3]


def _near(
    dots: Picture, colour: str
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    wanted = QColor(colour)
    rgb = np.array([wanted.red(), wanted.green(), wanted.blue()], int)
    return np.asarray(np.abs(dots.astype(int) - rgb).max(axis=2) < 12)


def _lines(
    share: np.ndarray[tuple[int], np.dtype[np.float64]], least: float
) -> list[float]:
    """Return the middles of runs of places of which so much has a colour."""
    places: IntArray = np.flatnonzero(share >= least)
    runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    return [float(run.mean()) for run in runs if len(run)]


@pytest.mark.parametrize("axis", [0, 1])
def test_boxes_are_five_millimetres(strips: Picture, axis: int) -> None:
    on = _near(strips, ecg_row.MAJOR)
    rows = np.flatnonzero(on.sum(axis=1) > 0.3 * on.shape[1])
    block = on[rows[0] : rows[0] + round(20 / MM_PER_INCH * _DPI)]
    if axis == 1:
        lines = _lines(block.mean(axis=1), 0.4)
    else:
        lines = _lines(block.mean(axis=0), 0.4)
    apart_mm = np.diff(lines) / _DPI * MM_PER_INCH
    assert len(apart_mm) >= 3
    assert float(apart_mm.mean()) == pytest.approx(5.0, rel=0.01)
    # No line is off by more than a dot.
    assert np.abs(apart_mm - 5.0).max() <= 1.01 * MM_PER_INCH / _DPI


def test_a_second_is_25_mm_and_the_trace_10_mm_a_millivolt(
    content: Content, strips: Picture
) -> None:
    strip = content.strips[0]
    record = content.record
    lead = record.lead_index(strip.leads[0])
    values = record.values(lead, strip.start, strip.stop)
    ink = _near(strips, "#16213a")
    paper = _near(strips, ecg_row.MAJOR) | _near(strips, ecg_row.MINOR)
    rows = np.flatnonzero(paper.sum(axis=1) > 0.3 * paper.shape[1])
    columns = np.flatnonzero(paper[rows[0] : rows[0] + 400].any(axis=0))
    wide_mm = (columns[-1] - columns[0]) / _DPI * MM_PER_INCH
    assert wide_mm == pytest.approx(len(values) / record.fs * 25.0, rel=0.01)
    # The name of the lead stands at the left.
    left = columns[0] + round(12 / MM_PER_INCH * _DPI)
    row = ink[rows[0] : rows[0] + round(20 / MM_PER_INCH * _DPI), left : columns[-1]]
    high = np.flatnonzero(row.any(axis=1))
    shown = values[round(12 / 25 * record.fs) :]
    span_mm = (high[-1] - high[0]) / _DPI * MM_PER_INCH
    # A line is 0.22 mm wide.
    assert span_mm == pytest.approx(float(np.ptp(shown)) * 10.0 + 0.22, abs=0.2)


def test_a_thinned_trace_keeps_every_extreme() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(size=10_000).astype(np.float32)
    values[4321], values[17] = 9.0, -9.0
    x, y = thinned(values)
    assert len(x) <= 2 * MOST_COLUMNS
    assert np.array_equal(y, values[x.astype(int)])
    assert (np.diff(x) >= 0).all()
    assert {4321, 17} <= set(x.astype(int).tolist())


def test_a_short_trace_stays_whole_and_gaps_stay_gaps() -> None:
    values = np.arange(1000, dtype=np.float32)
    assert np.array_equal(thinned(values)[1], values)
    values = np.ones(9500, np.float32)
    values[2000:4000] = np.nan
    x, y = thinned(values)
    assert np.isnan(y[(x >= 2000) & (x < 3990)]).all()
    assert not np.isnan(y[(x < 1990) | (x > 4010)]).any()
    assert thinned(values[:0]).shape == (2, 0)


def test_a_trace_that_is_too_high_has_a_smaller_gain() -> None:
    values = np.array([0.0, 0.0, 0.0, 1.9], np.float32)
    assert gain_for(values, 20 * MM) == 10.0
    assert gain_for(2 * values, 20 * MM) == 5.0
    assert gain_for(100 * values, 20 * MM) == 1.0
    assert gain_for(np.full(3, np.nan, np.float32), 20 * MM) == 10.0


def test_the_baseline_is_in_the_middle_where_the_trace_fits_so() -> None:
    values = np.array([0.0, 0.0, 0.0, 0.0, 1.5], np.float32)
    assert middle_of(values, 4.0) == 0.0
    assert middle_of(values, 2.0) == pytest.approx(0.5)
    assert middle_of(values, 1.0) == pytest.approx(0.75)
    assert middle_of(values[:0], 1.0) == 0.0
