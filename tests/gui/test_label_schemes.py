"""The window's parts under other classes than AAMI's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.ec57.reader_comparison import ReaderBeats, compare_readers
from ecgviewer.core.label_class import Role
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.actions.actions import ACTIONS
from ecgviewer.gui.beat_table.filter_bar import FilterBar
from ecgviewer.gui.dialogs.symbol_dialog import SymbolDialog
from ecgviewer.gui.explanation.beat_facts import facts_of
from ecgviewer.gui.explanation.probability_bars import ProbabilityBars
from ecgviewer.gui.look.theme import colours, set_scheme
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.readers.matrix_table import MatrixTable
from ecgviewer.gui.waveform.marks.beat_text import beat_text
from ecgviewer.gui.waveform.strips.disclosure_picture import inks_of
from tests.builders import opened
from tests.gui.contrast import READABLE, contrast
from tests.label_schemes import N_L_R_S_V_P, N_V

_WHAT = ("beat.label", "go.next", "go.previous")


@pytest.fixture(autouse=True)
def _as_before(qtbot: QtBot) -> Iterator[None]:
    yield
    set_scheme("system")


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("scheme", [AAMI, N_V, N_L_R_S_V_P])
def test_every_class_can_be_read_on_the_paper(scheme: LabelScheme, shade: str) -> None:
    set_scheme(shade)
    shown = colours(QApplication.palette(), scheme)
    assert set(shown.beat) == {*scheme.codes, UNSET}
    for colour in shown.beat.values():
        assert contrast(colour, shown.paper) >= READABLE, colour.name()
    assert len({shown.beat[c].name() for c in scheme.codes}) == len(scheme.names)
    assert shown.letter(UNSET) == "·"


def _session(said: list[int], scheme: LabelScheme = N_L_R_S_V_P) -> ReviewSession:
    n, codes = len(said), scheme.codes
    signal = np.zeros((1, 250 * (n + 1)), np.float32)
    record = Record("x", 250.0, (Lead("MLII"),), signal)
    session = ReviewSession(record, new_beats(200 * np.arange(1, n + 1)))
    session.start_predictions(Predictions.empty(codes, "its", scheme))
    probabilities = np.full((n, len(codes)), 0.02, np.float32)
    probabilities[np.arange(n), said] = 0.9
    quality = np.ones(n, np.float32)
    session.add_predictions(
        PredictionBatch(np.arange(n), session.beats.sample, probabilities, quality)
    )
    return session


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


def _actions(window: QMainWindow) -> tuple[ActionSet, list[str]]:
    done: list[str] = []
    document = opened(_session([0]))
    document.setParent(window)
    commands = {spec.id: partial(done.append, spec.id) for spec in ACTIONS}
    return ActionSet(window, commands, document, Selection()), done


def _keys(actions: ActionSet, action_id: str) -> list[str]:
    return [key.toString() for key in actions.actions[action_id].shortcuts()]


def test_each_class_has_its_keys_and_takes_nobody_elses(window: QMainWindow) -> None:
    actions, done = _actions(window)
    names = N_L_R_S_V_P.names
    commands = {
        action_id: partial(done.append, action_id)
        for name in names
        for action_id in (f"{what}_{name}" for what in _WHAT)
    }
    actions.show_classes(N_L_R_S_V_P, commands)
    assert _keys(actions, "beat.label_N") == ["N", "1"]
    assert _keys(actions, "beat.label_L") == ["2"]
    assert _keys(actions, "beat.label_V") == ["V", "5"]
    assert _keys(actions, "beat.label_P") == ["P", "6"]
    assert _keys(actions, "beat.label_Q") == []
    assert not actions.actions["beat.label_Q"].isVisible()
    keys = [
        QKeySequence(key).toString()
        for action in actions.actions.values()
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
    actions.actions["beat.label_L"].trigger()
    assert done == []
    actions.actions["go.next_P"].trigger()
    assert done == ["go.next_P"]
    places = [action.text() for action in actions.menus["beat"].actions()]
    assert places.index("Label &P – Paced") < places.index("&Accept label")


def test_the_classes_of_aami_come_back_with_the_keys_that_a_reader_chose(
    window: QMainWindow,
) -> None:
    actions, done = _actions(window)
    actions.set_keys(["beat.label_V=F12"])
    commands = {f"{what}_{name}": done.clear for what in _WHAT for name in "NV"}
    actions.show_classes(N_V, commands)
    assert _keys(actions, "beat.label_V") == ["F12"]
    assert not actions.actions["beat.label_S"].isVisible()
    actions.show_classes(AAMI, {})
    assert _keys(actions, "beat.label_V") == ["F12"]
    assert _keys(actions, "beat.label_S") == ["S", "2"]
    assert actions.actions["beat.label_S"].isVisible()
    assert _keys(actions, "go.next_Q") == ["Shift+Q"]


def test_a_key_that_another_action_has_is_not_taken(window: QMainWindow) -> None:
    scheme = N_V
    actions, _ = _actions(window)
    actions.set_keys(["go.next=N"])
    actions.show_classes(
        scheme,
        {f"{what}_{name}": list for what in _WHAT for name in scheme.names},
    )
    assert _keys(actions, "beat.label_N") == ["1"]
    assert _keys(actions, "go.next") == ["N"]


def test_a_document_says_when_the_classes_are_others(qtbot: QtBot) -> None:
    document = opened(_session([0, 1], AAMI))
    with qtbot.assertNotEmitted(document.scheme_changed):
        document.start_predictions(Predictions.empty(), "MLII")
    with qtbot.waitSignal(document.scheme_changed) as changed:
        document.start_predictions(Predictions.empty((0, 1), "its", N_V), "MLII")
    assert changed.args == [N_V]
    with qtbot.waitSignal(document.scheme_changed) as changed:
        opened(_session([5]), document)
    assert changed.args == [N_L_R_S_V_P]
    assert document.label([0], N_L_R_S_V_P.code("P"))
    assert document.session is not None
    assert document.session.beats.symbol[0] == "/"
    assert document.accept([0])


def test_the_filter_offers_the_classes(qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.label_buttons[2].click()
    with qtbot.waitSignal(bar.filter_changed) as changed:
        bar.show_classes(N_L_R_S_V_P)
    assert not changed.args[0].labels
    texts = [button.text() for button in bar.label_buttons.values()]
    assert texts == ["N", "L", "R", "S", "V", "P", "·"]
    bar.label_buttons[5].click()
    assert bar.filter().labels == frozenset({5})
    assert not bar.all_button.isChecked()


def test_the_symbols_stand_under_the_classes(qtbot: QtBot) -> None:
    dialog = SymbolDialog(scheme=N_V)
    qtbot.addWidget(dialog)
    # Q and others are of no class, and can be given all the same.
    assert {"N", "A", "V", "F", "Q", "/"} <= set(dialog.buttons)
    dialog.buttons["Q"].click()
    assert dialog.result()


def test_texts_of_a_beat_say_its_class(qtbot: QtBot) -> None:
    session = _session([N_L_R_S_V_P.code("P"), 0])
    assert "P: Paced" in beat_text(session, 0)
    assert "Classifier: P, 90%" in beat_text(session, 0)
    facts = facts_of(session, 0)
    assert facts.class_now == "P, paced, by the classifier"
    assert facts.classifier == "P, 90.0 %"
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    columns = session.columns
    bars.show_probabilities(columns.classes, columns.probabilities[0], columns.scheme)
    assert bars.text().endswith("V 2.0 %, P 90.0 %")
    assert not bars.grab().isNull()


def test_only_what_is_not_normal_is_coloured_in_the_full_disclosure(
    qtbot: QtBot,
) -> None:
    own = colours(QApplication.palette(), N_L_R_S_V_P)
    inks = inks_of(own)
    normal = N_L_R_S_V_P.with_role(Role.NORMAL)
    assert {inks[code] for code in normal} == {own.trace.rgb()}
    assert inks[N_L_R_S_V_P.code("V")] == own.beat[4].rgb()


def test_the_matrix_of_two_readers_has_the_classes(qtbot: QtBot) -> None:
    beats = ReaderBeats("ada", np.array([100, 400]), np.array(["N", "/"]))
    other = ReaderBeats("ben", np.array([100, 400]), np.array(["N", "L"]))
    table = MatrixTable()
    qtbot.addWidget(table)
    table.show_comparison(compare_readers(beats, other, 250.0, 1000, N_L_R_S_V_P))
    titles = [table.horizontalHeaderItem(i) for i in range(table.columnCount())]
    assert "".join(item.text() for item in titles if item) == "NLRSVP?–"
    cell = table.item(5, 1)
    assert cell is not None
    assert (cell.text(), cell.toolTip()) == ("1", "P / L: 1")
    table.show_comparison(compare_readers(beats, other, 250.0, 1000))
    assert table.rowCount() == 6
