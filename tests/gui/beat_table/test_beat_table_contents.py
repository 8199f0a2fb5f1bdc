from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.beat_table.beat_columns import COLUMNS
from ecgviewer.gui.look.badge_style import LabelSource, badge_colours
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document, DocumentState
from tests.builders import (
    F,
    N,
    S,
    V,
    beats_every_second,
    classify,
    reviewed_document,
)
from tests.fakes import FakeJournal
from tests.gui.beat_table.panel_bench import PanelBench

_CONFIDENCE = [column.title for column in COLUMNS].index("Conf. (%)")
_TIME = [column.title for column in COLUMNS].index("Time")
_CLASS = [column.title for column in COLUMNS].index("Class")


def _colours_in(image: QImage) -> set[str]:
    width, height = image.width(), image.height()
    return {image.pixelColor(x, y).name() for x in range(width) for y in range(height)}


def _listed(bench: PanelBench) -> list[int] | None:
    listed = bench.selection.listed
    return None if listed is None else listed.tolist()


def test_all_beats_in_order_of_time_are_no_list(bench: PanelBench) -> None:
    assert _listed(bench) is None
    for column in (0, _TIME):
        bench.click_header(column)
        assert _listed(bench) is None
        bench.click_header(column)
        assert _listed(bench) == [5, 4, 3, 2, 1, 0]
        bench.click_header(column)
        assert _listed(bench) is None
    bench.document.remove([3])
    assert _listed(bench) is None


def test_the_list_is_that_of_the_filter(bench: PanelBench) -> None:
    bar = bench.panel.filter_bar
    bar.label_buttons[V].click()
    assert _listed(bench) == [1, 4]
    bar.label_buttons[S].click()
    assert _listed(bench) == [1, 2, 4]
    bar.all_button.click()
    assert _listed(bench) is None
    bar.label_buttons[F].click()
    assert _listed(bench) == []


def test_the_list_is_in_the_order_of_the_table(qtbot: QtBot) -> None:
    document = beats_every_second(4)
    classify(document, [N, V, N, V], [0.7, 0.9, 0.5, 0.8])
    bench = PanelBench(qtbot, document)
    bench.click_header(_CONFIDENCE)
    assert _listed(bench) == [2, 0, 3, 1]
    bench.panel.filter_bar.label_buttons[V].click()
    assert _listed(bench) == [3, 1]


def test_the_list_follows_edits_at_once(bench: PanelBench) -> None:
    document, bar = bench.document, bench.panel.filter_bar
    bar.label_buttons[V].click()
    document.label([1], N)
    assert _listed(bench) == [1, 4]
    document.remove([1])
    assert _listed(bench) == [4]
    document.undo()
    assert _listed(bench) == [1, 4]
    document.add_beat(375)
    assert _listed(bench) == [6, 1, 4]
    bar.refresh_button.click()
    assert _listed(bench) == [4]


def test_the_list_is_that_of_the_record_under_review(bench: PanelBench) -> None:
    bench.panel.filter_bar.label_buttons[V].click()
    other = reviewed_document([V, V, N])
    assert other.session is not None
    bench.document.open(other.session, (), FakeJournal())
    assert not len(other.session.beats)
    assert _listed(bench) == []
    bench.panel.filter_bar.all_button.click()
    assert _listed(bench) is None


def test_beats_that_are_searched_for_again_are_listed_no_longer(
    bench: PanelBench,
) -> None:
    bench.panel.filter_bar.label_buttons[V].click()
    bench.document.prepare_analysis()
    assert _listed(bench) == []


def test_the_footer_counts_the_selected_beats(bench: PanelBench) -> None:
    label, panel = bench.panel.selected_label, bench.panel
    assert not label.isVisibleTo(panel)
    bench.selection.select([1])
    assert not label.isVisibleTo(panel)
    bench.selection.select([1, 2, 4])
    assert label.isVisibleTo(panel)
    assert label.text() == "3 selected"
    bench.document.remove([2])
    assert label.text() == "2 selected"
    bench.selection.clear()
    assert not label.isVisibleTo(panel)


