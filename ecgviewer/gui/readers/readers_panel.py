"""Two readers compared: kappa, matrix, and one disagreement after another."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.ec57.matching import MATCH_WINDOW_S, nearest_beats
from ecgviewer.core.ec57.reader_comparison import (
    ReaderBeats,
    ReaderComparison,
    cell_name,
)
from ecgviewer.core.record import Samples
from ecgviewer.core.review.change import Change
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import (
    CLASSIFIER,
    Source,
    SourceKind,
    to_compare_with,
)
from ecgviewer.core.rhythm.episode_agreement import RhythmAgreement
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.gui.look.number_text import count
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.model.whereabouts import Whereabouts
from ecgviewer.gui.readers.comparison_texts import comparison_text, said_text
from ecgviewer.gui.readers.matrix_table import MatrixTable
from ecgviewer.gui.readers.rhythm_differences import RhythmDifferences
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.reader_tasks import (
    CompareRequest,
    CompareRhythmsRequest,
    SourcesRequest,
)
from ecgviewer.worker.task import Background

_THIS = "This review"
_BLIND = "Blind mode hides other readers. Turn it off in Settings to compare."
_BEFORE = "Before your last edit (Compare counts again): "
_CONSENSUS = (
    "Consensus: the trace shows what was decided here, and what is not decided yet as "
    "the classifier has it, or the annotations under review. The panel Strips lists "
    "what the readers added, to be accepted. File > Consensus review leads back to "
    "your own review."
)
_NO_SAMPLES = np.empty(0, np.int64)


class ReadersPanel(QWidget):
    """Compares this review, other readers' journals and references.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    """

    remarked = Signal(str)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        journal_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._journal_folder = journal_folder
        self._sources: tuple[Source, ...] = ()
        self._comparison: ReaderComparison | None = None
        self._listed: Samples = _NO_SAMPLES
        self._here = Whereabouts(document, selection, self)
        self._background, self._of_rhythms = Background(self), Background(self)
        self.first, self.second = QComboBox(), QComboBox()
        self.matrix, self.rhythms = MatrixTable(), RhythmDifferences()
        self.kappa_label = PlainLabel()
        self.state_label = PlainLabel()
        for label in (self.kappa_label, self.state_label):
            label.setWordWrap(True)
        self.compare_button = QPushButton("Compare")
        self.next_button = QPushButton("Next disagreement (J)")
        self.adopt_button = QPushButton("Adopt what both agree on")
        self.adopt_button.setToolTip(
            "Label every unreviewed beat of this review that both readers reviewed "
            "and on which they agree; one edit"
        )
        self._lay_out()
        self._connect()
        self._forget()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Rows", self.first)
        form.addRow("&Columns", self.second)
        buttons = QHBoxLayout()
        buttons.addWidget(self.next_button)
        buttons.addWidget(self.adopt_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.state_label)
        layout.addLayout(form)
        layout.addWidget(self.compare_button)
        layout.addWidget(self.kappa_label)
        layout.addWidget(self.matrix)
        layout.addLayout(buttons)
        layout.addWidget(self.rhythms)
        layout.addStretch()
        self.setFocusProxy(self.first)

    def _connect(self) -> None:
        self._document.record_opened.connect(self._forget)
        self._document.blind_changed.connect(self._forget)
        self._document.blind_changed.connect(self._on_state_changed)
        self._document.state_changed.connect(self._on_state_changed)
        self._document.beats_changed.connect(self._on_beats_changed)
        self.compare_button.clicked.connect(self.compare)
        self.first.activated.connect(self.compare)
        self.second.activated.connect(self.compare)
        self.next_button.clicked.connect(self.next_disagreement)
        self.adopt_button.clicked.connect(self._adopt)
        self.matrix.cell_chosen.connect(self._on_cell)
        self.rhythms.place_chosen.connect(self._show_rhythm)

    def on_shown(self, shown: bool) -> None:
        """Look for readers when the panel comes to the front, unless it has some."""
        ready = self._document.state is DocumentState.READY
        if shown and ready and not self.first.count():
            self.refresh_sources()

    def _on_state_changed(self) -> None:
        self.on_shown(not self.visibleRegion().isEmpty())

    def _on_beats_changed(self, change: Change) -> None:
        """Say that what was counted is of before an edit."""
        if self._comparison is not None and change.cause.is_edit:
            text = self.kappa_label.text().removeprefix(_BEFORE)
            self.kappa_label.setText(f"{_BEFORE}{text}")

    def refresh_sources(self) -> None:
        """Look for readers and references beside the record."""
        session = self._document.session
        if session is not None and not self._document.blind:
            request = SourcesRequest(session.record, self._journal_folder)
            self._background.run_latest(request, self._show_sources, self._show_failure)
        elif self._document.blind:
            self.kappa_label.setText(_BLIND)

    def compare(self) -> None:
        """Compare the two that are chosen."""
        session = self._document.session
        if session is None:
            return
        if self._document.blind:
            self.remarked.emit(_BLIND)
            return
        first, second = self._chosen(self.first), self._chosen(self.second)
        if first is None or second is None or first == second:
            self.remarked.emit("Choose two readers to compare.")
            return
        request = CompareRequest(
            session.record,
            session.predictions,
            self._said_by(first, session),
            self._said_by(second, session),
            session.scheme,
        )
        self._background.run_latest(request, self._show, self._show_failure)
        self._compare_rhythms(first, second, session)

    def _compare_rhythms(
        self, first: Source, second: Source, session: ReviewSession
    ) -> None:
        """Compare what two readers say of the rhythm; the classifier says nothing."""
        self._of_rhythms.drop()
        self.rhythms.show_agreement(None, ("", ""), None)
        if CLASSIFIER in (first, second):
            return
        said = self._rhythms_of(first, session), self._rhythms_of(second, session)
        request = CompareRhythmsRequest(session.record, *said)
        names = self.first.currentText(), self.second.currentText()
        show = partial(self._show_rhythms, names, session)
        self._of_rhythms.run_latest(request, show, self._show_failure)

    def _rhythms_of(
        self, source: Source, session: ReviewSession
    ) -> ReaderRhythms | Source:
        return session.rhythms if source == self._document.source else source

    def _show_rhythms(
        self, names: tuple[str, str], session: ReviewSession, found: RhythmAgreement
    ) -> None:
        if session is self._document.session:
            self.rhythms.show_agreement(found, names, session.record)

    def _show_rhythm(self, start: int, stop: int) -> None:
        session = self._document.session
        if session is not None:
            fs = session.record.fs
            self._selection.show_place(start / fs, stop / fs)
            self._selection.set_cursor(start)

    def next_disagreement(self, step: int = 1) -> None:
        """Go to the beat after (or before) on which the readers differ."""
        if not len(self._listed):
            self.remarked.emit("Compare two readers first (F7), or they agree.")
            return
        at = self._here.at(step)
        if step > 0:
            found = int(np.searchsorted(self._listed, at, side="right"))
        else:
            found = int(np.searchsorted(self._listed, at, side="left")) - 1
        self._go(int(self._listed[found % len(self._listed)]))

    def _chosen(self, box: QComboBox) -> Source | None:
        row = box.currentIndex()
        return self._sources[row] if row >= 0 else None

    def _said_by(self, source: Source, session: ReviewSession) -> ReaderBeats | Source:
        """Return what a source says, where it can be told without its file."""
        columns, title = session.columns, source.title
        if source == self._document.source:
            shown = columns.scheme.symbols_shown(columns.label, session.beats.symbol)
            return ReaderBeats(title, columns.sample, shown, columns.reviewed)
        if source.kind is SourceKind.CLASSIFIER:
            nobody = np.zeros_like(session.beats.symbol)
            shown = columns.scheme.symbols_shown(columns.predicted, nobody)
            reviewed = np.zeros(len(shown), bool)
            return ReaderBeats(title, columns.sample, shown, reviewed, is_person=False)
        return source

    def _show_failure(self, failed: Failed) -> None:
        self.kappa_label.setText(failed.message)

    def _show_sources(self, found: tuple[Source, ...]) -> None:
        opened = self._document.source
        if opened is None:
            return
        before = [self._chosen(box) for box in (self.first, self.second)]
        others = to_compare_with(found, opened)
        self._sources = (opened, *others, CLASSIFIER)
        somebody_else = [
            source for source in others if not source.is_review_by(opened.reader)
        ]
        proposed = (opened, (somebody_else or [CLASSIFIER])[0])
        readers = [each for each in somebody_else if each.kind is SourceKind.JOURNAL]
        if opened.author and len(readers) > 1:
            proposed = (readers[0], readers[1])
        titles = [_THIS, *(source.title for source in self._sources[1:])]
        for box, was, now in zip(
            (self.first, self.second), before, proposed, strict=True
        ):
            box.clear()
            box.addItems(titles)
            chosen = was if was in self._sources else now
            box.setCurrentIndex(self._sources.index(chosen))
        self.state_label.setText(_CONSENSUS if opened.author else "")
        self.state_label.setVisible(bool(opened.author))
        if somebody_else or any(before):
            self.compare()
        else:
            self.kappa_label.setText(
                "There is no other reader's journal and no reference beside the "
                "record. Compare shows this review beside the classifier."
            )

    def _show(self, comparison: ReaderComparison) -> None:
        self._comparison = comparison
        self.matrix.show_comparison(comparison)
        self._listed = comparison.sample[comparison.differs]
        told = [comparison_text(comparison), *comparison.notices]
        self.kappa_label.setText("  ".join(told))

    def _on_cell(self, row: int, column: int) -> None:
        if self._comparison is None:
            return
        listed = self._comparison.in_cell(row, column)
        cell = cell_name(row, column, self._comparison.rows)
        if not len(listed):
            self.remarked.emit(f"No beat in {cell}.")
            return
        self._listed = listed
        beats = count(len(listed), "beat")
        self.remarked.emit(f"{cell}: {beats}; J goes to the next.")
        self._go(int(listed[0]))

    def _go(self, sample: int) -> None:
        """Select the beat at a place; where this review has none, show the place."""
        session = self._document.session
        if session is None:
            return
        fs, columns = session.record.fs, session.columns
        start_s, stop_s = self._selection.view_s
        half_s = (stop_s - start_s) / 2
        self._selection.set_view(sample / fs - half_s, sample / fs + half_s)
        self._selection.set_cursor(sample)
        (row,) = nearest_beats(columns.sample, [sample], MATCH_WINDOW_S * fs)
        if row < 0:
            self._selection.select(np.empty(0, np.int64))
            self._here.stay_at(sample)
            said = said_text(self._comparison, sample)
            self.remarked.emit(f"{said} This review has no beat here; A adds one.")
            return
        beat_id = int(columns.beat_id[row])
        self._selection.select([beat_id], beat_id, self.next_disagreement)
        self._here.stay_at(sample)
        self.remarked.emit(said_text(self._comparison, sample))

    def _adopt(self) -> None:
        """Take over the labels on which both readers agree, where nobody decided."""
        session, comparison = self._document.session, self._comparison
        if session is None or comparison is None:
            self.remarked.emit("Compare two readers first.")
            return
        columns = session.columns
        rows, labels = comparison.to_adopt(
            columns.sample, columns.reviewed, session.record.fs
        )
        if len(rows):
            self._document.take_labels(columns.beat_id[rows], labels)
        else:
            self.remarked.emit(
                "Nothing to adopt: no beat is left that both reviewed and agree on."
            )

    def _forget(self) -> None:
        self._background.drop()
        self._of_rhythms.drop()
        self.rhythms.show_agreement(None, ("", ""), None)
        self._comparison, self._listed = None, _NO_SAMPLES
        self.matrix.show_comparison(None)
        self.kappa_label.setText("")
        self._sources = ()
        self.state_label.hide()
        self.first.clear()
        self.second.clear()
