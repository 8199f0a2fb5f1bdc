"""What adds strips, measurements, notes and the conclusion to a review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ecgviewer.core.items.measurement import Measurement, measurement_of
from ecgviewer.core.items.strip import GAIN_MM_MV, SPEED_MM_S, Strip
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui import dialogs
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.waveform.paper.paper import Fit
from ecgviewer.gui.waveform.waveform_view import WaveformView
from ecgviewer.gui.window.record_dialogs import open_about
from ecgviewer.worker.report_tasks import FieldsRequest
from ecgviewer.worker.task import Background

#: A strip of an event is at least as long as a row of paper, with this much beside.
_STRIP_S, _BESIDE_S = 7.0, 1.0
#: More than a page of strips would have.
_LONGEST_S = 60.0


class ItemCommands(QObject):
    """Adds strips, measurements and notes at what is shown, and the conclusion.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    kept(str, object)
        A setting to be remembered, and its value.
    """

    remarked = Signal(str)
    kept = Signal(str, object)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        found: FoundRhythms,
        waveform: WaveformView,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._selection = document, selection
        self._found, self._waveform, self._window = found, waveform, window
        self._settings = Settings()
        self._background = Background(self)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {
            "report.strip": self.save_strip,
            "report.strip_there": self.save_strip_there,
            "report.measurement": self.keep_measurement,
            "report.note": self.add_note,
            "report.conclusion": self.conclude,
        }

    def apply(self, settings: Settings) -> None:
        """Take over what the reviewer set."""
        self._settings = settings

    def save_strip(self) -> None:
        """Keep the marked range, or what is in view, as a strip."""
        session = self._document.session
        if session is None:
            return
        fs = session.record.fs
        start_s, stop_s = self._selection.view_s
        shown = round(start_s * fs), round(stop_s * fs)
        self._save(session, *(self._selection.stretch or shown), "")

    def save_strip_there(self) -> None:
        """Keep a strip around the calipers, the chosen rhythm or the beats."""
        session = self._document.session
        if session is None:
            return
        place = self._place(session)
        if place is None:
            self.remarked.emit("Choose a rhythm or a beat, or show the calipers first.")
            return
        start, stop, caption = place
        fs = session.record.fs
        length = max(stop - start + 2 * _BESIDE_S * fs, _STRIP_S * fs)
        middle = (start + stop) / 2
        begin = min(middle - length / 2, start - _BESIDE_S * fs)
        end = begin + min(length, _LONGEST_S * fs)
        self._save(session, round(begin), round(end), caption)

    def _place(self, session: ReviewSession) -> tuple[int, int, str] | None:
        """Return a stretch to be kept, and what it is called."""
        measured = self._measured(session)
        if measured is not None:
            return (*measured.span, measured.time_text(session.record.fs))
        if chosen := self._found.chosen:
            entry = chosen[0]
            return entry.start, entry.stop, entry.title
        ids = self._selection.selected
        there = ids[session.beats.find(ids) >= 0]
        if not len(there):
            return None
        samples = session.beats.sample[session.beats.rows_of(there)]
        return int(samples.min()), int(samples.max()) + 1, ""

    def _save(
        self, session: ReviewSession, start: int, stop: int, caption: str
    ) -> None:
        record = session.record
        first, beyond = max(start, 0), min(stop, record.n_samples)
        if beyond - first > _LONGEST_S * record.fs:
            self.remarked.emit(
                f"A strip is {_LONGEST_S:.0f} s at most; zoom in, or mark a range."
            )
            return
        leads, speed, gain = self._leads(session), *self._paper()
        self._document.add_items(
            lambda: [Strip(first, beyond, leads, caption, speed, gain)]
        )

    def _leads(self, session: ReviewSession) -> tuple[str, ...]:
        sheet = self._waveform.sheet
        numbers = [lane.number for lane in sheet.lanes] if sheet else []
        names = (session.record.leads[number].name for number in numbers)
        return tuple(dict.fromkeys(names)) or (session.lead,)

    def _paper(self) -> tuple[float, float]:
        """Return speed and gain, where the reader chose them, or the usual ones."""
        paper = self._waveform.paper
        gain = paper.gain.mm_mv if paper.gain.fit is Fit.FIXED else GAIN_MM_MV
        return paper.speed or SPEED_MM_S, gain

    def keep_measurement(self) -> None:
        """Keep what the caliper measures."""
        session = self._document.session
        if session is None:
            return
        measured = self._measured(session)
        if measured is None:
            self.remarked.emit("Show the calipers first (T), or drag with Ctrl.")
            return
        self._document.add_items(lambda: [measured])

    def _measured(self, session: ReviewSession) -> Measurement | None:
        tool = self._waveform.calipers
        caliper, record = tool.caliper, session.record
        if caliper is None:
            return None
        lead = record.leads[caliper.lead]
        peaks = session.columns.sample
        return measurement_of(
            caliper, peaks, record.fs, lead.name, lead.unit, tool.name
        )

    def add_note(self) -> None:
        """Ask for a note at the time cursor, the current beat or in mid-view."""
        session = self._document.session
        if session is None:
            return
        dialog = dialogs.NoteDialog(None, self._here(session), session, self._window)
        dialog.accepted.connect(partial(self._take_note, dialog))
        open_about(self._document, dialog)

    def _take_note(self, dialog: dialogs.NoteDialog) -> None:
        self._document.add_items(lambda: [dialog.note()])

    def _here(self, session: ReviewSession) -> int:
        start_s, stop_s = self._selection.view_s
        cursor, current = self._selection.cursor_sample, self._selection.current
        if cursor is None and current is not None and session.beats.contains(current):
            cursor = int(session.beats.sample[session.beats.rows_of(current)[0]])
        if cursor is None:
            cursor = round((start_s + stop_s) / 2 * session.record.fs)
        return min(max(cursor, 0), session.record.n_samples - 1)

    def conclude(self) -> None:
        """Show the conclusion, and sentences that facts fill in."""
        session = self._document.session
        if session is None:
            return
        text = session.items.conclusion
        dialog = dialogs.ConclusionDialog(text, self._settings.sentences, self._window)
        dialog.accepted.connect(partial(self._take_conclusion, dialog))
        dialog.sentences_changed.connect(self._keep_sentences)
        dialog.finished.connect(self._background.drop)
        task = FieldsRequest(session.snapshot(), self._settings.thresholds)
        self._background.run_latest(
            task, dialog.show_values, lambda _: dialog.show_failure()
        )
        open_about(self._document, dialog)

    def _keep_sentences(self, sentences: list[str]) -> None:
        self._settings = replace(self._settings, sentences=sentences)
        self.kept.emit("sentences", sentences)

    def _take_conclusion(self, dialog: dialogs.ConclusionDialog) -> None:
        if dialog.written() != self._document.items.conclusion:
            self._document.set_conclusion(dialog.written())
