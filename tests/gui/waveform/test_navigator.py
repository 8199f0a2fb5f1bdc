"""Moving through a record: pages, zooms, and the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform import navigator
from ecgviewer.gui.waveform.navigator import TimeNavigator


class _Clock:
    """Each look at it is a second later: no two zooms are one gesture."""

    def __init__(self) -> None:
        self._now_s = 0.0

    def monotonic(self) -> float:
        self._now_s += 1.0
        return self._now_s


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture
def moves(
    parent: QObject, selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> TimeNavigator:
    """A record of a hundred seconds."""
    monkeypatch.setattr(navigator, "time", _Clock())
    moves = TimeNavigator(selection, parent)
    moves.open(100.0)
    return moves


def test_the_way_back_goes_through_every_zoom_and_ends(moves: TimeNavigator) -> None:
    views = [moves.view]
    for factor in (0.5, 0.5, 4.0):
        moves.zoom(factor, 5.0)
        views.append(moves.view)
    for view in views[-2::-1]:
        moves.back()
        assert moves.view == pytest.approx(view)
    moves.back()
    assert moves.view == pytest.approx(views[0])


def test_a_zoom_after_the_way_back_can_be_taken_back_too(moves: TimeNavigator) -> None:
    moves.zoom(0.5, 5.0)
    moves.back()
    moves.zoom(0.2, 5.0)
    moves.back()
    assert moves.view == pytest.approx((0.0, 10.0))


def test_another_page_of_paper_is_no_zoom_but_one_after_a_zoom_is(
    moves: TimeNavigator,
) -> None:
    moves.show_page(8.0, None)
    assert moves.view == pytest.approx((0.0, 8.0))
    moves.show_page(4.0, 6.0)
    assert moves.view == pytest.approx((3.0, 7.0))
    moves.back()
    assert moves.view == pytest.approx((3.0, 7.0))
    moves.zoom(0.5, 6.0)
    moves.show_page(8.0, 6.0)
    assert moves.view == pytest.approx((0.0, 8.0))
    moves.back()
    assert moves.view == pytest.approx((4.5, 6.5))


def test_a_page_is_about_a_moment_in_view_alone(moves: TimeNavigator) -> None:
    moves.show((20.0, 30.0))
    for about_s in (19.0, 31.0, None):
        moves.show_page(8.0, about_s)
        assert moves.view == pytest.approx((20.0, 28.0))
    for about_s, start_s in ((20.0, 20.0), (22.0, 21.0), (28.0, 24.0)):
        moves.show((20.0, 28.0))
        moves.show_page(4.0, about_s)
        assert moves.view == pytest.approx((start_s, start_s + 4.0))


def test_moves_are_of_the_view(moves: TimeNavigator) -> None:
    moves.show((20.0, 30.0))
    moves.scroll(0.5)
    assert moves.view == pytest.approx((25.0, 35.0))
    moves.scroll(-0.25)
    assert moves.view == pytest.approx((22.5, 32.5))
    moves.centre(50.0)
    assert moves.view == pytest.approx((45.0, 55.0))
    moves.follow(50.0)
    assert moves.view == pytest.approx((45.0, 55.0))
    moves.show_span(4.0, 46.0)
    assert moves.view == pytest.approx((45.6, 49.6))


def test_whoever_sets_the_view_it_stays_in_the_record(
    moves: TimeNavigator, selection: Selection
) -> None:
    selection.set_view(95.0, 105.0)
    assert moves.view == pytest.approx((90.2, 100.2))
    moves.grow(200.0)
    selection.set_view(95.0, 105.0)
    assert moves.view == (95.0, 105.0)


def test_without_a_record_nothing_moves(parent: QObject, selection: Selection) -> None:
    TimeNavigator(selection, parent).show((20.0, 30.0))
    assert selection.view_s == (0.0, 10.0)


def test_a_short_record_is_shown_whole_and_another_has_no_way_back(
    moves: TimeNavigator,
) -> None:
    moves.zoom(0.5, 5.0)
    moves.open(4.0)
    assert moves.view == pytest.approx((-0.08, 4.08))
    moves.back()
    assert moves.view == pytest.approx((-0.08, 4.08))
