from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.explanation import Explanation
from ecgviewer.gui.explanation.explanation_panel import ExplanationPanel
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from tests.builders import (
    N,
    S,
    V,
    beats_every_second,
    reviewed_document,
)
from tests.gui.explanation.explanations import explanation_of


class _Bench:
    """A panel that shows the explanation of beat 1, which is V."""

    def __init__(self, qtbot: QtBot, document: Document, opacity: int = 100) -> None:
        self.document = document
        self.selection = Selection()
        self.panel = ExplanationPanel(document, self.selection, opacity)
        qtbot.addWidget(self.panel)
        self.panel.resize(400, 640)
        self.panel.show()

    def explain(self, beat_id: int) -> Explanation:
        explanation = explanation_of(self.document, beat_id)
        self.panel.show_explanation(explanation)
        return explanation

    @property
    def message(self) -> str:
        label = self.panel.message_label
        return label.text() if label.isVisible() else ""

    def picture(self) -> QImage:
        return self.panel.view.grab().toImage()


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[_Bench]:
    bench = _Bench(qtbot, reviewed_document([N, V, S, V]))
    bench.selection.select([1])
    bench.explain(1)
    yield bench


def _choose(panel: ExplanationPanel, class_index: int = 0, picture: int = 0) -> None:
    panel.controls.class_box.setCurrentIndex(class_index)
    panel.controls.class_box.activated.emit(class_index)
    panel.controls.picture_box.setCurrentIndex(picture)
    panel.controls.picture_box.activated.emit(picture)


def _hottest_third(bench: _Bench, height: float = 0.3) -> int:
    """Return which third of the plot's width is the lightest, 0 to 2."""
    image = bench.picture()
    xs = np.arange(60, image.width() - 12)
    y = int(image.height() * height)
    pixels = [image.pixelColor(int(x), y) for x in xs]
    light = [pixel.lightness() for pixel in pixels]
    return int(np.argmax([third.mean() for third in np.array_split(light, 3)]))


def _warmth(colour: QColor) -> int:
    return colour.red() - colour.blue()


def _warmest_third_behind_the_trace(bench: _Bench) -> int:
    image = bench.picture()
    xs = np.arange(60, image.width() - 12)
    # Above the axis, where the trace is low.
    lines = range(int(image.height() * 0.66), int(image.height() * 0.85))
    light = [
        [_warmth(image.pixelColor(int(x), y)) for x in xs[::3]] for y in lines[::3]
    ]
    columns = np.median(light, axis=0)
    return int(np.argmax([third.mean() for third in np.array_split(columns, 3)]))


def test_without_a_beat_it_asks_for_one(qtbot: QtBot) -> None:
    bench = _Bench(qtbot, reviewed_document([N]))
    assert bench.message.startswith("Select a beat")
    assert not bench.panel.title_label.isVisible()
    assert not bench.panel.facts.isVisible()


def test_before_the_analysis_it_says_so(qtbot: QtBot) -> None:
    bench = _Bench(qtbot, beats_every_second(2))
    bench.selection.select([1])
    assert bench.message == "This beat has not been classified yet."
    assert bench.panel.title_label.text() == "Beat 2"
    assert bench.panel.facts.isVisible()


def test_waiting_is_announced_at_once_where_there_is_no_picture(qtbot: QtBot) -> None:
    bench = _Bench(qtbot, reviewed_document([N]))
    bench.selection.select([0])
    assert bench.message.startswith("Computing")
    assert not bench.panel.controls.isEnabled()


def test_the_picture_stays_for_a_moment_between_beats(
    qtbot: QtBot, bench: _Bench
) -> None:
    bench.selection.select([3])
    assert bench.panel.title_label.text() == "Beat 4"
    assert bench.message == ""
    qtbot.waitUntil(lambda: bench.message.startswith("Computing"))
    bench.explain(3)
    assert bench.message == ""


def test_a_failure_is_told_in_place_of_the_picture(qtbot: QtBot, bench: _Bench) -> None:
    with qtbot.waitSignal(bench.panel.explain_requested) as asked:
        bench.selection.select([2])
    assert asked.args == [2, 750]
    bench.panel.show_failure("The classifier is gone.")
    assert bench.message == "The classifier is gone."
    assert not bench.panel.view.isVisible()


def test_the_title_says_which_class_is_explained(bench: _Bench) -> None:
    title = bench.panel.title_label
    assert title.text() == "Beat 2: what speaks for V (ventricular ectopic)"
    assert bench.panel.controls.class_box.itemText(0) == "Predicted (V)"
    _choose(bench.panel, class_index=1)
    assert title.text() == "Beat 2: what speaks for N (normal)"


def test_an_empty_heat_map_is_said_to_be_empty(bench: _Bench) -> None:
    bench.selection.select([3])
    explanation = explanation_of(bench.document, 3)
    explanation.heat_maps[2] = 0
    bench.panel.show_explanation(explanation)
    title = bench.panel.title_label
    assert title.text().startswith("Beat 4: Grad-CAM finds nothing that speaks for V")
    _choose(bench.panel, class_index=1)
    assert title.text() == "Beat 4: what speaks for N (normal)"


