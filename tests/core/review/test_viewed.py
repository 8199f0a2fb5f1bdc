from __future__ import annotations

import pytest

from ecgviewer.core.review.viewed import Viewed


@pytest.mark.parametrize(
    ("views", "never_s"),
    [
        ([], 100.0),
        ([(0, 10)], 90.0),
        ([(0, 10), (20, 30)], 80.0),
        ([(20, 30), (0, 10), (5, 25)], 70.0),
        ([(0, 10), (10, 20)], 80.0),
        ([(-5, 10), (95, 110)], 85.0),
        ([(0, 60), (40, 100)], 0.0),
        ([(0, 60.1), (50, 50)], 100.0),
        ([(90, 140)], 90.0),
    ],
)
def test_what_was_never_in_view(
    views: list[tuple[float, float]], never_s: float
) -> None:
    viewed = Viewed()
    for start_s, stop_s in views:
        viewed.add(start_s, stop_s)
    assert viewed.never_s(100.0) == pytest.approx(never_s)