def test_a_badge_shows_who_gave_the_label(qtbot: QtBot) -> None:
    source = beats_every_second(3).session
    assert source is not None
    document = Document()
    beats = new_beats([250, 500, 750], symbol=["V", "", "V"])
    document.open(ReviewSession(source.record, beats), (), FakeJournal())
    classify(document, [V, V, V])
    document.accept([2])
    bench = PanelBench(qtbot, document)
    view, theme = bench.panel.view, colours(bench.panel.palette())

    def ground(row: int) -> QColor:
        rect = view.visualRect(bench.panel.model.index(row, _CLASS))
        image = view.viewport().grab(rect).toImage()
        # Beside the letter.
        return image.pixelColor(rect.width() // 2 - 8, rect.height() // 2)

    for row, origin in enumerate(
        (LabelSource.REFERENCE, LabelSource.CLASSIFIER, LabelSource.REVIEWER)
    ):
        assert ground(row) == badge_colours(origin, V, theme)[0]


def test_a_reviewers_badge_is_solid_and_the_classifiers_hollow(
    bench: PanelBench,
) -> None:
    view, theme = bench.panel.view, colours(bench.panel.palette())

    def share_of_v(row: int) -> float:
        rect = view.visualRect(bench.panel.model.index(row, _CLASS))
        image = view.viewport().grab(rect).toImage()
        places = [(x, y) for x in range(rect.width()) for y in range(rect.height())]
        of_v = [image.pixelColor(x, y) == theme.beat[V] for x, y in places]
        return float(np.mean(of_v))

    hollow = share_of_v(1)
    bench.document.label([1], V)
    assert 0 < hollow < share_of_v(1) / 2


@pytest.mark.parametrize("width", [320, 900])
def test_an_empty_table_says_why(qtbot: QtBot, width: int) -> None:
    bench = PanelBench(qtbot, Document())
    bench.panel.resize(width, 300)
    assert bench.panel.view.empty_text() == "Open a record to see its beats here."
    assert len(_colours_in(bench.panel.view.viewport().grab().toImage())) > 1


def test_the_words_of_an_empty_table_fit_its_cause(
    qtbot: QtBot, bench: PanelBench
) -> None:
    bench.panel.filter_bar.label_buttons[UNSET].click()
    assert bench.panel.view.empty_text() == "No beat passes the filter."
    searching = PanelBench(qtbot, beats_every_second(0)).panel.view
    assert searching.empty_text() == "Searching for beats\N{HORIZONTAL ELLIPSIS}"


def test_a_table_whose_beats_are_all_gone_says_so(bench: PanelBench) -> None:
    view = bench.panel.view
    bench.document.remove(np.arange(6))
    assert view.empty_text() == "There are no beats."
    bench.panel.filter_bar.label_buttons[V].click()
    assert view.empty_text() == "There are no beats."


def test_the_end_of_a_search_is_seen_at_once(qtbot: QtBot) -> None:
    document = beats_every_second(0)
    bench = PanelBench(qtbot, document)
    qtbot.waitExposed(bench.panel)
    QApplication.processEvents()
    painted = _Painted()
    bench.panel.view.viewport().installEventFilter(painted)
    document.set_state(DocumentState.CLASSIFYING)
    qtbot.waitUntil(lambda: painted.seen)
    assert bench.panel.view.empty_text() == "There are no beats."


class _Painted(QObject):
    """Notes that a widget is painted."""

    seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False


def test_a_beat_without_a_label_has_a_dot(qtbot: QtBot) -> None:
    bench = PanelBench(qtbot, beats_every_second(2))
    view = bench.panel.view
    rect = view.visualRect(bench.panel.model.index(0, _CLASS))
    # A cell with nothing in it has one colour.
    assert len(_colours_in(view.viewport().grab(rect).toImage())) > 1


def test_letters_of_the_filter_take_the_colours_of_a_dark_scheme(
    bench: PanelBench,
) -> None:
    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Window, QColor("#202124"))
    bench.panel.setPalette(dark)
    button = bench.panel.filter_bar.label_buttons[V]
    letter = button.palette().color(QPalette.ColorRole.ButtonText)
    assert letter == colours(dark).beat[V]


def test_readers_are_searched_for_by_name(qtbot: QtBot) -> None:
    document = reviewed_document([N, V, N, S])
    bench = PanelBench(qtbot, document)
    document.label([1], V)
    search = bench.panel.filter_bar.search
    search.setText('by:"dr smith"')
    qtbot.waitUntil(lambda: bench.numbers() == [2])
    search.setText("by:bo")
    qtbot.waitUntil(lambda: bench.numbers() == [])
    assert bench.panel.view.empty_text().startswith("Nobody called bo labelled")
    session = document.session
    assert session is not None
    beats = session.beats
    everyone = np.ones(4, bool)
    layer = AnnotationLayer(
        "Bo", beats.sample, beats.label, beats.symbol, labelled_by={"Bo": everyone}
    )
    bench.panel.model.set_layer(layer)
    assert bench.numbers() == [1, 2, 3, 4]
    document.set_blind(blind=True)
    bench.panel.model.refresh()
    assert bench.numbers() == []
    bench.panel.model.set_layer(None)
    assert bench.numbers() == []
