"""What mouse, wheel and keys do on the waveform, gesture by gesture, as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.trace.calipers import Caliper
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform import waveform_view
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.builders import opened
from tests.gui.drawing.square_font import square_font
from tests.gui.drawing.story import Story
from tests.gui.waveform.mouse import CTRL, NONE, SHIFT, Mouse
from tests.kept import Kept

_FS = 250.0
_ALT = Qt.KeyboardModifier.AltModifier
_RIGHT, _MIDDLE = Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def document() -> Document:
    """Beats of 1 mV every 0.8 s, triangles of 8 samples, in two leads, for 30 s."""
    at = 200 * np.arange(1, 37)
    signal = np.zeros((2, 7500), np.float32)
    for off, value in ((-2, 0.4), (-1, 0.7), (0, 1.0), (1, 0.6), (2, 0.2)):
        signal[0, at + off], signal[1, at + off] = value, -value / 2
    record = Record("r", _FS, (Lead("MLII"), Lead("V1")), signal)
    document = opened(ReviewSession(record, new_beats(at, symbol="N"), "MLII"))
    document.add_episode(EpisodeKind.AF, 300, 600)
    document.add_episode(EpisodeKind.VT, 800, 900)
    return document


@pytest.fixture
def view(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
) -> WaveformView:
    """5.12 s in 512 pixels, and 24 for each row above the paper."""
    monkeypatch.setattr(waveform_view, "px_per_mm", lambda *_: 4.0)
    view = WaveformView(document, selection)
    qtbot.addWidget(view)
    view.setFont(square_font())
    view.rhythms.follow(FoundRhythms(document, selection, view))
    view.resize(512 + round(view.gutter_px), 400)
    view.show()
    qtbot.waitExposed(view)
    selection.choose_rhythms([])
    selection.set_view(0.0, 5.12)
    return view


def _caliper(caliper: Caliper | None) -> str:
    if caliper is None:
        return "none"
    ends = f"{caliper.first} to {caliper.second} of {caliper.lead}"
    return f"{ends}, {caliper.first_value:.2f} to {caliper.second_value:.2f}"


def _tens(at: QPoint) -> str:
    return f"{round(at.x(), -1)},{round(at.y(), -1)}"


def _watch(view: WaveformView, selection: Selection) -> Story:
    document = view._document
    menus: list[str] = []

    def menu(whose: str) -> Callable[[QPoint], None]:
        # On a screen of two dots a pixel it is half a pixel off.
        return lambda at: menus.append(f"{whose} near {_tens(view.mapFromGlobal(at))}")

    view.menu_requested.connect(menu("beats"))
    view.rhythms.menu_requested.connect(menu("rhythms"))
    return Story(
        {
            "view": lambda: selection.view_s,
            "cursor": lambda: selection.cursor_sample,
            "selected": lambda: selection.selected,
            "current": lambda: selection.current,
            "rhythms": lambda: selection.rhythms,
            "caliper": lambda: _caliper(view.calipers.caliper),
            "marching": lambda: view.calipers.marching,
            "band": lambda: view._overlay._band,
            "move": lambda: view._overlay._move,
            "preview": lambda: view.rhythms.item._preview,
            "shape": lambda: view._plot.viewport().cursor().shape().name,
            "gain": lambda: view.paper.gain.factor,
            "dragging": lambda: view._mouse.dragging,
            "episodes": lambda: [
                (e.kind.value, e.start, e.stop) for e in document.rhythms.episodes
            ],
            "said": lambda: view.cursor_text,
            "menus": lambda: menus[-1:],
        },
        {
            "move": view.move_requested,
            "add": view.add_requested,
            "calipers": view.calipers.changed,
            "laid": view.laid,
        },
    )


@pytest.fixture
def story(view: WaveformView, selection: Selection) -> Story:
    return _watch(view, selection)


@pytest.fixture
def mouse(view: WaveformView) -> Iterator[Mouse]:
    yield Mouse(view)
    QToolTip.hideText()


def _lane(mouse: Mouse, x: float) -> QPointF:
    return QPointF(x, mouse.sheet.band_px + mouse.sheet.rhythm_px / 2)


def test_beats_are_picked(story: Story, mouse: Mouse, drawing: Kept) -> None:
    for x in (80 - 9, 80 - 8, 80, 88, 89, 240):
        at = QPointF(x, 10)
        story.step(f"click at {x}", lambda at=at: mouse.click(at))  # type: ignore[misc]
    for x in (73, 74, 75, 80, 85, 86):
        at = QPointF(x, 200)
        story.step(f"click on the trace at {x}", lambda at=at: mouse.click(at))  # type: ignore[misc]
    story.step("with Ctrl", lambda: mouse.click(QPointF(160, 10), CTRL))
    story.step("with Ctrl again", lambda: mouse.click(QPointF(160, 10), CTRL))
    story.step("with Shift", lambda: mouse.click(QPointF(400, 10), SHIFT))
    story.step("right, selected", lambda: mouse.click(QPointF(160, 10), NONE, _RIGHT))
    story.step("right, another", lambda: mouse.click(QPointF(80, 10), NONE, _RIGHT))
    story.step("right, paper", lambda: mouse.click(QPointF(120, 200), NONE, _RIGHT))
    story.step("double, paper", lambda: mouse.double_click(QPointF(120, 200)))
    story.step("double, beat", lambda: mouse.double_click(QPointF(160, 10)))
    story.step("outside", lambda: mouse.click(QPointF(-20, 200)))
    drawing.check({"beats": story.lines})


def test_drags(story: Story, mouse: Mouse, view: WaveformView, drawing: Kept) -> None:
    def drag(
        title: str,
        start: QPointF,
        *places: QPointF,
        held: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        story.step(f"{title}, press", lambda: mouse.press(start, held, button))
        for at in places:
            story.step(
                f"  to {at.x():g},{at.y():g}",
                lambda at=at: mouse.move(at, held),  # type: ignore[misc]
            )
        story.step("  let go", lambda: mouse.release(places[-1], held, button))

    paper = QPointF(300, 200)
    near = paper + QPointF(4, 0), paper + QPointF(5, 0), paper + QPointF(-30, 9)
    drag("paper", QPointF(100, 200), QPointF(40, 200))
    drag("paper", paper, *near)
    drag("middle", paper, paper + QPointF(-20, 0), button=_MIDDLE)
    view._selection.set_view(0.0, 5.12)
    drag("with Shift", QPointF(250, 200), QPointF(150, 100), held=SHIFT)
    drag("badge", QPointF(240, 10), QPointF(250, 10), QPointF(262, 60))
    story.step("badge, press", lambda: mouse.press(QPointF(240, 10)))
    story.step("  to 250,10", lambda: mouse.move(QPointF(250, 10)))
    story.step("  Escape", lambda: QTest.keyClick(view, Qt.Key.Key_Escape))
    story.step("  Escape again", lambda: QTest.keyClick(view, Qt.Key.Key_Escape))
    view._selection.set_view(0.0, 20.48)
    drag("badge, 40 ms a pixel", QPointF(60, 10), QPointF(70, 10))
    drawing.check({"drags": story.lines})


def test_calipers(
    story: Story, mouse: Mouse, view: WaveformView, drawing: Kept
) -> None:
    calipers = view.calipers
    top = mouse.sheet.top_px

    def drag(
        title: str, held: Qt.KeyboardModifier, *places: tuple[float, float]
    ) -> None:
        points = [QPointF(*at) for at in places]
        story.step(f"{title} press", lambda: mouse.press(points[0], held))
        for at in points[1:]:
            story.step(
                f"  to {at.x():g},{at.y():g}",
                lambda at=at: mouse.move(at, held),  # type: ignore[misc]
            )
        story.step("  let go", lambda: mouse.release(points[-1], held))

    drag("begin", CTRL, (76, 200), (110, 190), (165, 180))
    drag("begin free", CTRL | _ALT, (100, 300), (140, 290))
    drag("first leg", NONE, (95, 150), (60, 150))
    drag("second leg", NONE, (145, 150), (200, 150))
    drag("both", NONE, (130, top + 10), (150, top + 10))
    drag("beside it", NONE, (130, 250), (150, 250))
    drag("above the paper", NONE, (80, top - 1), (90, top - 1))
    story.step("put away", calipers.put_away)
    story.step("toggle in mid-view", calipers.toggle)
    story.step("toggle", calipers.toggle)
    view._selection.select(1)
    story.step("on a beat", calipers.toggle)
    story.step("next lead", calipers.next_lead)
    story.step("next lead", calipers.next_lead)
    story.step("wider", lambda: calipers.widen(3))
    story.step("shifted", lambda: calipers.shift(-7))
    story.step("march", calipers.march)
    story.step("march no more", calipers.march)
    story.step("called", lambda: calipers.call("  PQ "))
    story.step("put away", calipers.put_away)
    story.step("march without one", calipers.march)
    view._selection.select(35)
    story.step("put away", calipers.put_away)
    story.step("on the last beat", calipers.toggle)
    drawing.check({"calipers": [*story.lines, calipers.text]})


def test_rhythms(story: Story, mouse: Mouse, drawing: Kept) -> None:
    for x in (114, 115, 120, 180, 240, 245, 246, 310, 320):
        at = _lane(mouse, x)
        story.step(f"over {x}", lambda at=at: mouse.move(at))  # type: ignore[misc]
    for x in (180, 330, 400):
        at = _lane(mouse, x)
        story.step(f"click {x}", lambda at=at: mouse.click(at))  # type: ignore[misc]
    story.step("with Ctrl", lambda: mouse.click(_lane(mouse, 340), CTRL))
    story.step("right", lambda: mouse.click(_lane(mouse, 180), NONE, _RIGHT))
    story.step("double", lambda: mouse.double_click(_lane(mouse, 180)))
    for start, stop in ((240, 270), (119, 90), (270, -90), (90, 400), (200, 220)):
        story.step(f"press {start}", lambda x=start: mouse.press(_lane(mouse, x)))  # type: ignore[misc]
        story.step(f"  to {stop}", lambda x=stop: mouse.move(_lane(mouse, x)))  # type: ignore[misc]
        story.step("  let go", lambda x=stop: mouse.release(_lane(mouse, x)))  # type: ignore[misc]
    drawing.check({"rhythms": story.lines})


def test_wheel_and_tips(
    qtbot: QtBot, story: Story, mouse: Mouse, view: WaveformView, drawing: Kept
) -> None:
    at = QPointF(128, 200)

    def wheel(
        title: str,
        angle: QPoint,
        held: Qt.KeyboardModifier = NONE,
        pixels: QPoint | None = None,
    ) -> None:
        story.step(title, lambda: mouse.wheel(at, angle, held, pixels=pixels))

    down, up, right = QPoint(0, -120), QPoint(0, 120), QPoint(-240, 60)
    wheel("down", down)
    wheel("right", right)
    wheel("touch pad", down, pixels=QPoint(10, -51))
    wheel("Ctrl up", up, CTRL)
    wheel("Ctrl down", QPoint(0, -360), CTRL)
    wheel("Shift up", up, SHIFT)
    wheel("Alt, sideways", QPoint(120, 0), SHIFT)
    view._selection.set_view(0.0, 5.12)
    tips = []
    for place in (QPointF(80, 10), QPointF(80, 200), at, _lane(mouse, 180)):
        mouse.rest(place)
        QApplication.processEvents()
        tips.append(f"{place.x():g},{place.y():g}: {QToolTip.text()!r}")
        QToolTip.hideText()
        qtbot.waitUntil(lambda: not QToolTip.isVisible())
    drawing.check({"wheel": story.lines, "tips": tips})


def test_moving_through_time(
    story: Story, view: WaveformView, selection: Selection, drawing: Kept
) -> None:
    moves: dict[str, Callable[[], object]] = {
        "scroll a page": lambda: view.scroll(1.0),
        "scroll back": lambda: view.scroll(-0.25),
        "zoom in": lambda: view.zoom(0.5),
        "select a beat in view": lambda: selection.select(6),
        "zoom in about it": lambda: view.zoom(0.5),
        "10 s about it": lambda: view.show_span(10.0),
        "centre": view.centre_on_current,
        "back": view.zoom_back,
        "back again": view.zoom_back,
        "a beat out of view": lambda: selection.select(30),
        "all": view.show_all,
        "three beats": lambda: selection.select(np.array([10, 11, 14]), 10),
        "zoom to them": view.zoom_to_selection,
        "one beat": lambda: selection.select(20),
        "zoom to it": view.zoom_to_selection,
        "beyond the end": lambda: selection.set_view(28.0, 33.0),
        "before the start": lambda: selection.set_view(-3.0, 2.0),
        "longer than all": lambda: selection.set_view(-3.0, 200.0),
        "25 mm/s": lambda: view.paper.show_speed(25.0),
        "50 mm/s": lambda: view.paper.show_speed(50.0),
        "zoom out of it": lambda: view.zoom(2.0),
        "higher": lambda: view.scale_amplitude(1.5),
        "fit": view.fit_amplitude,
    }
    for title, act in moves.items():
        story.step(title, act)
    drawing.check({"moves": story.lines})
