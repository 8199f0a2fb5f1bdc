"""In every layout the trace has its room, leads keep apart, texts are whole."""

from __future__ import annotations

import json
import subprocess
from itertools import pairwise

import pytest

from tests.layouts.drive import LAYOUTS, SCALES, SIZES, Measured, command

# Each drives a window through some two hundred layouts.
pytestmark = pytest.mark.slow

_LEAD_MM, _PAGE_S = 40.0, 10.0
_ROUND_PX = 2.0


@pytest.fixture(scope="module", params=SCALES)
def measured(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Measured]:
    config = tmp_path_factory.mktemp("screen") / "screen.json"
    words, environment = command(request.param, None, config)
    ran = subprocess.run(
        words, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = [Measured(**json.loads(line)) for line in ran.stdout.splitlines()]
    assert len(found) >= len(SIZES) * sum(map(len, LAYOUTS.values()))
    return found


def _named(each: Measured) -> str:
    return f"{each.layout} {each.panel} at {each.window[0]} x {each.window[1]}"


def test_the_window_keeps_its_size(measured: list[Measured]) -> None:
    other = [_named(each) for each in measured if each.window != each.wanted]
    assert not other


def test_the_trace_has_half_of_the_height(measured: list[Measured]) -> None:
    low = [_named(m) for m in measured if m.trace_px < m.window[1] // 2]
    assert not low


def test_a_lead_has_its_paper_unless_nothing_is_left_to_give_way(
    measured: list[Measured],
) -> None:
    short = [
        f"{_named(m)}: {min(bottom - top for top, _, bottom in m.rows) / m.px_per_mm}"
        for m in measured
        if m.gives_way
        and min(bottom - top for top, _, bottom in m.rows)
        < _LEAD_MM * m.px_per_mm - _ROUND_PX
    ]
    assert not short


def test_gains_are_positive_and_beats_of_a_millivolt_are_10_mm(
    measured: list[Measured],
) -> None:
    assert all(min(m.mm_mv) > 0 for m in measured)
    roomy = [
        m
        for m in measured
        if min(bottom - top for _, top, bottom in m.rows) >= 30 * m.px_per_mm
    ]
    assert roomy
    assert not [_named(m) for m in roomy if max(m.mm_mv) < 10 - 1e-6]


def test_leads_never_overlap(measured: list[Measured]) -> None:
    for each in measured:
        for (_, _, bottom), (top, _, _) in pairwise(each.rows):
            assert bottom <= top + 1e-6, _named(each)


def test_names_never_cover_a_beat(measured: list[Measured]) -> None:
    for each in measured:
        for top, bottom in each.names:
            # The strip for names is above where the trace is drawn.
            strips = [(over, ink) for over, ink, _ in each.rows if over <= top < ink]
            assert strips, _named(each)
            assert all(bottom <= ink for _, ink in strips), _named(each)


def test_pages_are_10_s_at_25_mm_s(measured: list[Measured]) -> None:
    pages = [m for m in measured if m.layout in _PAGES and len(m.rows) in (4, 6, 12)]
    assert pages
    for page in pages:
        assert page.view_s[1] - page.view_s[0] == pytest.approx(_PAGE_S)
        assert page.mm_s == pytest.approx(25.0)
        assert page.px_per_mm <= page.true_px_per_mm


_PAGES = ("view.layout_3x4", "view.layout_6x2", "view.layout_12x1", "view.cabrera")


def test_no_text_is_cut_off(measured: list[Measured]) -> None:
    cut = {f"{_named(m)}: {text}" for m in measured for text in m.clipped}
    assert not cut
