"""What is shown anew is painted anew: items ask for it, and widgets are painted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsRectItem, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.trace.calipers import Caliper
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.rhythm_places import RhythmPlaces
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.poincare_plot import PoincarePlot
from ecgviewer.gui.waveform.marks.badges import BadgeSet
from ecgviewer.gui.waveform.marks.beat_marks_item import BeatMarksItem
from ecgviewer.gui.waveform.marks.caliper_item import CaliperItem
from ecgviewer.gui.waveform.marks.layer_item import LayerItem
from ecgviewer.gui.waveform.marks.leads_off_item import LeadsOffItem
from ecgviewer.gui.waveform.marks.overlay_item import OverlayItem
from ecgviewer.gui.waveform.marks.rhythm_item import RhythmItem
from ecgviewer.gui.waveform.marks.spikes_item import SpikesItem
from ecgviewer.gui.waveform.paper.axes import AmplitudeAxis, TimeAxis
from ecgviewer.gui.waveform.paper.grid_item import GridItem
from ecgviewer.gui.waveform.paper.sheet import SheetItem
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.strips.tachogram import TachogramStrip
from ecgviewer.gui.waveform.traces.lead_names_item import LeadNamesItem
from ecgviewer.gui.waveform.traces.trace_item import TraceItem
from tests.gui.repaints import Repaints
from tests.gui.waveform.sheets import small_sheet
from tests.gui.waveform.strips.test_drawn_strips import document_of
from tests.kept import Kept

#: A lead that is off all the time.
_OFF = LeadOff(OffLead(0, "I"), UnknownStretches.of([0], [9]))
_Acts = dict[str, Callable[[], object]]


def test_items_ask_to_be_painted(
    parent: QGraphicsRectItem, monkeypatch: pytest.MonkeyPatch, drawing: Kept
) -> None:
    sheet, envelope = small_sheet(), Envelope.of(np.zeros(9, np.float32))
    spikes = np.array([3])
    grid, trace, names = GridItem(parent), TraceItem(parent), LeadNamesItem(parent)
    caliper, layer, overlay = (
        CaliperItem(parent),
        LayerItem(parent),
        OverlayItem(parent),
    )
    lane, tick, off = RhythmItem(parent), SpikesItem(parent), LeadsOffItem(parent)
    marks = BeatMarksItem(parent, Selection())
    time, amplitude = TimeAxis(), AmplitudeAxis()
    badges = BadgeSet(sheet.font, sheet.colours, 1.0)
    items: tuple[SheetItem | TimeAxis | AmplitudeAxis, ...] = (
        *(grid, trace, names, caliper, layer, overlay, lane, tick, off),
        *(marks, time, amplitude),
    )
    calls: dict[str, tuple[object, Callable[[], object]]] = {
        f"{type(item).__name__}.lay": (item, partial(item.lay, sheet)) for item in items
    }
    shown = Caliper(1, 2, 0)
    calls |= {
        "other leads": (trace, lambda: trace.show_leads((envelope,))),
        "more is read": (trace, lambda: trace.show_filling(0.5)),
        "caliper": (caliper, lambda: caliper.show_caliper(shown, marching=False)),
        "layer": (layer, lambda: layer.show_layer(None)),
        "beats of the layer": (layer, lambda: layer.show_beats(None)),
        "the same leads off": (off, lambda: off.show_leads_off(off._leads_off)),
        "other leads off": (off, lambda: off.show_leads_off((_OFF,))),
        "cursor": (overlay, lambda: overlay.show_cursor(3)),
        "band": (overlay, lambda: overlay.show_band((1.0, 2.0))),
        "move": (overlay, lambda: overlay.show_move((1.0, 2.0))),
        "rhythms": (lane, lambda: lane.show_places(RhythmPlaces())),
        "chosen": (lane, lambda: lane.show_chosen((), None)),
        "preview": (lane, lambda: lane.show_preview(None)),
        "spikes": (tick, lambda: tick.show_spikes(spikes)),
        "the same spikes": (tick, lambda: tick.show_spikes(spikes)),
        "analysed": (names, lambda: names.show_analysed(("I",))),
        "the same analysed": (names, lambda: names.show_analysed(("I",))),
        "badges": (marks, lambda: marks.restyle(badges)),
        "beats": (marks, lambda: marks.show_beats(None)),
        "selected": (marks, marks.refresh),
    }
    drawing.check(
        {"asks": [f"{n}: {_asks(monkeypatch, *c)}" for n, c in calls.items()]}
    )


def _asks(
    monkeypatch: pytest.MonkeyPatch, item: object, call: Callable[[], object]
) -> int:
    asked: list[object] = []
    with monkeypatch.context() as patch:
        patch.setattr(type(item), "update", lambda *all_of_it: asked.append(all_of_it))
        call()
    return len(asked)


@pytest.fixture
def document() -> Document:
    return document_of([0.6, 0.7, 0.5] * 83, "NNV" * 83)


def _acts(widget: QWidget, document: Document, selection: Selection) -> _Acts:
    dark = QPalette(QColor("#2a2f34"))
    left = Qt.MouseButton.LeftButton
    return {
        "nothing": lambda: None,
        "view": lambda: selection.set_view(12.0, 22.0),
        "selection": lambda: selection.select(5),
        "colours": lambda: widget.setPalette(dark),
        "size": lambda: widget.resize(310, 110),
        "press": lambda: QTest.mousePress(widget, left, pos=QPoint(100, 40)),
        "move": lambda: QTest.mouseMove(widget, QPoint(140, 50)),
        "let go": lambda: QTest.mouseRelease(widget, left, pos=QPoint(140, 50)),
        "style": lambda: QApplication.sendEvent(
            widget, QEvent(QEvent.Type.StyleChange)
        ),
        "hide": widget.hide,
        "view, hidden": lambda: selection.set_view(1.0, 9.0),
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda document, selection: TachogramStrip(document, selection, lambda: 40.0),
        OverviewStrip,
        DisclosureView,
        lambda _, selection: PoincarePlot(selection),
    ],
    ids=["tachogram", "overview", "disclosure", "poincare"],
)
def test_widgets_are_painted(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    drawing: Kept,
    make: Callable[[Document, Selection], QWidget],
) -> None:
    widget = make(document, selection)
    kind = type(widget)
    qtbot.addWidget(widget)
    repaints = Repaints(qtbot, monkeypatch, kind, "paint_on")
    widget.resize(300, 100)
    widget.show()
    qtbot.waitExposed(widget)
    acts = _acts(widget, document, selection)
    if isinstance(widget, PoincarePlot):
        acts = {"beats": lambda: widget.show_beats(document.columns)} | acts
    if isinstance(widget, DisclosureView):
        more: _Acts = {"higher": lambda: widget.scale(1.5), "refresh": widget.refresh}
        acts = more | {"lead": lambda: widget.step_lead(1)} | acts
        # The mouse is on its page, and moves nothing there.
        acts = {n: a for n, a in acts.items() if n not in ("press", "move", "let go")}
    drawing.check(
        {"painted": [f"{n}: {repaints.after(act)}" for n, act in acts.items()]}
    )


@pytest.mark.parametrize("kind", [OverviewStrip, DisclosureView])
def test_rhythms_that_change_are_painted(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    kind: type[OverviewStrip] | type[DisclosureView],
) -> None:
    found = FoundRhythms(document, selection, document)
    widget = kind(document, selection)
    widget.follow(found)
    qtbot.addWidget(widget)
    repaints = Repaints(qtbot, monkeypatch, kind, "paint_on")
    widget.show()
    qtbot.waitExposed(widget)
    repaints.after(lambda: None)
    before = repaints.count
    document.add_episode(EpisodeKind.AF, 100, 900)
    qtbot.waitUntil(lambda: repaints.count > before)
    before = repaints.count
    document.label([3], BeatClass.S)
    qtbot.waitUntil(lambda: repaints.count > before)
