"""Kinds of beats: groups on the left, the beats of the chosen ones on the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from ecgviewer.core.kinds.group_summary import GroupSummary, group_name, group_summaries
from ecgviewer.core.kinds.morphology import Codes, GroupCode
from ecgviewer.core.labels import UNSET
from ecgviewer.core.record import Samples
from ecgviewer.core.review.change import Change
from ecgviewer.gui.kinds.beat_gallery import BeatGallery
from ecgviewer.gui.kinds.group_grid import GroupGrid
from ecgviewer.gui.kinds.kind_buttons import KindButtons
from ecgviewer.gui.kinds.leaning_splitter import LeaningSplitter, rows_first
from ecgviewer.gui.kinds.median_beats import MedianBeats
from ecgviewer.gui.kinds.odd_question import odd_question
from ecgviewer.gui.kinds.similar_bar import SimilarBar
from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.framing import has_keyboard
from ecgviewer.gui.look.number_text import count, whole
from ecgviewer.gui.look.when_seen import WhenSeen
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.groups import Groups
from ecgviewer.gui.model.selection import Frame, Selection

_REFRESH_MS = 120
_NARROW_PX, _LOW_PX = 640, 440
_HINT = (
    "{keys} label all beats chosen  ·  Space accepts  ·  Enter: their beats  ·  "
    "Shift+arrows choose several"
)
_ODD_HINT = (
    "Odd beats are of no kind: {keys} label the one framed on the right and go on  ·  "
    "Enter: their beats"
)
_FAR = "{n} beats are chosen one by one: more than are in view."
_GALLERY_HINT = (
    "{keys} label the beats chosen  ·  Shift+arrows, Ctrl+Space, Ctrl+A choose  ·  "
    "Esc: back to the kinds"
)


class MorphologyPanel(QWidget):
    """Groups of beats to be relabelled, split, merged and looked into.

    The order of the groups stays as it is while beats are edited; it is made again when
    they are grouped again or the panel is gone to. While the keyboard is here, what is
    framed is what is selected, whoever selected it: keys label what they seem to.
    """

    def __init__(
        self,
        document: Document,
        selection: Selection,
        groups: Groups,
        when_seen: WhenSeen | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._selection, self._groups = document, selection, groups
        self._when_seen = when_seen or WhenSeen()
        self.grid, self.gallery = GroupGrid(), BeatGallery()
        self.similar, self.buttons = SimilarBar(), KindButtons()
        self.count_label, self.hint = QLabel(), QLabel()
        self._selecting, self._shown_hint = False, ""
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._medians = MedianBeats(document, groups, self.grid)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.splitter = LeaningSplitter(self.grid, self.gallery, (2, 1), rows_first)
        self.hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.hint.setWordWrap(True)
        self.count_label.setMinimumWidth(1)
        self.count_label.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self.buttons)
        top.addWidget(self.count_label, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.similar)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.hint)
        self.setFocusProxy(self.grid)
        self.similar.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.buttons.set_narrow(narrow=event.size().width() < scaled(_NARROW_PX))
        self.hint.setVisible(event.size().height() >= scaled(_LOW_PX))

    def _connect(self) -> None:
        wait = self._when_seen.do
        self._groups.changed.connect(partial(wait, self._on_grouped))
        self._document.beats_changed.connect(self._on_beats_changed)
        self._document.state_changed.connect(partial(wait, self._on_state_changed))
        self._selection.beats_changed.connect(self._on_selected)
        self._timer.timeout.connect(partial(wait, self._update_counts))
        self.grid.chosen_changed.connect(self._on_groups_chosen)
        self.grid.opened.connect(self._enter_gallery)
        self.gallery.chosen_changed.connect(self._on_beats_chosen)
        self.gallery.opened.connect(self._show_on_trace)
        self.gallery.left.connect(self._leave_gallery)
        self.similar.threshold_changed.connect(self._show_similar)
        self.similar.closed.connect(self._leave_similar)
        self.similar.opened.connect(self._enter_gallery)
        buttons = self.buttons
        buttons.split_requested.connect(self.split)
        buttons.merge_requested.connect(self.merge)
        buttons.move_menu.aboutToShow.connect(self._fill_move_menu)

    def focus_groups(self) -> None:
        """Go to the group of the current beat in a fresh order, else to the first."""
        self._when_seen.catch_up()
        if not self.similar.isVisible():
            self._on_grouped()
        self.grid.setFocus()
        beat_id = self._selection.current
        self._frame_kind_of(beat_id)
        if self.grid.count:
            self._on_groups_chosen(beat_id)

    def _frame_kind_of(self, beat_id: int | None) -> None:
        groups = self._groups.groups
        code = None if groups is None or beat_id is None else groups.code_of(beat_id)
        codes = [summary.code for summary in self.grid.summaries]
        if code in codes:
            self.grid.show_chosen(np.equal(codes, code))

    def find_similar(self, beat_id: int) -> None:
        """Show the beats that look like one, with a threshold to be moved."""
        groups = self._groups.groups
        if groups is None or not len(groups.shapes.rows_of(beat_id)):
            return
        self.similar.start(beat_id, groups.similar(beat_id))
        self._show_similar()
        self.similar.slider.setFocus()

    def _summaries(self) -> list[GroupSummary]:
        groups, columns = self._groups.groups, self._document.columns
        if groups is None or columns is None:
            return []
        self.grid.use_scheme(columns.scheme)
        said = columns.label, columns.reviewed, columns.scheme.codes
        return group_summaries(groups, columns.beat_id, *said)

    def _on_grouped(self, worked_on: int | None = None) -> None:
        """Show groups in a fresh order, and stay at the one that was worked on."""
        self.similar.hide()
        self.grid.show_groups(self._groups.groups, self._summaries())
        self._medians.ask()
        self._show_counts()
        codes = [summary.code for summary in self.grid.summaries]
        if worked_on in codes:
            self.grid.choose(codes.index(worked_on))
        else:
            self._show_gallery()

    def _on_state_changed(self) -> None:
        """Order the groups again when their beats have been classified."""
        if self._document.state is not DocumentState.READY or not self.grid.count:
            return
        kept = self.grid.chosen_codes if len(self._selection.selected) else []
        self.grid.show_groups(self._groups.groups, self._summaries())
        if kept:
            codes = [summary.code for summary in self.grid.summaries]
            self.grid.show_chosen(np.isin(codes, kept))
        else:
            self._show_gallery()
        self._show_counts()

    def _on_beats_changed(self, _: Change) -> None:
        self._timer.start()

    def _update_counts(self) -> None:
        self.grid.update_summaries(self._summaries())
        self.gallery.viewport().update()
        self._show_counts()
        self._show_hint(self._shown_hint)

    def _show_counts(self) -> None:
        n_mixed = sum(summary.mixed for summary in self.grid.summaries)
        n = self.grid.count
        kinds = "1 kind" if n == 1 else f"{n} kinds" if n else ""
        self.count_label.setText(f"{kinds}, {n_mixed} mixed" if n_mixed else kinds)

    def _chosen_ids(self) -> Samples:
        groups, columns = self._groups.groups, self._document.columns
        if groups is None or columns is None:
            return np.empty(0, np.int64)
        codes = groups.codes_of(columns.beat_id)
        return columns.beat_id[np.isin(codes, self.grid.chosen_codes)]

    def _on_groups_chosen(self, keep: int | None = None) -> None:
        """Select the beats of the groups; the current one is theirs that is kept."""
        self.similar.hide()
        groups, ids = self._groups.groups, self._chosen_ids()
        if groups is None or not self.grid.count:
            return
        self._show_gallery()
        if self.grid.chosen_codes == [GroupCode.ODD]:
            self._offer_odd(keep)
            return
        code = self.grid.summaries[self.grid.current].code
        typical = groups.typical(code)
        current = next((each for each in (keep, typical) if each in ids), None)
        asks = odd_question(groups, ids)
        self._select(ids, current, self._next_group, as_kind=True, asks=asks)
        self._show_hint(_HINT)

    def _offer_odd(self, keep: int | None = None) -> None:
        """Offer the odd beats one by one: each may be anything."""
        ids, columns = self.gallery.beat_ids, self._document.columns
        if columns is None or not len(ids):
            return
        left = columns.beat_id[~columns.reviewed]
        kept = ids == keep
        self._offer_odd_at(int(np.argmax(kept if kept.any() else np.isin(ids, left))))

    def _offer_odd_at(self, at: int) -> None:
        self.gallery.show_chosen(np.arange(self.gallery.count) == at)
        beat_id = int(self.gallery.beat_ids[at])
        self._select([beat_id], beat_id, self._next_odd)
        self._show_hint(_ODD_HINT)

    def _next_odd(self) -> None:
        at = self.gallery.current + 1
        if at < self.gallery.count:
            self._offer_odd_at(at)
        else:
            self._next_group()

    def _select(
        self,
        ids: npt.ArrayLike,
        current: int | None = None,
        onward: Callable[[], None] | None = None,
        *,
        as_kind: bool = False,
        asks: str = "",
    ) -> None:
        self._selecting = True
        frame = Frame(partial(has_keyboard, self), asks)
        self._selection.select(ids, current, onward, as_kind=as_kind, frame=frame)
        self._selecting = False

    def _on_selected(self) -> None:
        focused, ids = self.window().focusWidget(), self._selection.selected
        here = focused is not None and self.isAncestorOf(focused)
        if self._selecting or not here or not len(ids):
            return
        known = np.isin(ids, self.gallery.beat_ids)
        if focused is self.gallery and known.all():
            self._frame_beats(ids)
        elif self._groups.groups is not None:
            self._frame_kinds(self._groups.groups.codes_of(ids), ids)

    def _frame_kinds(self, codes: Codes, ids: Samples) -> None:
        """Frame the kinds of beats, or the beats where they are a part of theirs."""
        self.similar.hide()
        known = [summary.code for summary in self.grid.summaries]
        self.grid.show_chosen(np.isin(known, codes))
        self._show_gallery()
        is_odd = bool(np.any(codes == GroupCode.ODD))
        whole = np.array_equal(np.sort(ids), np.sort(self._chosen_ids()))
        if whole and not is_odd:
            self.grid.setFocus()
            # A beat that somebody offers to be looked at is none, be it alone in it.
            self._selection.as_kind |= self._selection.onward is None
            self._go_on_with(self._next_group, _HINT)
            return
        if not np.isin(ids, self.gallery.beat_ids).all():
            self.gallery.show_beats(self._document.session, ids)
        self._frame_beats(ids)

    def _frame_beats(self, ids: Samples) -> None:
        self.gallery.show_chosen(np.isin(self.gallery.beat_ids, ids))
        self.gallery.setFocus()
        self._go_on_with(self._next_beat, _GALLERY_HINT)

    def _go_on_with(self, onward: Callable[[], None], hint: str) -> None:
        """Go on in this panel, unless whoever selected the beats goes on elsewhere."""
        self._selection.onward = self._selection.onward or onward
        self._selection.frame = Frame(partial(has_keyboard, self), self._gallery_asks())
        self._show_hint(hint)

    def _show_hint(self, hint: str) -> None:
        """Show what the keys do here, after what was seen of the kinds in question."""
        self._shown_hint = hint
        looks = self._groups.looks()
        seen = looks.text(self.grid.chosen_codes) if looks else ""
        said = hint.format(keys=" ".join(self._document.scheme.keys))
        self.hint.setText(f"{seen[:1].upper()}{seen[1:]}  ·  {said}" if seen else said)
        self.setToolTip(self.hint.text())

    def _next_group(self) -> None:
        if self.grid.current + 1 < self.grid.count:
            self.grid.choose(self.grid.current + 1)
        else:
            self.grid.viewport().update()

    def _show_gallery(self) -> None:
        """Show the beats of the chosen groups, those that fit least first."""
        groups, columns = self._groups.groups, self._document.columns
        ids = self._chosen_ids()
        if groups is None or columns is None or not len(ids):
            self.gallery.show_beats(self._document.session, ids)
            return
        rows = groups.shapes.rows_of(ids)
        labels = columns.label[np.isin(columns.beat_id, ids)]
        order = np.argsort(-groups.oddness(rows, labels), kind="stable")
        self.gallery.show_beats(self._document.session, ids[order])

    def _enter_gallery(self) -> None:
        """Go through the beats one by one; what is chosen there is selected."""
        self.gallery.setFocus()
        if self.gallery.count:
            self.gallery.choose(0)

    def _on_beats_chosen(self) -> None:
        gallery = self.gallery
        asks = self._gallery_asks()
        self._select(gallery.chosen_ids, gallery.current_id, self._next_beat, asks=asks)
        self._show_hint(_GALLERY_HINT)

    def _gallery_asks(self) -> str:
        """Return what to ask before the beats that are chosen one by one are edited."""
        n = int(self.gallery.chosen.sum()) if self.gallery.hasFocus() else 0
        return _FAR.format(n=whole(n)) if n > self.gallery.tiles_in_view() else ""

    def _next_beat(self) -> None:
        chosen = np.flatnonzero(self.gallery.chosen)
        last = int(chosen[-1]) if len(chosen) else self.gallery.current
        self.gallery.choose(min(last + 1, self.gallery.count - 1))

    def _show_on_trace(self, index: int) -> None:
        self._select(self.gallery.beat_ids[index])

    def _leave_gallery(self) -> None:
        if self.similar.isVisible():
            self._leave_similar()
        self.grid.setFocus()
        self._on_groups_chosen()

    def _show_similar(self) -> None:
        groups = self._groups.groups
        if groups is None:
            return
        found = self.similar.matching(groups)
        self.gallery.show_beats(self._document.session, found, whole=True)
        self.similar.show_count(self._document.columns, found)
        self._select(found, self.similar.beat_id, self._leave_similar, as_kind=True)

    def _leave_similar(self) -> None:
        self.similar.hide()
        self.grid.setFocus()
        self._on_groups_chosen()

    def split(self) -> None:
        """Divide the framed group in two by shape."""
        if self.grid.count:
            self._groups.split(self.grid.summaries[self.grid.current].code)

    def merge(self) -> None:
        """Make the chosen groups one."""
        codes = self.grid.chosen_codes
        if len(codes) > 1:
            self._groups.merge(codes)

    def _move(self, code: int | None) -> None:
        ids = self._selection.selected
        if len(ids):
            self._groups.move(ids, code)

    def _fill_move_menu(self) -> None:
        menu: QMenu = self.buttons.move_menu
        menu.clear()
        menu.addAction("&New group").triggered.connect(partial(self._move, None))
        for summary in self.grid.summaries:
            code = UNSET if summary.majority is None else summary.majority
            letter = self._document.scheme.name(code, "·")
            title = (
                f"{group_name(summary.code)}: {count(summary.count, 'beat')}, {letter}"
            )
            menu.addAction(title).triggered.connect(partial(self._move, summary.code))
