"""A strip that is longer than the page is wide goes on below, its rows full."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ecgviewer.core.items.strip import Strip
from ecgviewer.paper.paper_size import MM, Area
from ecgviewer.paper.strip_pages import strip_pages
from tests.paper import contents

pytestmark = pytest.mark.usefixtures("qapp")
_WIDE_MM, _SPEED_MM_S = 180.0, 25.0


def _rows_s(length_s: float) -> list[tuple[float, str]]:
    session = contents.review(60.0)
    fs = session.record.fs
    strip = Strip(1000, 1000 + round(length_s * fs), ("V1",), "Onset", _SPEED_MM_S)
    session.edit(session.item_editor("Ada").add(strip))
    body = Area(0.0, 0.0, _WIDE_MM * MM, 250.0 * MM)
    pages = strip_pages(contents.content(session), body)
    parts = [block.strip for page in pages for block, _ in page.blocks]
    assert parts[0].start == strip.start
    assert parts[-1].stop == strip.stop
    assert all(a.stop == b.start for a, b in pairwise(parts))
    return [(round(part.duration_s(fs), 1), part.caption) for part in parts]


@pytest.mark.parametrize(
    ("length_s", "rows"),
    [
        (7.0, [7.0]),
        (7.2, [7.2]),
        (10.0, [7.2, 2.8]),
        (16.0, [7.2, 6.8, 2.0]),
        (7.5, [5.5, 2.0]),
    ],
)
def test_rows_are_full_but_for_the_last(length_s: float, rows: list[float]) -> None:
    found = _rows_s(length_s)
    assert [each for each, _ in found] == rows
    goes_on = ["Onset", *["Onset (goes on)"] * (len(rows) - 1)]
    assert [caption for _, caption in found] == goes_on
