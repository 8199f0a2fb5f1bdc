"""The three states of a badge can be told apart, and read."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import accept
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.badge_style import LabelSource, badge_colours, label_source
from ecgviewer.gui.look.theme import colours

_SCHEMES = ("#efefef", "#202428")


def _luminance(colour: QColor) -> float:
    """Return the relative luminance of WCAG 2.1."""
    rgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_source_of_a_label_is_who_gave_it_last() -> None:
    record = Record("r", 250.0, (Lead("I"),), np.zeros((1, 1000), np.float32))
    session = ReviewSession(record, new_beats([100, 300, 500], symbol=["N", "", "N"]))
    said = np.array([[0.1, 0.1, 0.8]], np.float32)
    at = np.array([1]), np.array([300])
    session.add_predictions(PredictionBatch(*at, said, np.ones(1, np.float32)))
    session.edit(accept(session.beats, [2], session.columns.label, 0))
    sources = [label_source(session.columns, row) for row in range(3)]
    assert sources == [
        LabelSource.REFERENCE,
        LabelSource.CLASSIFIER,
        LabelSource.REVIEWER,
    ]


@pytest.mark.parametrize("window", _SCHEMES)
@pytest.mark.parametrize("label", list(BeatClass))
def test_grounds_differ_and_letters_can_be_read(window: str, label: BeatClass) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(window))
    theme = colours(palette)
    grounds = []
    for source in LabelSource:
        ground, ink = badge_colours(source, label, theme)
        # WCAG 2.1: 4.5 for text of any size.
        assert _contrast(ground, ink) >= 4.5
        grounds.append(ground)
    hollow, tinted, solid = grounds
    assert (hollow, solid) == (theme.paper, theme.beat[label])
    for one, other in itertools.pairwise((hollow, tinted, solid)):
        assert _contrast(one, other) > 1.3
