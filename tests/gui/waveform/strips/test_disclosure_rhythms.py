"""Rhythms are bars on the lines of the full disclosure, named where there is room."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.rhythm_entries import RhythmEntry, entries_of
from ecgviewer.gui.waveform.strips.disclosure_rhythms import DisclosureRhythms
from tests.gui.recording_painter import RecordingPainter, recorded

FS = 100.0
#: Four lines of a minute.
LINE = 6000
AF = RhythmEvent(RhythmKind.AF, 3000, 8999, FS, 90, 90.0)
VT = RhythmEvent(RhythmKind.VT, 4000, 4199, FS, 5, 150.0)


def row(number: int, kind: EpisodeKind, start: int, stop: int) -> Episode:
    return Episode(number, kind, start, stop, EpisodeOrigin.ADDED, "Ada")


def entries(*events: RhythmEvent, rows: tuple[Episode, ...] = ()) -> list[RhythmEntry]:
    none = np.empty(0, np.int64)
    return entries_of(events, ReaderRhythms.of(rows), none, np.empty(0), FS)


def shown(found: list[RhythmEntry]) -> DisclosureRhythms:
    rhythms = DisclosureRhythms()
    rhythms.show_entries(found)
    return rhythms


def painted(rhythms: DisclosureRhythms, line: int) -> RecordingPainter:
    own, stretch = colours(QPalette()), (line * LINE, (line + 1) * LINE)
    return recorded(
        lambda painter: rhythms.paint(painter, own, stretch, QRectF(50, 10, 600, 30)),
        QSize(700, 50),
    )


def test_a_rhythm_is_on_each_of_its_lines_the_short_ones_in_front() -> None:
    rhythms = shown(entries(VT, AF))
    pieces = [
        [(e.kind, left, right) for e, left, right in rhythms.pieces(line, 600.0)]
        for line in ((0, LINE), (LINE, 2 * LINE), (2 * LINE, 3 * LINE))
    ]
    af, vt = (EpisodeKind.AF, 300.0, 600.0), (EpisodeKind.VT, 400.0, 420.0)
    assert pieces == [[af, vt], [(EpisodeKind.AF, 0.0, 300.0)], []]


def test_a_short_rhythm_can_be_seen() -> None:
    beat = RhythmEvent(RhythmKind.V_COUPLET, 1000, 1009, FS, 2, 100.0)
    ((_, left, right),) = shown(entries(beat)).pieces((0, LINE), 600.0)
    assert (left, right - left) == (100, 3)


def test_sinus_rhythm_has_no_bar() -> None:
    sinus = row(1, EpisodeKind.SINUS, 0, LINE)
    assert list(shown(entries(rows=(sinus,))).pieces((0, LINE), 600.0)) == []


def test_episodes_are_higher_than_suggestions_and_named(qtbot: QtBot) -> None:
    flutter = row(1, EpisodeKind.ATRIAL_FLUTTER, 0, 2000)
    account = painted(shown(entries(AF, VT, rows=(flutter,))), 0)
    bars = [area.rect for area in account.areas if area.ink.alpha() == 255]
    assert bars == [
        QRectF(350, 10, 300, 3),
        QRectF(50, 10, 200, 5),
        QRectF(450, 10, 20, 3),
    ]
    names = [(text.text, text.area.x()) for text in account.texts]
    assert names[:2] == [("AFIB", 352), ("AFL", 52)]


def test_no_name_is_over_another(qtbot: QtBot) -> None:
    block = row(1, EpisodeKind.BLOCK_2, 3000, 8000)
    assert painted(shown(entries(AF, rows=(block,))), 0).written() == ["AFIB"]
