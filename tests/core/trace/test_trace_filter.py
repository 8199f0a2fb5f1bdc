"""What is said of the filter of the drawn trace."""

from __future__ import annotations

import pytest

from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter, filter_kind


@pytest.mark.parametrize(
    ("kind", "notch_hz", "text"),
    [
        (FilterKind.RAW, 0.0, "raw"),
        (FilterKind.RAW, 50.0, "notch 50 Hz"),
        (FilterKind.BASELINE, 0.0, "0.5 Hz –"),
        (FilterKind.BAND, 0.0, "0.5–40 Hz"),
        (FilterKind.BAND, 60.0, "0.5–40 Hz · notch 60 Hz"),
    ],
)
def test_the_paper_says_which_filter(
    kind: FilterKind, notch_hz: float, text: str
) -> None:
    trace_filter = TraceFilter(kind, notch_hz)
    assert trace_filter.text == text
    assert trace_filter.changes_nothing == (text == "raw")


def test_an_unknown_name_in_the_settings_means_raw() -> None:
    assert filter_kind("band") is FilterKind.BAND
    assert filter_kind("wavelet") is FilterKind.RAW
