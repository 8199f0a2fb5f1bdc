"""Badges of rhythms: apart from the paper, and from each other without colour."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.core.rhythm.episode_kinds import RhythmRole
from ecgviewer.gui.look.rhythm_badge import (
    RhythmLook,
    rhythm_badge,
    rhythm_colour,
    rhythm_colours,
)
from ecgviewer.gui.look.theme import Colours, colours
from tests.gui.contrast import READABLE, contrast


@pytest.fixture(params=["#f0f0f0", "#202020"])
def theme(qtbot: QtBot, request: pytest.FixtureRequest) -> Colours:
    return colours(QPalette(QColor(request.param)))


@pytest.mark.parametrize("role", RhythmRole)
@pytest.mark.parametrize("look", RhythmLook)
def test_a_name_is_readable_on_its_band(
    theme: Colours, role: RhythmRole, look: RhythmLook
) -> None:
    ground, ink = rhythm_colours(role, look, theme)
    assert contrast(ground, ink) >= READABLE
    assert contrast(theme.paper, rhythm_colour(role, theme)) >= READABLE


def test_who_says_so_is_seen_without_colour(theme: Colours) -> None:
    badges = [
        rhythm_badge(RhythmRole.ATRIAL, look, theme).toImage() for look in RhythmLook
    ]
    assert all(a != b for a, b in itertools.combinations(badges, 2))
