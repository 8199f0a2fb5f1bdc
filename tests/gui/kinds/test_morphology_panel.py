"""Kinds of beats are gone through, relabelled and arranged by keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.labels import BeatClass
from ecgviewer.gui.kinds.morphology_panel import MorphologyPanel
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from tests.builders import grouped, kinds_document

KEY, SHIFT, CONTROL = (
    Qt.Key,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


class Bench:
    """A panel with what it shows."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.document: Document = kinds_document()
        self.selection = Selection()
        self.groups = grouped(qtbot, self.document)
        self.panel = MorphologyPanel(self.document, self.selection, self.groups)
        qtbot.addWidget(self.panel)
        self.panel.resize(1100, 420)
        self.panel.show()
        self.panel.focus_groups()

    def codes(self) -> list[int]:
        return [summary.code for summary in self.panel.grid.summaries]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        target = self.panel.focusWidget() or self.panel.grid
        self.qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_a_group_is_selected_whole_and_labelling_goes_on(bench: Bench) -> None:
    first, second = bench.codes()[:2]
    assert bench.groups.groups is not None
    ids = bench.groups.groups.beat_ids(first)
    assert np.array_equal(bench.selection.selected, ids)
    assert bench.selection.onward is not None
    bench.document.label(ids, BeatClass.S)
    bench.selection.onward()
    assert np.array_equal(
        bench.selection.selected, bench.groups.groups.beat_ids(second)
    )
    assert bench.document.session is not None
    assert len(bench.document.session.history.done) == 1


def test_rare_groups_come_first(bench: Bench) -> None:
    counts = [s.count for s in bench.panel.grid.summaries if not s.mixed]
    assert counts == sorted(counts)


def test_several_groups_are_chosen_and_merged(bench: Bench) -> None:
    n = len(bench.codes())
    bench.press(KEY.Key_Right, SHIFT)
    two = len(bench.selection.selected)
    bench.panel.buttons.merge_button.click()
    assert len(bench.codes()) == n - 1
    assert len(bench.selection.selected) == two


def test_one_kind_is_counted_as_one(bench: Bench) -> None:
    bench.groups.merge(bench.codes())
    assert bench.panel.count_label.text().startswith("1 kind")
    assert "kinds" not in bench.panel.count_label.text()


def test_a_group_is_split_and_what_was_split_off_is_gone_to(bench: Bench) -> None:
    bench.press(KEY.Key_End)
    n, before = len(bench.codes()), len(bench.selection.selected)
    bench.panel.buttons.split_button.click()
    assert len(bench.codes()) == n + 1
    assert 0 < len(bench.selection.selected) < before


def test_what_was_split_is_one_again_when_it_is_undone(bench: Bench) -> None:
    bench.press(KEY.Key_End)
    codes, before = bench.codes(), bench.selection.selected
    bench.panel.buttons.split_button.click()
    assert bench.document.undo()
    assert bench.codes() == codes
    assert np.array_equal(bench.selection.selected, before)


def test_the_gallery_labels_what_is_chosen_in_it(bench: Bench) -> None:
    bench.press(KEY.Key_End)
    bench.press(KEY.Key_Return)
    gallery = bench.panel.gallery
    assert bench.selection.selected.tolist() == [gallery.current_id]
    bench.press(KEY.Key_Right, SHIFT)
    assert len(bench.selection.selected) == 2
    bench.press(KEY.Key_End, CONTROL)
    bench.press(KEY.Key_Space, CONTROL)
    assert len(bench.selection.selected) == 3
    bench.press(KEY.Key_A, CONTROL)
    assert len(bench.selection.selected) == gallery.count
    bench.press(KEY.Key_Escape)
    assert len(bench.selection.selected) == gallery.count


def test_the_odd_ones_are_first_in_the_gallery(bench: Bench) -> None:
    bench.press(KEY.Key_End)
    ids = bench.panel.gallery.beat_ids
    bench.document.label(ids[40:41], BeatClass.V)
    bench.panel.focus_groups()
    codes = bench.codes()
    assert bench.groups.groups is not None
    code = bench.groups.groups.code_of(int(ids[40]))
    bench.panel.grid.choose(codes.index(code or 0))
    assert bench.panel.gallery.beat_ids[0] == ids[40]


def test_beats_move_to_a_group_of_their_own(bench: Bench) -> None:
    bench.press(KEY.Key_End)
    bench.press(KEY.Key_Return)
    moved = bench.selection.selected
    bench.panel.buttons.move_menu.aboutToShow.emit()
    actions = bench.panel.buttons.move_menu.actions()
    assert len(actions) == len(bench.codes()) + 1
    actions[0].trigger()
    assert np.array_equal(bench.selection.selected, moved)
    assert bench.groups.groups is not None
    assert bench.groups.groups.code_of(int(moved[0])) not in (0, 1)


