"""Rhythms in a lane above the trace: chosen, dragged and asked about by mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode
from ecgviewer.gui.look.rhythm_badge import rhythm_colour
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.rhythm_item import Preview
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.gui.recording_painter import RecordingPainter, recorded
from tests.gui.waveform.mouse import CTRL, Mouse

FS = 360


@pytest.fixture
def found(view: WaveformView, document: Document, selection: Selection) -> FoundRhythms:
    found = FoundRhythms(document, selection, view)
    view.rhythms.follow(found)
    document.add_episode(EpisodeKind.AF, 3 * FS, 6 * FS)
    return found


def episode(document: Document) -> Episode:
    return document.rhythms.episodes[0]


def held(view: WaveformView) -> Preview | None:
    return view.rhythms.item._preview


def in_lane(mouse: Mouse, at_s: float) -> QPointF:
    sheet = mouse.sheet
    return QPointF(mouse.x_of(at_s * FS), sheet.band_px + sheet.rhythm_px / 2)


def test_there_is_no_lane_where_rhythms_are_not_followed(mouse: Mouse) -> None:
    assert mouse.sheet.rhythm_px == 0
    assert mouse.sheet.top_px == mouse.sheet.band_px


def test_the_lane_is_above_the_traces(mouse: Mouse, found: FoundRhythms) -> None:
    sheet = mouse.sheet
    assert sheet.rhythm_px > 10
    assert min(lane.top for lane in sheet.lanes) >= sheet.top_px > sheet.band_px


@pytest.mark.usefixtures("found")
def test_an_episode_is_solid_and_a_suggestion_hollow(
    mouse: Mouse, view: WaveformView, document: Document, selection: Selection
) -> None:
    # A run of V, in the middle of the record, that nobody has answered.
    runs = [e for e in _open(view) if e.title == "V run (VT)"]
    (run,) = runs
    middle_s = (run.start + run.stop) / 2 / FS
    selection.set_view(middle_s - 1, middle_s + 1)
    at = QPointF(mouse.x_of(run.stop) - 4, in_lane(mouse, 0).y())
    assert _pixel(view, mouse, at) == mouse.sheet.colours.paper.name()
    document.confirm_rhythm(run.event)
    selection.choose_rhythms(())
    wanted = rhythm_colour(run.role, mouse.sheet.colours).name()
    assert _pixel(view, mouse, at) == wanted


def _open(view: WaveformView) -> list:  # type: ignore[type-arg]
    found = view.rhythms._found
    assert found is not None
    return [entry for entry in found.entries if entry.event is not None]


def _pixel(view: WaveformView, mouse: Mouse, at: QPointF) -> str:
    return mouse.viewport.grab().toImage().pixelColor(mouse.place(at)).name()


@pytest.mark.usefixtures("found")
def test_a_click_chooses_and_puts_the_cursor(
    mouse: Mouse, selection: Selection, document: Document
) -> None:
    selection.choose_rhythms(())
    mouse.click(in_lane(mouse, 4.5))
    assert selection.rhythms == (episode(document).episode_id,)
    assert selection.cursor_sample == pytest.approx(4.5 * FS, abs=2)
    assert selection.current is None
    document.add_episode(EpisodeKind.NOISE, 7 * FS, 8 * FS)
    mouse.click(in_lane(mouse, 4.5))
    mouse.click(in_lane(mouse, 7.5), CTRL)
    assert len(selection.rhythms) == 2


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(("end_s", "to_s", "span"), [(6, 8, (3, 8)), (3, 2, (2, 6))])
def test_an_end_that_is_dragged_moves_by_one_edit(
    mouse: Mouse,
    document: Document,
    end_s: float,
    to_s: float,
    span: tuple[float, float],
) -> None:
    session = document.session
    assert session is not None
    n_edits = len(session.history.done)
    mouse.press(in_lane(mouse, end_s))
    mouse.move(in_lane(mouse, (end_s + to_s) / 2))
    mouse.move(in_lane(mouse, to_s))
    assert len(session.history.done) == n_edits, "only a preview so far"
    mouse.release(in_lane(mouse, to_s))
    assert len(session.history.done) == n_edits + 1
    moved = episode(document)
    assert moved.start == pytest.approx(span[0] * FS, abs=3)
    assert moved.stop == pytest.approx(span[1] * FS, abs=3)
    document.undo()
    assert (episode(document).start, episode(document).stop) == (3 * FS, 6 * FS)


@pytest.mark.usefixtures("found")
def test_escape_lets_an_end_go_where_it_was(
    qtbot: QtBot, mouse: Mouse, view: WaveformView, document: Document
) -> None:
    mouse.press(in_lane(mouse, 6))
    mouse.move(in_lane(mouse, 7))
    assert held(view) is not None
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert held(view) is None
    mouse.release(in_lane(mouse, 7))
    assert episode(document).stop == 6 * FS


@pytest.mark.usefixtures("found")
def test_an_end_cannot_be_dragged_beyond_the_other(
    mouse: Mouse, document: Document
) -> None:
    mouse.drag(in_lane(mouse, 6), in_lane(mouse, 1))
    assert (episode(document).start, episode(document).stop) == (3 * FS, 3 * FS + 1)


@pytest.mark.usefixtures("found")
def test_what_is_read_only_is_not_dragged(mouse: Mouse, document: Document) -> None:
    document.read_only = "signed elsewhere"
    mouse.drag(in_lane(mouse, 6), in_lane(mouse, 7))
    assert episode(document).stop == 6 * FS


@pytest.mark.usefixtures("found")
def test_a_double_click_on_a_rhythm_adds_no_beat(
    qtbot: QtBot, mouse: Mouse, view: WaveformView
) -> None:
    with qtbot.assertNotEmitted(view.add_requested):
        mouse.double_click(in_lane(mouse, 4.4))


@pytest.mark.usefixtures("found")
def test_a_right_click_chooses_and_asks_for_the_menu_of_rhythms(
    qtbot: QtBot, mouse: Mouse, view: WaveformView, selection: Selection
) -> None:
    selection.choose_rhythms(())
    with (
        qtbot.assertNotEmitted(view.menu_requested),
        qtbot.waitSignal(view.rhythms.menu_requested),
    ):
        mouse.click(in_lane(mouse, 4.5), button=Qt.MouseButton.RightButton)
    assert len(selection.rhythms) == 1


@pytest.mark.usefixtures("found")
def test_the_tip_says_what_it_is(mouse: Mouse, view: WaveformView) -> None:
    mouse.rest(in_lane(mouse, 4.5))
    text = QToolTip.text()
    assert "Atrial fibrillation (added" in text
    assert "3.0 s" in text
    assert view.rhythms.tip(in_lane(mouse, 9.5)) == ""


@pytest.mark.usefixtures("found")
def test_a_stretch_of_the_whole_record_is_drawn_with_all_rhythms(
    view: WaveformView, selection: Selection, mouse: Mouse
) -> None:
    selection.set_view(0.0, 60.0)
    selection.mark_stretch((20 * FS, 30 * FS))
    image = view.grab().toImage()
    assert not image.isNull()
    assert mouse.sheet.samples[1] == 60 * FS


def _account(view: WaveformView, mouse: Mouse) -> RecordingPainter:
    item, sheet = view.rhythms.item, mouse.sheet
    size = QSize(round(sheet.width), round(sheet.height))
    return recorded(lambda painter: item.paint_sheet(painter, sheet), size)


@pytest.mark.usefixtures("found")
def test_what_is_chosen_is_painted_again_in_a_frame(
    view: WaveformView, mouse: Mouse, document: Document, selection: Selection
) -> None:
    selection.choose_rhythms(())
    plain = [area.rect for area in _account(view, mouse).areas]
    sheet = mouse.sheet
    band = QRectF(
        mouse.x_of(3 * FS),
        sheet.band_px + 1.5,
        mouse.x_of(6 * FS) - mouse.x_of(3 * FS),
        sheet.rhythm_px - 4.0,
    )
    assert band in plain
    selection.choose_rhythms((episode(document).episode_id,))
    chosen = [area.rect for area in _account(view, mouse).areas]
    assert chosen == [*plain, band, band.adjusted(-1, -1, 1, 1)]


@pytest.mark.usefixtures("found")
def test_a_line_ends_the_lane_and_a_marked_stretch_is_outlined(
    view: WaveformView, mouse: Mouse, selection: Selection
) -> None:
    sheet = mouse.sheet
    (line,) = _account(view, mouse).lines
    y = sheet.band_px + sheet.rhythm_px - 0.5
    assert (line.x1, line.y1, line.x2, line.y2) == (0.0, y, sheet.width, y)
    assert line.ink == sheet.colours.grid_major
    selection.mark_stretch((7 * FS, 9 * FS))
    image = mouse.viewport.grab().toImage()
    edge = QPointF(mouse.x_of(7 * FS), sheet.band_px + sheet.rhythm_px / 2)
    around = [
        image.pixelColor(mouse.place(edge + QPointF(dx, dy)))
        for dx in (-1, 0, 1)
        for dy in range(-4, 5)
    ]
    assert sheet.colours.selection in around
    middle = QPointF(mouse.x_of(8 * FS), edge.y())
    assert image.pixelColor(mouse.place(middle)) == sheet.colours.paper
