"""The contour of a heat map is a choice."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ecgviewer.gui.explanation.explanation_panel import ExplanationPanel
from ecgviewer.gui.model.selection import Selection
from tests.builders import N, V, reviewed_document
from tests.gui.explanation.explanations import explanation_of


def test_the_contour_is_a_choice_and_is_kept(qtbot: QtBot) -> None:
    document, selection = reviewed_document([N, V]), Selection()
    panel = ExplanationPanel(document, selection, 70, contour=False)
    qtbot.addWidget(panel)
    panel.resize(400, 640)
    panel.show()
    selection.select([1])
    panel.show_explanation(explanation_of(document, 1))
    before = panel.view.grab().toImage()
    with qtbot.waitSignal(panel.contour_changed) as changed:
        panel.controls.contour_box.setChecked(True)
    assert changed.args == [True]
    assert panel.view.grab().toImage() != before
    panel.controls.contour_box.setChecked(False)
    assert panel.view.grab().toImage() == before