def test_similar_beats_follow_the_threshold(bench: Bench) -> None:
    bench.press(KEY.Key_End)
    beat = int(bench.selection.current or 0)
    bench.panel.find_similar(beat)
    slider = bench.panel.similar.slider
    found = len(bench.selection.selected)
    slider.setValue(5)
    assert len(bench.selection.selected) < found
    slider.setValue(100)
    assert len(bench.selection.selected) > found
    assert "beats" in bench.panel.similar.count_label.text()
    bench.press(KEY.Key_Escape)
    assert not bench.panel.similar.isVisible()


def test_counts_follow_edits_and_the_order_stays(bench: Bench) -> None:
    codes = bench.codes()
    ids = bench.selection.selected
    bench.document.label(ids, BeatClass.F)
    bench.qtbot.waitUntil(
        lambda: bench.panel.grid.summaries[0].n_reviewed == len(ids), timeout=5000
    )
    assert bench.codes() == codes
    assert not bench.panel.grab().toImage().isNull()


def test_a_deleted_beat_is_no_longer_chosen(bench: Bench) -> None:
    gone = bench.selection.selected[:1]
    bench.document.remove(gone)
    bench.panel.grid.choose(0)
    assert not np.isin(gone, bench.selection.selected).any()
    assert not bench.panel.grab().toImage().isNull()


def test_keys_act_on_the_framed_kind_after_undo(bench: Bench) -> None:
    assert bench.groups.groups is not None
    bench.panel.grid.choose(1)
    code = bench.codes()[1]
    ids = bench.groups.groups.beat_ids(code)
    bench.document.label(ids, BeatClass.V)
    assert bench.selection.onward is not None
    bench.selection.onward()
    bench.document.undo()
    bench.selection.select(ids)
    assert bench.panel.grid.chosen_codes == [code]
    assert bench.panel.grid.current == 1
    assert set(bench.panel.gallery.beat_ids) == set(ids)
    bench.selection.onward()
    assert bench.panel.grid.current == 2


def test_a_beat_selected_by_key_is_framed_in_the_gallery(bench: Bench) -> None:
    assert bench.groups.groups is not None
    ids = bench.groups.groups.beat_ids(bench.codes()[-1])
    bench.selection.select(ids[3])
    assert bench.panel.focusWidget() is bench.panel.gallery
    assert bench.panel.gallery.chosen_ids.tolist() == [ids[3]]
    assert bench.panel.grid.chosen_codes == bench.codes()[-1:]


def test_going_to_the_kinds_keeps_the_current_beat(bench: Bench) -> None:
    assert bench.groups.groups is not None
    code = bench.codes()[-1]
    ids = bench.groups.groups.beat_ids(code)
    beat = next(int(i) for i in ids if i != bench.groups.groups.typical(code))
    bench.panel.grid.clearFocus()
    bench.selection.select([beat])
    bench.panel.focus_groups()
    assert bench.panel.grid.chosen_codes == [code]
    assert bench.selection.current == beat
    assert np.array_equal(bench.selection.selected, ids)


def test_kinds_are_ordered_anew_when_all_is_classified(bench: Bench) -> None:
    assert bench.groups.groups is not None
    last, framed = bench.codes()[-1], bench.panel.grid.chosen_codes
    bench.document.set_state(DocumentState.CLASSIFYING)
    some = bench.groups.groups.beat_ids(last)[::2]
    bench.document.label(some, BeatClass.V)
    assert bench.codes()[-1] == last
    bench.document.set_state(DocumentState.READY)
    assert bench.codes()[0] == last
    assert bench.panel.grid.chosen_codes == framed


def test_odd_beats_are_offered_one_by_one(bench: Bench) -> None:
    groups = bench.groups.groups
    assert groups is not None
    some = groups.beat_ids(bench.codes()[-1])[:4]
    bench.groups.move(some, GroupCode.ODD)
    bench.panel.grid.choose(bench.codes().index(GroupCode.ODD))
    gallery, selection = bench.panel.gallery, bench.selection
    offered = gallery.beat_ids.tolist()
    assert set(some.tolist()) <= set(offered)
    for beat_id in offered:
        assert selection.selected.tolist() == [beat_id]
        assert gallery.chosen_ids.tolist() == [beat_id]
        assert not selection.as_kind
        assert selection.onward is not None
        selection.onward()
    assert selection.selected.tolist() not in [[each] for each in offered]


def test_odd_beats_among_others_are_asked_about(bench: Bench) -> None:
    groups = bench.groups.groups
    assert groups is not None
    bench.groups.move(groups.beat_ids(bench.codes()[-1])[:4], GroupCode.ODD)
    bench.panel.grid.choose_all()
    assert "odd beats" in bench.selection.asks
    bench.panel.grid.choose(bench.codes().index(bench.codes()[-1]))
    assert not bench.selection.asks
