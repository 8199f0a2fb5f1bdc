"""What is listed of the rhythms: a group, what the reader made of them, and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.model.rhythm_entries import EntryGroup, EntryState, RhythmEntry
from ecgviewer.gui.rhythm.entry_order import fits

_Choice = TypeVar("_Choice", EntryGroup, EntryState)
_ALL_GROUPS, _ALL_STATES = "All rhythms", "Not dismissed"
_DOWN = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RhythmBar(QWidget):
    """Two boxes and a line to type in.

    Signals
    -------
    changed()
        Other rhythms are to be listed.
    left()
        The reader goes on in the list.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups, self.states, self.search = QComboBox(), QComboBox(), QLineEdit()
        self.groups.setAccessibleName("Kind of rhythm")
        self.states.setAccessibleName("Open, confirmed or dismissed")
        self.search.setPlaceholderText("Find: pause, sustained, 12:30")
        self.search.setAccessibleName("Find among the rhythms")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        for box, letters in ((self.groups, 16), (self.states, 14)):
            box.setSizeAdjustPolicy(policy)
            box.setMinimumContentsLength(letters)
            box.activated.connect(self.changed)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.groups, 0, 0)
        layout.addWidget(self.states, 0, 1)
        layout.addWidget(self.search, 1, 0, 1, 2)
        self.search.textChanged.connect(self.changed)

    def show_counts(self, entries: Sequence[RhythmEntry]) -> None:
        """Offer what there is; what was chosen stays."""
        groups = Counter([each.group for each in self._in_state(entries)])
        states = Counter([entry.state for entry in entries])
        offered = [each for each in EntryGroup if groups[each]]
        n_left = len(entries) - states[EntryState.DISMISSED]
        _offer(self.groups, _ALL_GROUPS, groups.total(), offered, groups)
        _offer(self.states, _ALL_STATES, n_left, list(EntryState), states)

    def listed(
        self,
        entries: Sequence[RhythmEntry],
        texts: Callable[[RhythmEntry], Sequence[str]],
    ) -> list[RhythmEntry]:
        """Return what is to be listed of some entries."""
        group, words = self.groups.currentData(), self.search.text()
        return [
            entry
            for entry in self._in_state(entries)
            if (group is None or entry.group is group)
            and (not words or fits((*texts(entry), entry.note), words))
        ]

    def type(self, letters: str) -> None:
        """Begin to find what begins with letters that were typed in the list."""
        self.search.setText(letters)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.end(False)

    def _in_state(self, entries: Sequence[RhythmEntry]) -> list[RhythmEntry]:
        wanted = self.states.currentData()
        if wanted is None:
            return [e for e in entries if e.state is not EntryState.DISMISSED]
        return [entry for entry in entries if entry.state is wanted]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _DOWN:
            self.left.emit()
            return True
        return False


def _offer(
    box: QComboBox,
    everything: str,
    n: int,
    each: Sequence[_Choice],
    counts: Counter[_Choice],
) -> None:
    before = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(f"{everything} ({whole(n)})", None)
        for one in each:
            text = one.value[0].upper() + one.value[1:]
            box.addItem(f"{text} ({whole(counts[one])})", one)
        box.setCurrentIndex(max(box.findData(before), 0))
