"""What the adapted classifier suggests: kinds of changes, and the beats of each."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.kinds.group_summary import group_name
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.record import Samples
from ecgviewer.core.review.suggestion_groups import SuggestionGroup
from ecgviewer.gui.kinds.beat_gallery import BeatGallery
from ecgviewer.gui.kinds.leaning_splitter import LeaningSplitter
from ecgviewer.gui.look.framing import FRAMES, has_keyboard
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.when_seen import WhenSeen
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Frame, Selection
from ecgviewer.gui.model.suggesting import Suggesting

_HINT = (
    "Suggestions change nothing until they are accepted: Y accepts, Shift+Y dismisses "
    "those of the beats chosen"
)
_NO_BEATS = "The beats of a suggestion are shown here."
_NONE = (
    "No suggestion. After you label beats, the classifier adapts to this patient and "
    "suggests labels for others here."
)


class SuggestionPanel(QWidget):
    """Suggestions to be accepted or dismissed singly, by kind or all at once."""

    def __init__(
        self,
        document: Document,
        selection: Selection,
        suggesting: Suggesting,
        when_seen: WhenSeen | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._when_seen = when_seen or WhenSeen()
        self._document, self._selection = document, selection
        self._suggesting = suggesting
        self._groups: list[SuggestionGroup] = []
        self._frame = Frame(partial(has_keyboard, self))
        self.kinds, self.gallery = QListWidget(), BeatGallery(_NO_BEATS)
        self.kinds.setAccessibleName("Kinds of suggestions")
        self.kinds.setProperty(FRAMES, True)
        self.count_label, hint = QLabel(), QLabel(_HINT)
        for label in (self.count_label, hint):
            label.setWordWrap(True)
        hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.accept_all = _button("Accept all", "Accept every suggestion shown")
        self.dismiss_all = _button("Dismiss all", "Dismiss every suggestion shown")
        top = QHBoxLayout()
        top.addWidget(self.count_label, 1)
        top.addWidget(self.accept_all)
        top.addWidget(self.dismiss_all)
        splitter = LeaningSplitter(
            self.kinds, self.gallery, (260, 700), lambda height: height // 3
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(top)
        layout.addWidget(splitter, 1)
        layout.addWidget(hint)
        self.setFocusProxy(self.kinds)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        refresh = partial(self._when_seen.do, self.refresh)
        self._suggesting.changed.connect(refresh)
        self.kinds.currentRowChanged.connect(self._on_kind_chosen)
        self.kinds.itemActivated.connect(self._on_opened)
        self.gallery.chosen_changed.connect(self._on_beats_chosen)
        self.gallery.left.connect(self.kinds.setFocus)
        self.accept_all.clicked.connect(self._accept_all)
        self.dismiss_all.clicked.connect(self._dismiss_all)

    def refresh(self) -> None:
        """Show the suggestions that stand; the kind looked at stays if it is there."""
        before = self._current()
        self._groups = self._suggesting.groups()
        self.kinds.blockSignals(True)
        self.kinds.clear()
        for group in self._groups:
            kind = (
                f"   {group_name(group.code)}" if group.code != GroupCode.NONE else ""
            )
            self.kinds.addItem(QListWidgetItem(group.text + kind))
        self.kinds.blockSignals(False)
        n = sum(len(group.beat_ids) for group in self._groups)
        self.count_label.setText(f"{whole(n)} suggestions" if n else _NONE)
        self.accept_all.setVisible(n > 0)
        self.dismiss_all.setVisible(n > 0)
        if not n:
            self.gallery.show_beats(self._document.session, np.empty(0, np.int64))
            return
        self.kinds.setCurrentRow(self._row_of(before))

    def focus_suggestions(self) -> None:
        """Go to the first kind of suggestion."""
        self._when_seen.catch_up()
        self.kinds.setFocus()
        if self._groups:
            self._select_kind()

    def _current(self) -> SuggestionGroup | None:
        row = self.kinds.currentRow()
        return self._groups[row] if 0 <= row < len(self._groups) else None

    def _row_of(self, group: SuggestionGroup | None) -> int:
        if group is None:
            return 0
        kinds = [(g.before, g.after, g.code) for g in self._groups]
        kind = (group.before, group.after, group.code)
        return kinds.index(kind) if kind in kinds else 0

    def _on_kind_chosen(self, _: int) -> None:
        group = self._current()
        if group is None:
            return
        # The least sure first: a dismissal is likeliest there.
        ids = group.beat_ids[::-1]
        self.gallery.show_beats(self._document.session, ids, whole=True)
        if self.kinds.hasFocus():
            self._select_kind()

    def _select_kind(self) -> None:
        group = self._current()
        if group is not None:
            first = int(group.beat_ids[0])
            self._selection.select(group.beat_ids, first, self._stay, frame=self._frame)

    def _stay(self) -> None:
        """Go on to what stands at the top now."""
        if self._groups and self.kinds.hasFocus():
            self._select_kind()

    def _on_opened(self, _: QListWidgetItem) -> None:
        self.gallery.setFocus()
        if self.gallery.count:
            self.gallery.choose(0)

    def _on_beats_chosen(self) -> None:
        gallery = self.gallery
        self._selection.select(
            gallery.chosen_ids, gallery.current_id, self._stay, frame=self._frame
        )

    def _standing_ids(self) -> Samples:
        return self._suggesting.standing.beat_id

    def _accept_all(self) -> None:
        self._suggesting.accept(self._standing_ids())

    def _dismiss_all(self) -> None:
        self._suggesting.dismiss(self._standing_ids())


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
