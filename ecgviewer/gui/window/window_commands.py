"""What the file, view and help actions do, and those that ask in a dialog first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from ecgviewer.core.cart_measure import said_by_cart
from ecgviewer.formats.format_texts import open_filter, opened_endings
from ecgviewer.gui import dialogs
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.system.paths import settings_store
from ecgviewer.gui.waveform.waveform_view import WaveformView
from ecgviewer.gui.window.kept_settings import KeptSettings
from ecgviewer.gui.window.record_dialogs import open_about
from ecgviewer.gui.window.review_commands import ReviewCommands
from ecgviewer.worker.report_tasks import CartRequest
from ecgviewer.worker.task import Background


class WindowCommands(QObject):
    """Actions that need the window: files, dialogs and the view.

    Signals
    -------
    open_requested(Path)
        The reader chose a record.
    exported(str)
        Files were written; which, in words.
    """

    open_requested = Signal(object)
    exported = Signal(str)

    def __init__(
        self,
        window: QWidget,
        settings: KeptSettings,
        document: Document,
        selection: Selection,
        waveform: WaveformView,
        review: ReviewCommands,
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self.bundles: tuple[str, ...] = ()
        self._window = window
        self._document = document
        self._selection = selection
        self._waveform = waveform
        self._review = review
        self._background = Background(self)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        waveform = self._waveform
        return {
            "file.open": self.choose_record,
            "file.export": self.export,
            "file.save_copy": self.save_copy,
            "file.report": self.show_report,
            "file.information": self.show_information,
            "report.patient": self.show_patient,
            "file.settings": self.change_settings,
            "file.quit": self._window.close,
            "beat.symbol": self.choose_symbol,
            "beat.comment": self.comment,
            "go.to": self.go_to,
            "go.page_forward": partial(waveform.scroll, 1.0),
            "go.page_back": partial(waveform.scroll, -1.0),
            "go.half_forward": partial(waveform.scroll, 0.5),
            "go.half_back": partial(waveform.scroll, -0.5),
            "go.start": partial(self._go_to_fraction, 0.0),
            "go.end": partial(self._go_to_fraction, 1.0),
            "view.zoom_in": partial(waveform.zoom, 0.5),
            "view.zoom_out": partial(waveform.zoom, 2.0),
            "view.zoom_back": waveform.zoom_back,
            "view.centre": waveform.centre_on_current,
            "view.span_10": partial(waveform.show_span, 10.0),
            "view.span_60": partial(waveform.show_span, 60.0),
            "view.span_all": waveform.show_all,
            "help.guide": self.show_guide,
            "help.keys": self.show_keys,
            "help.report": self.tell_us,
            "help.about": self.show_about,
        }

    def choose_record(self) -> None:
        """Ask for a record and open it."""
        folder = (
            str(Path(self._settings.now.recent[0]).parent)
            if self._settings.now.recent
            else ""
        )
        dialog = QFileDialog(self._window, "Open a recording", folder, open_filter())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        # A record may be typed by its name alone.
        dialog.setDefaultSuffix(opened_endings()[0].removeprefix("."))
        dialog.fileSelected.connect(lambda path: self.open_requested.emit(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export(self) -> None:
        """Ask where to, and write the beats."""
        session = self._document.session
        if session:
            dialog = dialogs.ExportDialog(session, self._document.reader, self._window)
            dialog.exported.connect(self.exported)
            open_about(self._document, dialog)

    def save_copy(self) -> None:
        """Ask where to, and save a copy of the recording."""
        self._copies.ask()

    @cached_property
    def _copies(self) -> dialogs.CopySaving:
        copies = dialogs.CopySaving(self._window, self._document)
        copies.saved.connect(self.exported)
        return copies

    def show_report(self) -> None:
        """Show the report of the review, to be printed or saved."""
        if self._document.session:
            dialog = dialogs.ReportDialog(self._document, self._window)
            dialog.saved.connect(self.exported)
            open_about(self._document, dialog)

    def show_information(self) -> None:
        """Show what the files say of patient, recorder, leads and themselves."""
        self._show_record(of_patient=False)

    def show_patient(self) -> None:
        """Show the fields of the patient, to be filled in."""
        self._show_record(of_patient=True)

    def _show_record(self, *, of_patient: bool) -> None:
        document, session = self._document, self._document.session
        if session is None:
            return
        patient, editable = session.items.patient, document.editable
        dialog = dialogs.RecordDialog(
            session.record, self._window, patient, editable=editable
        )
        if of_patient:
            dialog.tabs.setCurrentWidget(dialog.form)
        if said_by_cart(session.record.details):
            dialog.finished.connect(self._background.drop)
            task = CartRequest(session.snapshot())
            self._background.run_latest(task, dialog.show_cart)
        dialog.accepted.connect(partial(self._take_patient, dialog))
        open_about(document, dialog)

    def _take_patient(self, dialog: dialogs.RecordDialog) -> None:
        if dialog.form.patient() != self._document.items.patient:
            self._document.set_patient(dialog.form.patient())

    def change_settings(self) -> None:
        """Show the settings."""
        classes = self._document.scheme
        dialog = dialogs.SettingsDialog(
            self._settings.now, self.bundles, self._window, classes
        )
        dialog.accepted.connect(partial(self._take_settings, dialog))
        dialog.open()

    def ask_reader(self) -> None:
        """Ask once who reads: journals and exports bear the name."""
        if self._settings.now.reader_known:
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Who reads?")
        dialog.setLabelText(
            "Your name goes into the journal of every review and into exports. It can "
            "be changed in Settings."
        )
        dialog.setTextValue(self._settings.now.reader)
        dialog.textValueSelected.connect(self._take_reader)
        dialog.open()

    def _take_reader(self, name: str) -> None:
        if name.strip():
            known = replace(self._settings.now, reader=name.strip(), reader_known=True)
            self._settings.change(known)

    def _take_settings(self, dialog: dialogs.SettingsDialog) -> None:
        self._settings.change(dialog.settings())

    def choose_symbol(self) -> None:
        """Show the palette of WFDB symbols."""
        dialog = dialogs.SymbolDialog(self._window, self._document.scheme)
        dialog.symbol_chosen.connect(self._review.set_symbol)
        open_about(self._document, dialog)

    def comment(self) -> None:
        """Ask for a comment on the selected beats."""
        session, beat_id = self._document.session, self._selection.current
        if session is None or beat_id is None:
            return
        text = str(session.beats.comment[session.beats.rows_of(beat_id)[0]])
        dialog = dialogs.CommentDialog(text, self._window)
        dialog.accepted.connect(partial(self._take_comment, dialog))
        open_about(self._document, dialog)

    def _take_comment(self, dialog: dialogs.CommentDialog) -> None:
        self._document.comment(self._selection.selected, dialog.text())

    def go_to(self) -> None:
        """Ask for a time or a beat's number, and go there."""
        session = self._document.session
        if session is None:
            return
        record = session.record
        dialog = dialogs.GoToDialog(
            record.duration_s,
            len(session.beats),
            self._window,
            record.start_time,
            sum(self._selection.view_s) / 2,
        )
        dialog.time_chosen.connect(self._go_to_time)
        dialog.beat_chosen.connect(self._go_to_beat)
        open_about(self._document, dialog)

    def _go_to_time(self, time_s: float) -> None:
        start_s, stop_s = self._selection.view_s
        half_s = (stop_s - start_s) / 2
        self._selection.set_view(time_s - half_s, time_s + half_s)
        if self._document.session:
            fs = self._document.session.record.fs
            self._selection.set_cursor(round(time_s * fs))

    def _go_to_beat(self, number: int) -> None:
        columns = self._document.columns
        if columns is not None:
            self._selection.select(columns.beat_id[number - 1])

    def _go_to_fraction(self, fraction: float) -> None:
        session = self._document.session
        if session:
            start_s, stop_s = self._selection.view_s
            span_s = stop_s - start_s
            left_s = fraction * max(0.0, session.record.duration_s - span_s)
            self._selection.set_view(left_s, left_s + span_s)

    def show_guide(self) -> None:
        """Show the user guide beside the window."""
        dialogs.GuideDialog(self._window).show()

    def show_keys(self) -> None:
        """Show the sheet of all keys beside the window."""
        classes = self._document.scheme
        dialogs.KeysDialog(self._window, self._settings.now.keys, classes).show()

    def tell_us(self) -> None:
        """Show what a report of a problem needs to say."""
        session = self._document.session
        classifier_id = session.predictions.classifier_id if session else ""
        dialogs.TellUsDialog(
            classifier_id, self._settings.now.classifier, self._window
        ).open()

    def show_about(self) -> None:
        """Say what this is, and what it is not."""
        session = self._document.session
        classifier_id = session.predictions.classifier_id if session else ""
        settings = Path(settings_store().fileName())
        dialogs.AboutDialog(classifier_id, self._window, settings).open()