def test_the_heat_is_that_of_the_class_chosen(bench: _Bench) -> None:
    assert _hottest_third(bench) == 2
    _choose(bench.panel, class_index=1)
    assert _hottest_third(bench) == 0
    _choose(bench.panel, class_index=2)
    assert _hottest_third(bench) == 1


def _dark() -> QPalette:
    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Window, QColor("#202124"))
    return dark


@pytest.mark.parametrize("palette", [QPalette, _dark], ids=["light", "dark"])
def test_hot_moments_are_warm_behind_the_trace(
    bench: _Bench, palette: Callable[[], QPalette]
) -> None:
    bench.panel.setPalette(palette())
    for class_index, third in ((1, 0), (2, 1), (3, 2)):
        _choose(bench.panel, class_index=class_index)
        assert _warmest_third_behind_the_trace(bench) == third


def test_the_picture_is_in_grey_under_heat_and_has_its_colours_without(
    bench: _Bench,
) -> None:
    def corners() -> tuple[str, str]:
        image = bench.picture()
        places = ((80, 20), (image.width() - 40, 20))
        left, right = (image.pixelColor(*place).name() for place in places)
        return left, right

    # The ends of the ramp, as in the legend.
    assert corners() == ("#000004", "#fcffa4")
    bench.panel.controls.opacity_slider.setValue(0)
    assert corners()[1] == "#ff0000"
    bench.panel.controls.opacity_slider.setValue(1)
    assert QColor(corners()[1]).saturation() < 10


def test_the_legend_shows_what_the_opacity_does(bench: _Bench) -> None:
    def light(x_share: float) -> int:
        image = bench.panel.controls._legend.pixmap().toImage()
        return image.pixelColor(int(x_share * image.width()), 1).lightness()

    assert light(0.02) < 20 < 180 < light(0.98)
    bench.panel.controls.opacity_slider.setValue(0)
    assert light(0.02) == light(0.98)


def test_the_choice_of_class_lasts_and_predicted_follows(bench: _Bench) -> None:
    bench.selection.select([0])
    bench.explain(0)
    assert "N (normal)" in bench.panel.title_label.text()
    _choose(bench.panel, class_index=3)
    bench.selection.select([1])
    bench.selection.select([0])
    assert "V (ventricular" in bench.panel.title_label.text()


def test_a_clear_heat_map_leaves_the_picture_as_it_is(
    qtbot: QtBot, bench: _Bench
) -> None:
    with qtbot.waitSignal(bench.panel.opacity_changed) as changed:
        bench.panel.controls.opacity_slider.setValue(0)
    assert changed.args == [0]
    clear = bench.picture()
    _choose(bench.panel, class_index=1)
    assert bench.picture() == clear
    bench.panel.controls.opacity_slider.setValue(60)
    assert bench.picture() != clear


def test_high_frequencies_are_at_the_top_of_each_channel(bench: _Bench) -> None:
    bench.panel.controls.opacity_slider.setValue(0)
    box = bench.panel.controls.picture_box
    assert [box.itemText(i) for i in range(1, 4)] == ["Beat", "Rhythm", "Difference"]

    def corner_colours() -> list[str]:
        image = bench.picture()
        left, right = 80, image.width() - 40
        top, bottom = 20, int(image.height() * 0.45)
        places = ((left, top), (right, top), (left, bottom), (right, bottom))
        return [image.pixelColor(x, y).name() for x, y in places]

    black, white = "#000000", "#ffffff"
    assert corner_colours() == ["#ffff00", "#ff0000", "#00ff00", black]
    _choose(bench.panel, picture=1)
    assert corner_colours() == [white, white, black, black]
    _choose(bench.panel, picture=2)
    assert corner_colours() == [white, black, white, black]
    _choose(bench.panel, picture=3)
    assert corner_colours() == [black] * 4


def test_an_explanation_of_another_beat_is_not_shown(bench: _Bench) -> None:
    before = bench.picture()
    bench.explain(3)
    assert bench.panel.title_label.text().startswith("Beat 2")
    assert bench.picture() == before


def test_bars_and_facts_follow_edits(bench: _Bench) -> None:
    assert bench.panel.bars.text() == "N 10.0 %, S 10.0 %, V 80.0 %"
    bench.document.label([1], S)
    labels = bench.panel.facts.texts()
    assert labels[0] == "S, supraventricular ectopic, by a reviewer"
    assert labels[1] == "V, 80.0 %"


def test_a_beat_explained_before_its_turn_shows_what_is_known(qtbot: QtBot) -> None:
    bench = _Bench(qtbot, beats_every_second(2))
    bench.selection.select([1])
    bench.explain(1)
    assert bench.panel.bars.text() == "N 10.0 %, S 20.0 %, V 70.0 %"
    assert "what speaks for V" in bench.panel.title_label.text()


def test_clearing_the_cache_asks_again(qtbot: QtBot, bench: _Bench) -> None:
    with qtbot.waitSignal(bench.panel.explain_requested) as asked:
        bench.panel.clear_cache()
    assert asked.args == [1, 500]
    assert bench.message.startswith("Computing")


