"""The waveform and its strips are put together as they were: widgets and signals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.poincare_plot import PoincarePlot
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from ecgviewer.gui.waveform.strips.median_view import MedianView
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.strips.tachogram import TachogramStrip
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.gui.drawing.described import described, heard, listens
from tests.kept import Kept

_Make = Callable[[Document, Selection], QWidget]


def _tachogram(document: Document, selection: Selection) -> TachogramStrip:
    return TachogramStrip(document, selection, lambda: 40.0)


@pytest.mark.parametrize(
    "make",
    [
        WaveformView,
        OverviewStrip,
        DisclosureView,
        _tachogram,
        lambda document, _: MedianView(document),
        lambda _, selection: PoincarePlot(selection),
    ],
    ids=["waveform", "overview", "disclosure", "tachogram", "medians", "poincare"],
)
def test_widget(
    qtbot: QtBot, drawing: Kept, document: Document, selection: Selection, make: _Make
) -> None:
    found = FoundRhythms(document, selection, document)
    made: list[QWidget] = []

    def make_it() -> QWidget:
        made.append(make(document, selection))
        return made[0]

    senders = {"document": document, "selection": selection, "found": found}
    parts = {"hears": listens(senders, make_it)}
    (widget,) = made
    qtbot.addWidget(widget)
    parts["widget"] = described(widget)
    hint, least = widget.sizeHint(), widget.minimumSizeHint()
    if "sizeHint" in vars(type(widget)):
        parts["sizes"] = [
            f"{hint.width()} x {hint.height()}, {least.width()} x {least.height()}"
        ]
    if isinstance(widget, WaveformView):
        senders = {"mouse": widget._mouse, "paper": widget.paper, "box": widget._box}
        senders |= {"rhythms": widget.rhythms, "filtered": widget._filtered}
        parts["inside"] = [
            f"{name}.{signal}: {n}"
            for name, sender in senders.items()
            for signal, n in heard(sender).items()
            if not signal.startswith("sig") or signal == "sigResized"
        ]
    if isinstance(widget, OverviewStrip | DisclosureView):
        senders = {"found": found}
        parts["follows"] = listens(senders, lambda: [widget.follow(found)])
    drawing.check(parts)
