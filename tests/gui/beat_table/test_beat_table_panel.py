from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import UNSET
from ecgviewer.core.session import ReviewSession
from ecgviewer.gui.badge_style import LabelSource, badge_colours
from ecgviewer.gui.beat_table.beat_columns import COLUMNS
from ecgviewer.gui.beat_table.beat_table_panel import BeatTablePanel
from ecgviewer.gui.document import Document, DocumentState
from ecgviewer.gui.selection import Selection
from ecgviewer.gui.theme import colours
from tests.fakes import FakeJournal
from tests.gui.beat_table.documents import (
    F,
    N,
    S,
    V,
    beats_every_second,
    classify,
    reviewed_document,
)

_CONFIDENCE = [column.title for column in COLUMNS].index("Conf. (%)")
_TIME = [column.title for column in COLUMNS].index("Time")
_CLASS = [column.title for column in COLUMNS].index("Class")


class _Bench:
    """A panel on a document, and how often its selection changed."""

    def __init__(self, qtbot: QtBot, document: Document) -> None:
        self.document = document
        self.selection = Selection()
        self.panel = BeatTablePanel(document, self.selection)
        qtbot.addWidget(self.panel)
        self.panel.resize(700, 400)
        self.panel.show()
        self.n_changes = 0
        self.selection.beats_changed.connect(self._count)

    def _count(self) -> None:
        self.n_changes += 1

    def numbers(self) -> list[int]:
        model = self.panel.model
        texts = [model.index(row, 0).data() for row in range(model.rowCount())]
        return [int(text.replace(",", "")) for text in texts]

    def click_row(
        self,
        row: int,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        view = self.panel.view
        place = view.visualRect(self.panel.model.index(row, 1)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, place)

    def click_header(self, column: int) -> None:
        header = self.panel.view.horizontalHeader()
        x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
        place = QPoint(x, header.height() // 2)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(header.viewport(), left, none, place)

    def selected_rows(self) -> list[int]:
        return [i.row() for i in self.panel.view.selectionModel().selectedRows()]

    def in_sight(self, row: int) -> bool:
        view = self.panel.view
        rect = view.visualRect(self.panel.model.index(row, 0))
        return view.viewport().rect().contains(rect)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[_Bench]:
    yield _Bench(qtbot, reviewed_document([N, V, S, N, V, N]))


@pytest.fixture
def long_bench(qtbot: QtBot) -> Iterator[_Bench]:
    yield _Bench(qtbot, reviewed_document([N, V] * 200))


def test_a_click_selects_the_beat_for_every_view(bench: _Bench) -> None:
    bench.click_row(2)
    assert bench.selection.current == 2
    assert list(bench.selection.selected) == [2]
    assert bench.n_changes == 1


def test_several_rows_are_several_beats_in_order_of_time(bench: _Bench) -> None:
    bench.click_row(4)
    bench.click_row(1, Qt.KeyboardModifier.ShiftModifier)
    assert list(bench.selection.selected) == [1, 2, 3, 4]
    assert bench.selection.current == 1
    bench.click_row(2, Qt.KeyboardModifier.ControlModifier)
    assert list(bench.selection.selected) == [1, 3, 4]
    assert bench.selection.current == 4


def test_a_beat_selected_elsewhere_is_selected_and_in_sight(long_bench: _Bench) -> None:
    bench = long_bench
    bench.selection.select([310, 311, 350], 311)
    assert bench.selected_rows() == [310, 311, 350]
    assert bench.panel.view.currentIndex().row() == 311
    assert bench.in_sight(311)
    assert bench.n_changes == 1
    bench.selection.clear()
    assert bench.selected_rows() == []
    assert not bench.panel.view.currentIndex().isValid()


def test_arrow_keys_go_from_beat_to_beat(bench: _Bench) -> None:
    bench.click_row(2)
    QTest.keyClick(bench.panel.view, Qt.Key.Key_Down)
    assert bench.selection.current == 3
    assert list(bench.selection.selected) == [3]


def test_letters_and_space_are_left_to_the_window(bench: _Bench) -> None:
    bench.click_row(2)
    QTest.keyClicks(bench.panel.view, "nsvfq1 E")
    assert bench.selection.current == 2
    assert bench.n_changes == 1
    bench.panel.view.keyboardSearch("5")
    assert bench.selection.current == 2


class _Window(QWidget):
    """Notes the keys that its children leave to it."""

    def __init__(self) -> None:
        super().__init__()
        self.typed = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self.typed += event.text()


def test_keys_that_type_reach_the_window(qtbot: QtBot, bench: _Bench) -> None:
    window = _Window()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(bench.panel)
    QTest.keyClicks(bench.panel.view, "nsv 1?E")
    # The window must not take the panel with it; its fixture closes that.
    bench.panel.setParent(None)
    assert window.typed == "nsv 1?E"


def test_select_all_is_one_range(long_bench: _Bench) -> None:
    bench = long_bench
    QTest.keyClick(bench.panel.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(bench.selection.selected) == 400
    assert len(bench.panel.view.selectionModel().selection().toList()) == 1
    bench.selection.select(np.arange(100, 300))
    assert len(bench.panel.view.selectionModel().selection().toList()) == 1


def test_the_third_click_on_a_header_returns_to_the_order_in_time(
    qtbot: QtBot,
) -> None:
    document = beats_every_second(3)
    classify(document, [N, N, N], [0.7, 0.9, 0.5])
    bench = _Bench(qtbot, document)
    bench.click_header(_CONFIDENCE)
    assert bench.numbers() == [3, 1, 2]
    bench.click_header(_CONFIDENCE)
    assert bench.numbers() == [2, 1, 3]
    bench.click_header(_CONFIDENCE)
    assert bench.numbers() == [1, 2, 3]


def test_the_filter_bar_filters_and_counts(bench: _Bench) -> None:
    bar, panel = bench.panel.filter_bar, bench.panel
    assert panel.count_label.text() == "6 beats"
    bar.label_buttons[V].click()
    assert bench.numbers() == [2, 5]
    assert not bar.all_button.isChecked()
    assert panel.count_label.text() == "2 of 6 beats"
    bar.label_buttons[S].click()
    assert bench.numbers() == [2, 3, 5]
    bar.all_button.click()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6]
    assert bar.all_button.isChecked()
    bar.label_buttons[UNSET].click()
    assert bench.numbers() == []


def test_progress_and_disagreements_follow_the_reviewer(bench: _Bench) -> None:
    bench.document.label([1], F)
    assert bench.panel.progress_label.text() == "reviewed 1 of 6"
    bench.panel.filter_bar.disagreements_button.click()
    assert bench.numbers() == [2]


def test_a_labelled_beat_stays_until_update_is_pressed(bench: _Bench) -> None:
    bar = bench.panel.filter_bar
    bar.unreviewed_button.click()
    assert not bar.refresh_button.isVisibleTo(bar)
    bench.document.accept([0])
    bench.selection.select([1])
    assert bench.numbers() == [1, 2, 3, 4, 5, 6]
    assert bar.refresh_button.isVisibleTo(bar)
    assert bar.refresh_button.text() == "Update (1)"
    bar.refresh_button.click()
    assert bench.numbers() == [2, 3, 4, 5, 6]
    assert not bar.refresh_button.isVisibleTo(bar)
    assert bench.selected_rows() == [0]


def test_a_filter_unselects_what_it_hides(bench: _Bench) -> None:
    bench.click_row(1)
    bench.panel.view.selectAll()
    assert len(bench.selection.selected) == 6
    bench.panel.filter_bar.label_buttons[V].click()
    assert list(bench.selection.selected) == [1, 4]
    assert bench.selected_rows() == [0, 1]


def test_the_current_beat_stays_selected_though_hidden(bench: _Bench) -> None:
    bench.selection.select([0, 1, 3], 3)
    bench.panel.filter_bar.label_buttons[V].click()
    assert bench.selection.current == 3
    assert list(bench.selection.selected) == [3]
    assert bench.selected_rows() == []


def test_deleting_a_beat_keeps_selection_and_place(long_bench: _Bench) -> None:
    bench = long_bench
    bench.panel.view.verticalScrollBar().setValue(150)
    bench.selection.select([155, 156])
    bench.document.remove([20])
    assert bench.panel.view.verticalScrollBar().value() == 149
    assert bench.selected_rows() == [154, 155]
    assert list(bench.selection.selected) == [155, 156]


def test_the_current_beat_is_kept_in_sight_by_a_filter(long_bench: _Bench) -> None:
    bench = long_bench
    bench.selection.select([301])
    bench.panel.filter_bar.label_buttons[V].click()
    assert bench.selected_rows() == [150]
    assert bench.in_sight(150)


def test_a_list_just_sorted_is_shown_from_its_head(long_bench: _Bench) -> None:
    bench = long_bench
    bench.selection.select([300])
    bench.click_header(_CLASS)
    assert bench.panel.view.verticalScrollBar().value() == 0
    bench.click_header(_CLASS)
    bench.click_header(_CLASS)
    assert bench.in_sight(300)


def _colours_in(image: QImage) -> set[str]:
    width, height = image.width(), image.height()
    return {image.pixelColor(x, y).name() for x in range(width) for y in range(height)}


def _listed(bench: _Bench) -> list[int] | None:
    listed = bench.selection.listed
    return None if listed is None else listed.tolist()


def test_all_beats_in_order_of_time_are_no_list(bench: _Bench) -> None:
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


def test_the_list_is_that_of_the_filter(bench: _Bench) -> None:
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
    bench = _Bench(qtbot, document)
    bench.click_header(_CONFIDENCE)
    assert _listed(bench) == [2, 0, 3, 1]
    bench.panel.filter_bar.label_buttons[V].click()
    assert _listed(bench) == [3, 1]


def test_the_list_follows_edits_at_once(bench: _Bench) -> None:
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


def test_the_list_is_that_of_the_record_under_review(bench: _Bench) -> None:
    bench.panel.filter_bar.label_buttons[V].click()
    other = reviewed_document([V, V, N])
    assert other.session is not None
    bench.document.open(other.session, (), FakeJournal())
    assert not len(other.session.beats)
    assert _listed(bench) == []
    bench.panel.filter_bar.all_button.click()
    assert _listed(bench) is None


def test_beats_that_are_searched_for_again_are_listed_no_longer(bench: _Bench) -> None:
    bench.panel.filter_bar.label_buttons[V].click()
    bench.document.prepare_analysis()
    assert _listed(bench) == []


def test_the_footer_counts_the_selected_beats(bench: _Bench) -> None:
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
    bench = _Bench(qtbot, document)
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


def test_a_reviewers_badge_is_solid_and_the_classifiers_hollow(bench: _Bench) -> None:
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
    bench = _Bench(qtbot, Document())
    bench.panel.resize(width, 300)
    assert bench.panel.view.empty_text() == "Open a record to see its beats here."
    assert len(_colours_in(bench.panel.view.viewport().grab().toImage())) > 1


def test_the_words_of_an_empty_table_fit_its_cause(qtbot: QtBot, bench: _Bench) -> None:
    bench.panel.filter_bar.label_buttons[UNSET].click()
    assert bench.panel.view.empty_text() == "No beat passes the filter."
    searching = _Bench(qtbot, beats_every_second(0)).panel.view
    assert searching.empty_text() == "Searching for beats\N{HORIZONTAL ELLIPSIS}"


def test_a_table_whose_beats_are_all_gone_says_so(bench: _Bench) -> None:
    view = bench.panel.view
    bench.document.remove(np.arange(6))
    assert view.empty_text() == "There are no beats."
    bench.panel.filter_bar.label_buttons[V].click()
    assert view.empty_text() == "There are no beats."


def test_the_end_of_a_search_is_seen_at_once(qtbot: QtBot) -> None:
    document = beats_every_second(0)
    bench = _Bench(qtbot, document)
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
    bench = _Bench(qtbot, beats_every_second(2))
    view = bench.panel.view
    rect = view.visualRect(bench.panel.model.index(0, _CLASS))
    # A cell with nothing in it has one colour.
    assert len(_colours_in(view.viewport().grab(rect).toImage())) > 1


def test_letters_of_the_filter_take_the_colours_of_a_dark_scheme(bench: _Bench) -> None:
    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Window, QColor("#202124"))
    bench.panel.setPalette(dark)
    button = bench.panel.filter_bar.label_buttons[V]
    letter = button.palette().color(QPalette.ColorRole.ButtonText)
    assert letter == colours(dark).beat[V]