def test_a_flat_trace_can_be_shown(qtbot: QtBot) -> None:
    bench = _Bench(qtbot, reviewed_document([N]))
    bench.selection.select([0])
    explanation = explanation_of(bench.document, 0)
    explanation.trace[:] = np.nan
    bench.panel.show_explanation(explanation)
    assert bench.message == ""
    bench.picture()


def test_it_turns_dark_with_the_palette(bench: _Bench) -> None:
    light = bench.picture().pixelColor(2, 2).lightness()
    bench.panel.setPalette(_dark())
    assert bench.picture().pixelColor(2, 2).lightness() < 60 < light


@pytest.mark.parametrize("width", [320, 480, 700])
def test_it_fits_the_widths_of_a_dock(bench: _Bench, width: int) -> None:
    bench.panel.resize(width, 640)
    for widget in (bench.panel.view, bench.panel.controls, bench.panel.facts):
        right = widget.mapTo(bench.panel, widget.rect().topRight()).x()
        assert 0 < right < width
    assert bench.panel.minimumSizeHint().width() <= 320


def test_a_dock_cannot_cut_it_off(qtbot: QtBot, bench: _Bench) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget())
    dock = QDockWidget()
    dock.setWidget(bench.panel)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.resize(900, 500)
    window.show()
    window.resizeDocks([dock], [150], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    assert 300 <= bench.panel.width() < 400
    for widget in (bench.panel.controls, bench.panel.bars, bench.panel.facts):
        right = widget.mapTo(bench.panel, widget.rect().topRight()).x()
        assert right < bench.panel.width()
    # The window must not take the panel with it; its fixture closes that.
    bench.panel.setParent(None)


def test_the_first_picture_is_drawn_as_those_after_it(qtbot: QtBot) -> None:
    bench = _Bench(qtbot, reviewed_document([N, V, S, V]))
    grey = replace(explanation_of(bench.document, 1), coloured=False)
    bench.selection.select([1])
    bench.panel.show_explanation(grey)
    first = bench.picture()
    bench.panel.controls.picture_box.activated.emit(0)
    assert bench.picture() == first


def test_three_pictures_are_never_mixed_into_colours(bench: _Bench) -> None:
    mixed = explanation_of(bench.document, 1)
    bench.panel.show_explanation(replace(mixed, coloured=False, uses_timing=True))
    box = bench.panel.controls.picture_box
    assert [box.itemText(i) for i in range(box.count())] == list(mixed.channel_titles)
    assert bench.panel.controls.chosen_channel() == 0
    _choose(bench.panel, picture=2)
    assert bench.panel.controls.chosen_channel() == 2
    notes = [
        label.text() for label in bench.panel.findChildren(QLabel) if label.isVisible()
    ]
    assert any("timing counts" in note for note in notes)
    bench.panel.show_explanation(mixed)
    assert box.itemText(0) == "Picture"


def _of_two_leads(document: Document, beat_id: int) -> Explanation:
    """Return an explanation of V1, which decides on V, and MLII, which says N."""
    one = explanation_of(document, beat_id)
    mlii = replace(
        one,
        lead="MLII",
        weight=0.5,
        said=np.array([0.6, 0.3, 0.1], np.float32),
        heat_maps=one.heat_maps[::-1],
    )
    said = np.array([0.04, 0.04, 0.92], np.float32)
    return replace(one, lead="V1", weight=0.5, said=said, others=(mlii,))


def test_what_the_leads_say_is_told_and_each_can_be_shown(bench: _Bench) -> None:
    panel, box = bench.panel, bench.panel.controls.lead_box
    assert not box.isVisible()
    assert not panel.leads_label.isVisible()
    bench.selection.select([3])
    panel.show_explanation(_of_two_leads(bench.document, 3))
    assert panel.leads_label.text() == "V1 decides: V, 92.0 %. MLII says N, 60.0 %."
    assert [box.itemText(i) for i in range(box.count())] == [
        "Decides (V1)", "MLII", "V1",
    ]  # fmt: skip
    assert panel.title_label.text().endswith("in V1")
    assert _hottest_third(bench) == 2
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert panel.title_label.text().endswith("in MLII")
    assert _hottest_third(bench) == 0
    # The lead stays chosen from beat to beat, and is none where there is one alone.
    bench.selection.select([1])
    assert not box.isVisible()
    assert panel.leads_label.text() == ""


def test_a_lead_that_agrees_or_cannot_be_read_is_told_so(bench: _Bench) -> None:
    why = _of_two_leads(bench.document, 3)
    also = replace(why.others[0], said=np.array([0.1, 0.1, 0.8], np.float32))
    out = replace(why.others[0], lead="V5", weight=0.0)
    bench.selection.select([3])
    bench.panel.show_explanation(replace(why, others=(also, out)))
    assert bench.panel.leads_label.text() == (
        "V1 decides: V, 92.0 %. MLII agrees, 80.0 %. "
        "V5 cannot be read here and does not count."
    )
