"""Ask what a stretch of the record is to be called."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.gui.look.answer_buttons import ok_and_cancel
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.rhythm_badge import RhythmLook, rhythm_badge
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.system.first_size import resize_on_screen

_MAX_LENGTH = 500
_WAYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class RhythmDialog(QDialog):
    """Every kind of rhythm, found by typing, and a note.

    Parameters
    ----------
    title : str
        Of the window.
    place : str
        Which stretch it is about, in words.
    kind : EpisodeKind
        What it is called so far, or most likely is.
    note : str
        The note so far.
    """

    def __init__(
        self,
        title: str,
        place: str,
        kind: EpisodeKind = EpisodeKind.AF,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.search, self.kinds, self.note = QLineEdit(), QListWidget(), QLineEdit(note)
        self.search.setPlaceholderText("Find: AF, flutter, block")
        self.search.setAccessibleName("Find a kind of rhythm")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.kinds.setAccessibleName("Kinds of rhythm")
        self.note.setMaxLength(_MAX_LENGTH)
        self._buttons = ok_and_cancel(self)
        self._fill()
        self.kinds.setCurrentRow(list(EpisodeKind).index(kind))
        self._lay_out(place)
        self._connect()
        self._check()

    @property
    def kind(self) -> EpisodeKind | None:
        """The kind that is chosen; None where nothing fits what was typed."""
        item = self.kinds.currentItem()
        if item is None or item.isHidden():
            return None
        return list(EpisodeKind)[self.kinds.row(item)]

    def note_text(self) -> str:
        """Return the note, without spaces around it."""
        return self.note.text().strip()

    def _fill(self) -> None:
        theme = colours(self.palette())
        for kind in EpisodeKind:
            item = QListWidgetItem(f"{kind.title} ({kind.code})")
            look = rhythm_badge(kind.role, RhythmLook.READER, theme)
            item.setData(Qt.ItemDataRole.DecorationRole, look)
            self.kinds.addItem(item)

    def _lay_out(self, place: str) -> None:
        caption = QLabel("&Note (another rhythm: what it is called)")
        caption.setBuddy(self.note)
        layout = QVBoxLayout(self)
        for widget in (PlainLabel(place), self.search, self.kinds, caption):
            layout.addWidget(widget)
        layout.addWidget(self.note)
        layout.addWidget(self._buttons)
        resize_on_screen(self, 380, 480)
        self.search.setFocus()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._show_fitting)
        self.note.textChanged.connect(self._check)
        self.kinds.currentRowChanged.connect(self._check)
        self.kinds.itemDoubleClicked.connect(self._accept_if_whole)

    def _show_fitting(self, words: str) -> None:
        """List the kinds of which words begin so; the first becomes current."""
        asked, fitting = words.lower().split(), []
        for row, kind in enumerate(EpisodeKind):
            there = f"{kind.title} {kind.code} {kind.value}".lower().split()
            fits = all(any(each.startswith(word) for each in there) for word in asked)
            self.kinds.item(row).setHidden(not fits)
            if fits:
                fitting.append((not _is_called(kind, words), row))
        if fitting and (asked or self.kind is None):
            self.kinds.setCurrentRow(min(fitting)[1])
        self._check()

    def _check(self) -> None:
        self._ok.setEnabled(self._is_whole)

    @property
    def _ok(self) -> QWidget:
        return self._buttons.button(QDialogButtonBox.StandardButton.Ok)

    @property
    def _is_whole(self) -> bool:
        kind = self.kind
        named = kind is not EpisodeKind.OTHER or bool(self.note_text())
        return kind is not None and named

    def _accept_if_whole(self) -> None:
        if self._is_whole:
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Up and down go through the list while something is typed above it.
        pressed = event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _WAYS:
            self.kinds.keyPressEvent(event)
            return True
        return False


def _is_called(kind: EpisodeKind, words: str) -> bool:
    """Return whether a kind is called exactly so, by its code or its short name."""
    return words.strip().lower() in (kind.code.lower(), kind.value.lower())
