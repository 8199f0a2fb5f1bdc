"""The whole waveform, on screen and in a report, is put together as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.core.annotation_layer import AnnotationLayer, Flag
from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.trace.montage import STANDARD_LEADS, LeadView, Montage
from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform import waveform_view
from ecgviewer.gui.waveform.paper.paper import Fit, Gain
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.strip import Strip, StripLook
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.builders import opened
from tests.gui.drawing.listing_painter import listed
from tests.gui.drawing.square_font import square_font
from tests.gui.drawing.story import Story
from tests.kept import Kept

_FS = 50.0


def _session(names: tuple[str, ...], n_beats: int = 20) -> ReviewSession:
    """Return beats of 1 mV every 0.8 s, lower in each lead, every fifth a V."""
    at = 40 * np.arange(1, n_beats + 1)
    signal = np.zeros((len(names), 40 * (n_beats + 1)), np.float32)
    for lead in range(len(names)):
        signal[lead, at], signal[lead, at + 1] = 1.0 - 0.1 * lead, -0.2
    record = Record("r", _FS, tuple(map(Lead, names)), signal)
    symbol = np.array(list("NNVNN" * (n_beats // 5)))
    return ReviewSession(record, new_beats(at, symbol=symbol), names[0])


def _shown(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    palette: QPalette,
) -> WaveformView:
    monkeypatch.setattr(waveform_view, "px_per_mm", lambda *_: 2.0)
    monkeypatch.setattr(WaveformView, "devicePixelRatioF", lambda _: 1.0)
    view = WaveformView(document, selection)
    qtbot.addWidget(view)
    view.setFont(square_font())
    view.setPalette(palette)
    view.resize(200, 160)
    view.show()
    qtbot.waitExposed(view)
    return view


def _listed(paint: Callable[[QPainter, Sheet], None], sheet: Sheet) -> list[str]:
    size = QSize(round(sheet.width), round(sheet.height))
    return listed(lambda painter: paint(painter, sheet), size, sheet.colours)


def _words(view: WaveformView) -> list[str]:
    """Return what is drawn on the paper, the lowest item first, and on the axes."""
    # Pictures of badges and names are made again, and listed.
    view._set_colours()
    view._names._style = None
    sheet = view.sheet
    assert sheet is not None
    items = [i for i in view._box.childItems() if isinstance(i, SheetItem)]
    lines = [f"{sheet.width:g} x {sheet.height:g} px from {sheet.start_s:g} s"]
    for item in sorted(items, key=lambda item: item.zValue()):
        title = f"{type(item).__name__} at {item.zValue():g}, {item.isVisible()}"
        lines += [f"## {title}", *_listed(item.paint_sheet, sheet)]
    for axis in (view._amplitude_axis, view._time_axis):
        rect = axis.rect()
        lines.append(f"## {type(axis).__name__} {rect.width():g} x {rect.height():g}")
        lines += _listed(axis.paint_axis, sheet)
    return lines


def test_view(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, palette: QPalette, drawing: Kept
) -> None:
    session, selection = _session(("MLII", "V1")), Selection()
    document = opened(session)
    view = _shown(qtbot, monkeypatch, document, selection, palette)
    selection.set_view(0.5, 3.0)
    parts = {"two leads": _words(view)}
    sample = session.columns.sample
    layer = AnnotationLayer(
        "atr",
        sample,
        session.columns.label,
        np.full(len(sample), "N"),
        (),
        (Flag(60, "TS"),),
    )
    view.show_layers((layer,))
    view.rhythms.follow(FoundRhythms(document, selection, view))
    document.add_episode(EpisodeKind.AF, 50, 120)
    selection.select(1)
    selection.set_cursor(75)
    view.paper.show_gain(Gain(Fit.FIXED, 5.0))
    parts["rhythms, another reader, a beat and the cursor, 5 mm/mV"] = _words(view)
    drawing.check(parts)


def test_page(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, drawing: Kept) -> None:
    """Twelve leads: lanes, names and scale, without the marks that are drawn alike."""
    document = opened(_session(STANDARD_LEADS))
    view = _shown(qtbot, monkeypatch, document, Selection(), QPalette())
    sheet = view.sheet
    assert sheet is not None
    assert sheet.is_page
    lanes = [
        f"{lane.title} {lane.number}: x {lane.left:g} to {lane.right:g},"
        f" y {lane.top:.1f} to {lane.bottom:.1f}, zero {lane.zero_y:.1f},"
        f" {lane.px_per_unit:.2f} px/mV, lines {lane.minor:g} {lane.major:g},"
        f" name {lane.name_px:g}"
        for lane in sheet.lanes
    ]
    about = [
        f"{sheet.width:.1f} x {sheet.height:.1f}, {sheet.px_per_mm:.3f} px/mm of"
        f" {sheet.true_px_per_mm:g}, {sheet.start_s:g} to {sheet.stop_s:g} s",
        f"wanted {view.wanted_px}, gutter {view.gutter_px:g}",
    ]
    drawing.check({"page": about, "lanes": lanes})


def test_page_moves(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, drawing: Kept
) -> None:
    """A page is ten seconds wide whatever is asked for, until other leads are."""
    document, selection = opened(_session(STANDARD_LEADS, 60)), Selection()
    view = _shown(qtbot, monkeypatch, document, selection, QPalette())
    story = Story(
        {
            "view": lambda: selection.view_s,
            "page": lambda: view.paper.is_page,
            "speed": lambda: view.paper.speed,
            "px/mm": lambda: view.paper.page_px_per_mm,
            "rows": lambda: view.paper.stack and view.paper.stack.n_rows,
            "wanted": lambda: view.wanted_px,
            "gain": lambda: (view.paper.gain.mm_mv, view.paper.gain.factor),
        },
        {"laid": view.laid, "wanted": view.wanted},
    )
    two = Montage((LeadView(0), LeadView(6)))
    moves: dict[str, Callable[[], object]] = {
        "zoom": lambda: view.zoom(0.5),
        "scroll": lambda: view.scroll(0.5),
        "a span": lambda: view.show_span(3.0),
        "a beat": lambda: selection.select(40),
        "speed": lambda: view.paper.show_speed(50.0),
        "a wider window": lambda: view.resize(300, 160),
        "larger gain": lambda: view.paper.step_gain(1, view.sheet),
        "smaller gain": lambda: view.paper.step_gain(-1, view.sheet),
        "two leads": lambda: view.paper.show_montage(two),
        "slower": lambda: view.paper.show_speed(12.5),
        "zoom out": lambda: view.zoom(2.0),
        "the page again": lambda: view.paper.show_montage(None),
        "two leads again": lambda: view.paper.show_montage(two),
        "a larger screen": lambda: view.paper.take_scale(3.0),
    }
    for title, act in moves.items():
        story.step(title, act)
    drawing.check({"moves": story.lines})


@pytest.mark.usefixtures("qtbot")
def test_strip(drawing: Kept, palette: QPalette) -> None:
    session = _session(("MLII", "V1"))
    record, columns = session.record, session.columns
    look = StripLook(
        row_mm=10.0, px_per_mm=2.0, colours=colours(palette), font=square_font()
    )
    turned = Montage((LeadView(1, inverted=True, gain=2.0),))
    kind = TraceFilter(FilterKind.BASELINE)
    parts = {
        "marks, two leads": (("MLII", "V1"), (0.5, 2.5), look, columns),
        "no marks, inverted": ("V1", (1.0, 2.0), replace(look, montage=turned), None),
        "another scale": (
            "MLII",
            (0.0, 1.0),
            replace(
                look,
                speed_mm_s=50.0,
                gain_mm_mv=5.0,
                pixel_ratio=2.0,
                trace_filter=kind,
            ),
            columns,
        ),
    }

    def words(*made: object) -> list[str]:
        strip = Strip(record, *made)  # type: ignore[arg-type]
        size = QSize(round(strip.sheet.width), round(strip.sheet.height))
        return listed(strip.paint, size, look.colours)

    drawing.check({title: words(*made) for title, made in parts.items()})
