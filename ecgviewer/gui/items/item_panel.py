"""The panel of what a reader added: strips, measurements, notes and events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.items.marker import Marker
from ecgviewer.core.items.offered import OfferedItem, open_offers
from ecgviewer.core.items.proposals import open_proposals
from ecgviewer.core.items.strip import Strip
from ecgviewer.gui.items.item_entries import (
    MARKER,
    PROPOSAL,
    ItemEntry,
    entries_of,
)
from ecgviewer.gui.items.item_model import ItemModel
from ecgviewer.gui.items.item_table import ItemTable
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection

#: What can be listed, and what each lets through; nothing stands for all.
_SHOWN: tuple[tuple[str, frozenset[str]], ...] = (
    ("Everything", frozenset()),
    ("Strips", frozenset({"Strip", PROPOSAL})),
    ("Measurements", frozenset({"Measurement"})),
    ("Notes and events", frozenset({"Note", "Patient event", MARKER})),
)
#: On buttons above the list, by the action's id: of what is offered, and of every row.
_OF_OFFERS = ("report.propose", "report.others", "report.accept", "report.drop")
_OF_ROWS = ("report.edit", "report.earlier", "report.later", "report.remove")
_CAPTIONS = {
    "report.edit": "Edit",
    "report.earlier": "Up",
    "report.later": "Down",
    "report.remove": "Remove",
    "report.propose": "Propose",
    "report.others": "Others",
    "report.accept": "Accept",
    "report.drop": "Drop",
}
_EMPTY = "No strip, measurement or note yet."
#: How to add one, by the action's id.
_HOW = {
    "report.strip": "keeps what is in view as a strip",
    "report.measurement": "what the calipers measure",
    "report.note": "adds a note",
}
_FLAGS = QItemSelectionModel.SelectionFlag


class ItemPanel(QWidget):
    """A list to go through, and buttons for what is chosen in it."""

    def __init__(
        self,
        document: Document,
        selection: Selection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._proposed: tuple[Strip, ...] = ()
        self._offered: tuple[OfferedItem, ...] = ()
        #: Whether other readers were asked for, whatever they have.
        self.shows_readers = False
        self._markers: tuple[Marker, ...] = ()
        self._adding: dict[QAction, str] = {}
        self.model = ItemModel(self)
        self.table = ItemTable(self.model)
        self.shown = QComboBox()
        self.shown.setAccessibleName("What is listed")
        for title, kinds in _SHOWN:
            self.shown.addItem(title, kinds)
        self.empty = PlainLabel(_EMPTY)
        self.empty.setWordWrap(True)
        self._offers, self._buttons = QHBoxLayout(), QHBoxLayout()
        self._lay_out()
        for signal in (document.items_changed, self.shown.currentIndexChanged):
            signal.connect(self._show)
        document.record_opened.connect(self._on_opened)
        self.table.clicked.connect(self._go)
        self.table.activated.connect(self._go)
        chooser = self.table.selectionModel()
        chooser.currentRowChanged.connect(self._on_row_changed)
        self._show()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.shown)
        layout.addLayout(self._offers)
        layout.addLayout(self._buttons)
        layout.addWidget(self.empty)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def bind(self, actions: Mapping[str, QAction]) -> None:
        """Offer what can be done to a row, on buttons and in a menu of the list."""
        for row, ids in ((self._offers, _OF_OFFERS), (self._buttons, _OF_ROWS)):
            for action_id in ids:
                row.addWidget(_button(actions[action_id], _CAPTIONS[action_id]))
            row.addStretch(1)
        # The last among the children: Tab goes through them in their order.
        self.table.raise_()
        self._adding = {actions[action_id]: how for action_id, how in _HOW.items()}
        for action in self._adding:
            action.changed.connect(self._say_how)
        self._say_how()
        in_menu = *_OF_ROWS, *_OF_OFFERS, "report.take_over", "report.export"
        self.table.addActions([actions[action_id] for action_id in in_menu])

    def _say_how(self) -> None:
        """Say what keys add, as the reader has them."""
        keyed = (
            (action.shortcut().toString(), how) for action, how in self._adding.items()
        )
        said = ", ".join(f"{key} {how}" for key, how in keyed if key)
        self.empty.setText(f"{_EMPTY} {said}." if said else _EMPTY)

    def propose(self, strips: Iterable[Strip]) -> int:
        """List proposals that are not answered; return how many there are."""
        self._proposed = tuple(strips)
        self._show()
        return len(open_proposals(self._proposed, self._document.items))

    def show_offers(self, offered: Iterable[OfferedItem]) -> int:
        """List what other readers added; return how much of it is not here yet."""
        self._offered = tuple(offered)
        self._list_readers()
        self._show()
        return len(open_offers(self._offered, self._document.items))

    def _list_readers(self) -> None:
        """Let each reader who offers something be listed alone."""
        with QSignalBlocker(self.shown):
            while self.shown.count() > len(_SHOWN):
                self.shown.removeItem(len(_SHOWN))
            for source in dict.fromkeys(each.source for each in self._offered):
                self.shown.addItem(f"Of {source}", source)

    def show_markers(self, markers: Iterable[Marker]) -> None:
        """List markers of the recorder, which nobody can change."""
        self._markers = tuple(markers)
        self._show()

    @property
    def chosen(self) -> list[ItemEntry]:
        """The entries that are chosen, in the order of the list."""
        return [self.model.entries[row] for row in self.table.chosen_rows]

    def _on_opened(self) -> None:
        self._proposed, self._markers, self._offered = (), (), ()
        self._list_readers()
        self._show()

    def _show(self) -> None:
        """List what there is, what was chosen where it was."""
        session = self._document.session
        record = session.record if session else None
        before = {entry.item.item_id for entry in self.chosen if entry.item}
        entries: list[ItemEntry] = []
        if record is not None:
            items = self._document.items
            proposals = open_proposals(self._proposed, items)
            offers = open_offers(self._offered, items)
            entries = entries_of(items, proposals, self._markers, offers, record.fs)
        listed = [entry for entry in entries if self._lets_through(entry)]
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_entries(record, listed)
        self._choose(before)
        self.empty.setVisible(record is not None and not entries)

    def _lets_through(self, entry: ItemEntry) -> bool:
        wanted: frozenset[str] | str = self.shown.currentData() or frozenset()
        if isinstance(wanted, str):
            return entry.offer is not None and entry.offer.source == wanted
        return not wanted or entry.what in wanted

    def _choose(self, item_ids: set[int]) -> None:
        chosen = QItemSelection()
        for row, entry in enumerate(self.model.entries):
            if entry.item and entry.item.item_id in item_ids:
                index = self.model.index(row, 0)
                chosen.select(index, index)
        chooser = self.table.selectionModel()
        with QSignalBlocker(chooser):
            if not chosen.isEmpty():
                first = chosen.indexes()[0]
                chooser.setCurrentIndex(first, _FLAGS.NoUpdate)
            chooser.select(chosen, _FLAGS.ClearAndSelect | _FLAGS.Rows)
        self.table.viewport().update()

    def _on_row_changed(self) -> None:
        if self.table.hasFocus():
            self._go()

    def _go(self) -> None:
        """Bring the current entry into view."""
        session, row = self._document.session, self.table.currentIndex().row()
        if session is None or not 0 <= row < len(self.model.entries):
            return
        entry, fs = self.model.entries[row], session.record.fs
        if not entry.has_place:
            return
        self._selection.show_place(entry.start / fs, entry.stop / fs)
        self._selection.set_cursor(entry.start)


def _button(action: QAction, caption: str) -> QPushButton:
    """Return a button with a short caption that does what an action does."""
    button = QPushButton(caption)
    button.setToolTip(action.toolTip())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCheckable(action.isCheckable())
    button.clicked.connect(action.trigger)
    action.toggled.connect(button.setChecked)
    action.enabledChanged.connect(button.setEnabled)
    button.setEnabled(action.isEnabled())
    return button
