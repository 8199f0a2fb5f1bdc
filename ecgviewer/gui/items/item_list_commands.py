"""What the actions on rows of the list do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from ecgviewer.core.items.items import ReviewItem
from ecgviewer.core.items.measurement import Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.proposals import accepted, dropped
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.formats.export.item_csv import SUFFIX, listed, write_items
from ecgviewer.gui import dialogs
from ecgviewer.gui.dialogs.write_failure import write_failure
from ecgviewer.gui.items.item_panel import ItemPanel
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.window.record_dialogs import open_about
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.report_tasks import ProposalsRequest
from ecgviewer.worker.task import Background

_CHOOSE = "Choose a row of the strips and notes first."
_CHOOSE_STRIP = "Choose one strip of the report first."
_CHOOSE_PROPOSAL = "Choose a proposed strip first; Propose lists them."


class ItemListCommands(QObject):
    """Changes, arranges and removes what is chosen, and answers proposals.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    failed(Failed)
        Proposals could not be made.
    """

    remarked = Signal(str)
    failed = Signal(object)

    def __init__(self, document: Document, panel: ItemPanel, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._panel, self._window = document, panel, window
        self._background = Background(self)
        self.thresholds = RhythmThresholds()
        document.record_opened.connect(self._background.drop)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {
            "report.edit": self.edit,
            "report.remove": self.remove,
            "report.earlier": partial(self.move, -1),
            "report.later": partial(self.move, 1),
            "report.propose": self.propose,
            "report.accept": self.accept,
            "report.drop": self.drop,
            "report.export": self.export,
        }

    def edit(self) -> None:
        """Ask what else is to be said of the first row that is chosen."""
        item = next(iter(self._items()), None)
        session = self._document.session
        if item is None or session is None:
            self.remarked.emit(_CHOOSE)
            return
        content = item.content
        if isinstance(content, Note):
            note = dialogs.NoteDialog(content, content.sample, session, self._window)
            note.accepted.connect(partial(self._take_note, note, item))
            open_about(self._document, note)
        elif isinstance(content, Strip):
            strip = dialogs.StripDialog(content, session.record.leads, self._window)
            strip.accepted.connect(partial(self._take_strip, strip, item))
            open_about(self._document, strip)
        elif isinstance(content, Measurement):
            self._ask_for_name(item.item_id, content)

    def _ask_for_name(self, item_id: int, measured: Measurement) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Measurement")
        dialog.setLabelText("What was measured")
        dialog.setTextValue(measured.name)
        dialog.resize(440, dialog.sizeHint().height())
        dialog.textValueSelected.connect(partial(self._take_name, item_id, measured))
        open_about(self._document, dialog)

    def _take_name(self, item_id: int, measured: Measurement, name: str) -> None:
        named = replace(measured, name=name.strip())
        if named != measured:
            self._document.change_item(item_id, lambda: named)

    def _take_strip(self, dialog: dialogs.StripDialog, item: ReviewItem) -> None:
        if dialog.strip() != item.content:
            self._document.change_item(item.item_id, dialog.strip)

    def _take_note(self, dialog: dialogs.NoteDialog, item: ReviewItem) -> None:
        if dialog.note() != item.content:
            self._document.change_item(item.item_id, dialog.note)

    def remove(self) -> None:
        """Remove what is chosen."""
        ids = [item.item_id for item in self._items()]
        if not ids:
            self.remarked.emit(_CHOOSE)
            return
        self._document.remove_items(ids)

    def move(self, step: int) -> None:
        """Move the chosen strip among the strips of the report."""
        order = [row.item_id for row in self._document.items.strip_items]
        chosen = [item.item_id for item in self._items() if item.item_id in order]
        if len(chosen) != 1:
            self.remarked.emit(_CHOOSE_STRIP)
            return
        place = order.index(chosen[0])
        if not 0 <= place + step < len(order):
            end = "first" if step < 0 else "last"
            self.remarked.emit(f"That is the {end} strip of the report.")
            return
        order.insert(place + step, order.pop(place))
        self._document.arrange_strips(order)

    def propose(self) -> None:
        """List strips that criteria propose."""
        session = self._document.session
        if session is None:
            return
        names = [lead.name for lead in session.record.leads]
        lead = session.lead if session.lead in names else names[0]
        task = ProposalsRequest(session.snapshot(), self.thresholds, (lead,))
        self._background.run_latest(task, self._take_proposals, self._on_failed)

    def _take_proposals(self, strips: tuple[Strip, ...]) -> None:
        n = self._panel.propose(strips)
        self.remarked.emit(f"{n} strips proposed." if n else "No strip to propose.")

    def _on_failed(self, failed: Failed) -> None:
        self.failed.emit(failed)

    def accept(self) -> None:
        """Make chosen proposals strips, and chosen items of other readers one's own."""
        offers = [entry.offer for entry in self._panel.chosen if entry.offer]
        if offers:
            self._document.take_over_items(offers)
        if self._proposals() or not offers:
            self._answer(accepted)

    def drop(self) -> None:
        """Drop the chosen proposals."""
        self._answer(dropped)

    def _answer(self, answered: Callable[[Strip], Strip]) -> None:
        chosen = self._proposals()
        if not chosen:
            self.remarked.emit(_CHOOSE_PROPOSAL)
            return
        self._document.add_items(lambda: [answered(strip) for strip in chosen])

    def _proposals(self) -> list[Strip]:
        return [e.proposal for e in self._panel.chosen if e.proposal is not None]

    def export(self) -> None:
        """Ask where to, and write the list as CSV."""
        session = self._document.session
        if session is None:
            return
        if not listed(session.items):
            self.remarked.emit("There is no strip, measurement or note to export.")
            return
        record = session.record
        folder = record.path.parent if record.path else Path.home()
        usual = str(folder / f"{record.name}{SUFFIX}")
        dialog = QFileDialog(self._window, "Export the list", usual, "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(usual)
        dialog.fileSelected.connect(self.write)
        open_about(self._document, dialog)

    def write(self, name: str) -> None:
        """Write the list into a file."""
        session, path = self._document.session, Path(name)
        if session is None:
            return
        try:
            write_items(path, session.record, listed(session.items))
        except OSError as error:
            self.remarked.emit(write_failure(error, path))
            return
        self.remarked.emit(f"Wrote {path.name} to {path.parent}")

    def _items(self) -> list[ReviewItem]:
        return [entry.item for entry in self._panel.chosen if entry.item is not None]
