"""A badge says in shape and colour whose label it is, and where the eye is."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.gui.look.badge_style import LabelSource
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.gui.waveform.marks.badges import Badge, BadgeSet
from tests.gui.recording_painter import recorded

_N, _V = int(BeatClass.N), int(BeatClass.V)
_HALO = 4.0


@pytest.fixture
def inks(qtbot: QtBot) -> Colours:
    return colours(QPalette())


def _picture(inks: Colours, badge: Badge, ratio: float = 1.0) -> QImage:
    return BadgeSet(QFont(), inks, ratio)._painted(badge).toImage()


def _letter_free(image: QImage) -> QColor:
    """Return the colour inside of the box, left of its letter."""
    return image.pixelColor(round(_HALO) + 2, image.height() // 2)


def test_a_badge_is_as_large_as_its_letter_and_a_halo(inks: Colours) -> None:
    bold = QFont()
    bold.setBold(True)
    badges = BadgeSet(QFont(), inks, 2.0)
    assert badges.size == math.ceil(QFontMetricsF(bold).height()) + 1
    picture = badges._painted(Badge(_N, LabelSource.REVIEWER))
    assert picture.width() == picture.height() == round(2 * (badges.size + 2 * _HALO))
    assert picture.devicePixelRatio() == 2.0


def test_it_is_drawn_with_its_middle_at_its_place(inks: Colours) -> None:
    badges = BadgeSet(QFont(), inks, 1.0)
    badge = Badge(_N, LabelSource.REVIEWER)
    account = recorded(lambda p: badges.draw(p, badge, 60.0, 40.0), QSize(120, 80))
    side = badges.size + 2 * _HALO
    [picture] = account.pictures
    left, top = round(60.0 - side / 2), round(40.0 - side / 2)
    assert picture == QRectF(left, top, side, side)
    assert list(badges._pictures) == [badge]
    kept = badges._pictures[badge]
    recorded(lambda p: badges.draw(p, badge, 70.0, 40.0), QSize(120, 80))
    assert badges._pictures[badge] is kept


def test_the_classifiers_is_hollow_and_a_reviewers_solid(inks: Colours) -> None:
    hollow = _letter_free(_picture(inks, Badge(_V, LabelSource.CLASSIFIER)))
    solid = _letter_free(_picture(inks, Badge(_V, LabelSource.REVIEWER)))
    tinted = _letter_free(_picture(inks, Badge(_V, LabelSource.REFERENCE)))
    assert hollow == inks.paper
    assert solid == inks.beat[_V]
    assert len({hollow.name(), solid.name(), tinted.name()}) == 3


def test_a_box_has_an_outline_in_the_colour_of_its_class(inks: Colours) -> None:
    image = _picture(inks, Badge(_V, LabelSource.CLASSIFIER), 4.0)
    edge = image.pixelColor(round((_HALO + 0.7) * 4), image.height() // 2)
    assert edge == inks.beat[_V]
    # A beat without a label has a finer one.
    wide = [
        sum(
            image.pixelColor(x, image.height() // 2) == ink
            for x in range(round((_HALO + 3) * 4))
        )
        for image, ink in (
            (image, inks.beat[_V]),
            (
                _picture(inks, Badge(UNSET, LabelSource.CLASSIFIER), 4.0),
                inks.beat[UNSET],
            ),
        )
    ]
    assert wide[0] > wide[1] > 0


def test_around_the_current_beat_is_a_halo_and_a_smaller_one_around_a_selected(
    inks: Colours,
) -> None:
    source = LabelSource.REVIEWER
    plain = _picture(inks, Badge(_N, source))
    selected = _picture(inks, Badge(_N, source, selected=True))
    current = _picture(inks, Badge(_N, source, selected=True, current=True))
    middle = plain.height() // 2
    assert [image.pixelColor(1, middle).alpha() for image in (plain, selected)] == [
        0,
        0,
    ]
    assert current.pixelColor(1, middle) == inks.selection
    assert plain.pixelColor(3, middle).alpha() == 0
    assert 100 < selected.pixelColor(3, middle).alpha() < 155
    # Its corners are round.
    assert current.pixelColor(0, 0).alpha() == 0


def test_a_beat_that_cannot_be_read_is_faint(inks: Colours) -> None:
    faint = _picture(inks, Badge(_V, LabelSource.REVIEWER, readable=False))
    assert _letter_free(faint).alphaF() == pytest.approx(0.35, abs=0.02)
    clear = _picture(inks, Badge(_V, LabelSource.REVIEWER))
    assert _letter_free(clear).alpha() == 255


def test_a_dot_at_the_corner_is_of_the_class_that_was_predicted(inks: Colours) -> None:
    size = BadgeSet(QFont(), inks, 1.0).size
    x, y = round(_HALO + size - 1), round(_HALO + 1)
    said = _picture(inks, Badge(_N, LabelSource.REVIEWER, predicted=_V))
    assert said.pixelColor(x, y) == inks.beat[_V]
    agreed = _picture(inks, Badge(_N, LabelSource.REVIEWER))
    assert agreed.pixelColor(x, y) != inks.beat[_V]


def test_the_dot_is_round_its_corner_and_no_larger(inks: Colours) -> None:
    badges, box = BadgeSet(QFont(), inks, 1.0), QRectF(4.0, 4.0, 20.0, 20.0)
    account = recorded(lambda p: badges._paint_disagreement(p, _V, box), QSize(40, 40))
    (dot,) = account.rings
    assert dot.rect == QRectF(23.0 - 4.2, 5.0 - 4.2, 8.4, 8.4)
    assert dot.ink == inks.paper
