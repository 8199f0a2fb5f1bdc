"""Why the classifier labelled the current beat as it did."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.explanation import Explanation
from ecgviewer.core.labels import UNSET
from ecgviewer.core.record import lead_title
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.explanation.beat_facts import FactsView, facts_of
from ecgviewer.gui.explanation.enquiry import Enquiry, EnquiryState
from ecgviewer.gui.explanation.heat_controls import HeatControls
from ecgviewer.gui.explanation.lead_facts import leads_text
from ecgviewer.gui.explanation.probability_bars import ProbabilityBars
from ecgviewer.gui.explanation.record_facts import record_text
from ecgviewer.gui.explanation.spectrogram_view import SpectrogramView
from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection

_HINT = "Grad-CAM shows where the classifier looked, not why it is right."
_MESSAGES = {
    EnquiryState.NO_BEAT: "Select a beat to see why it was classified as it was.",
    EnquiryState.UNCLASSIFIED: "This beat has not been classified yet.",
    EnquiryState.WAITING: "Computing the heat map\N{HORIZONTAL ELLIPSIS}",
}
# An explanation is here sooner, mostly: a message in between would only flicker.
_PATIENCE_MS = 250
_WIDE_PX = 480
_MIN_WIDTH_PX = 300


class ExplanationPanel(QWidget):
    """The picture that the classifier saw, its heat map, and the facts of the beat.

    Signals
    -------
    explain_requested(int, int)
        Beat id and sample of a beat to be explained.
    opacity_changed(int)
        The reviewer set the opacity of the heat map, in percent.
    contour_changed(bool)
        The contour is to be drawn, or not.
    """

    explain_requested = Signal(int, int)
    opacity_changed = Signal(int)
    contour_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        opacity_percent: int,
        parent: QWidget | None = None,
        *,
        contour: bool = True,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._shown: Explanation | None = None
        self.enquiry = Enquiry(document, selection, self)
        self.title_label = _wrapped_label()
        self.message_label = _wrapped_label()
        self.view = SpectrogramView()
        self.controls = HeatControls(opacity_percent, contour=contour)
        self.bars = ProbabilityBars()
        self.leads_label = _wrapped_label()
        self.record_label = _wrapped_label()
        self.facts = FactsView()
        self.view.set_opacity(opacity_percent)
        self.view.show_contour(contour)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._lay_out()
        self._connect()
        self._show_state()

    def show_explanation(self, explanation: Explanation) -> None:
        """Show an explanation, unless it is of another beat than the current one."""
        self.enquiry.take_explanation(explanation)

    def show_failure(self, text: str) -> None:
        """Say that the current beat cannot be explained, and why."""
        self.enquiry.take_failure(text)

    def clear_cache(self) -> None:
        """Forget all explanations, as when another classifier takes over."""
        self._shown = None
        self.enquiry.start_over()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= scaled(_WIDE_PX)
        self._numbers.setDirection(
            QBoxLayout.Direction.LeftToRight
            if wide
            else QBoxLayout.Direction.TopToBottom
        )

    def _lay_out(self) -> None:
        font = self.title_label.font()
        font.setBold(True)
        self.title_label.setFont(font)
        self.message_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message_label.setForegroundRole(
            self.message_label.palette().ColorRole.PlaceholderText
        )
        hint = _wrapped_label()
        hint.setText(_HINT)
        hint.setForegroundRole(hint.palette().ColorRole.PlaceholderText)
        self._picture_page = QStackedWidget()
        self._picture_page.addWidget(self.view)
        self._picture_page.addWidget(self.message_label)
        self._numbers = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._numbers.setSpacing(8)
        self._numbers.addWidget(self.bars, 2, Qt.AlignmentFlag.AlignTop)
        self._numbers.addWidget(self.facts, 3, Qt.AlignmentFlag.AlignTop)
        self._about_beat = QWidget()
        below = QVBoxLayout(self._about_beat)
        below.setContentsMargins(0, 0, 0, 0)
        # What the classifier said comes first: a low panel is scrolled for the rest.
        below.addWidget(self.leads_label)
        below.addWidget(self.record_label)
        below.addLayout(self._numbers)
        below.addWidget(self.controls)
        below.addWidget(hint)
        self._put_in_scroll_area()

    def _put_in_scroll_area(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self.title_label)
        layout.addWidget(self._picture_page, 1)
        layout.addWidget(self._about_beat)
        area = _UprightScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _connect(self) -> None:
        self.enquiry.changed.connect(self._show_state)
        self.enquiry.explain_requested.connect(self.explain_requested)
        self._patience.timeout.connect(self._show_message)
        self.controls.class_chosen.connect(self._show_heat)
        self.controls.lead_chosen.connect(self._show_picture_page)
        self.controls.picture_chosen.connect(self._show_picture)
        self.controls.opacity_changed.connect(self.view.set_opacity)
        self.controls.opacity_changed.connect(self.opacity_changed)
        self.controls.contour_box.toggled.connect(self.view.show_contour)
        self.controls.contour_box.toggled.connect(self.contour_changed)

    def _show_state(self) -> None:
        session, row = self._document.session, self.enquiry.row
        has_beat = session is not None and row is not None
        self.title_label.setVisible(has_beat)
        self._about_beat.setVisible(has_beat)
        if session is not None and row is not None:
            self._show_beat(session, row)
        if self.enquiry.state is EnquiryState.WAITING and self._shown:
            if not self._patience.isActive():
                self._patience.start()
            return
        self._patience.stop()
        self._show_picture_page()

    def _show_beat(self, session: ReviewSession, row: int) -> None:
        self.facts.show_facts(facts_of(session, row))
        explanation = self.enquiry.explanation
        if explanation is None:
            self.title_label.setText(f"Beat {whole(row + 1)}")
        elif session.columns.predicted[row] == UNSET:
            # The beat was asked about before its turn in the analysis came.
            self.bars.show_probabilities(
                explanation.classes, explanation.probabilities, explanation.scheme
            )
            return
        columns = session.columns
        self.bars.show_probabilities(
            columns.classes, columns.probabilities[row], columns.scheme
        )

    def _show_picture_page(self) -> None:
        explanation = self.enquiry.explanation
        self.controls.setEnabled(explanation is not None)
        for label, text in (
            (self.leads_label, leads_text),
            (self.record_label, record_text),
        ):
            told = text(explanation) if explanation else ""
            label.setText(told)
            label.setVisible(bool(told))
        if explanation is None:
            self._show_message()
            return
        self._picture_page.setCurrentWidget(self.view)
        self.controls.offer(explanation, self._predicted(explanation))
        chosen = self.controls.chosen_lead(explanation)
        if chosen is not self._shown:
            self._shown = chosen
            self.view.show_explanation(chosen, self._unit(chosen))
            self._show_picture()
        self._show_heat()

    def _predicted(self, explanation: Explanation) -> int:
        session, row = self._document.session, self.enquiry.row
        if session is not None and row is not None:
            code = int(session.columns.predicted[row])
            # Codes of a review with other classes are not the classifier's.
            same = session.scheme == explanation.scheme
            if same and code in explanation.classes:
                return code
        return explanation.classes[int(explanation.probabilities.argmax())]

    def _show_message(self) -> None:
        self._shown = None
        state = self.enquiry.state
        failed = state is EnquiryState.FAILED
        text = self.enquiry.failure if failed else _MESSAGES.get(state, "")
        self.message_label.setText(text)
        self._picture_page.setCurrentWidget(self.message_label)

    def _show_picture(self) -> None:
        self.view.show_channel(self.controls.chosen_channel())

    def _show_heat(self) -> None:
        explanation = self.enquiry.explanation
        if explanation is None or self.enquiry.row is None:
            return
        shown = self.controls.chosen_lead(explanation)
        beat_class = self.controls.chosen_class(explanation)
        scheme = explanation.scheme
        name = scheme.name(beat_class)
        number = f"Beat {whole(self.enquiry.row + 1)}"
        heat = shown.heat_maps[explanation.classes.index(beat_class)]
        # One line: which lead takes the place of what the letter stands for.
        of_lead = f" in {lead_title(shown.lead)}"
        more = (
            of_lead if explanation.others else f" ({scheme.title(beat_class).lower()})"
        )
        # Only what raises a class is heat, so a map can be empty: not a fault to hide.
        found = "what speaks" if heat.any() else "Grad-CAM finds nothing that speaks"
        self.title_label.setText(f"{number}: {found} for {name}{more}")
        self.view.show_heat(heat)

    def _unit(self, explanation: Explanation) -> str:
        session = self._document.session
        units = (
            {lead.name: lead.unit for lead in session.record.leads} if session else {}
        )
        own = session.lead if session else ""
        return units.get(explanation.lead or own, "mV")


class _UprightScrollArea(QScrollArea):
    """Scrolls up and down only, so it is never narrower than what it holds."""

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        content = self.widget()
        width = self.verticalScrollBar().sizeHint().width()
        width += content.minimumSizeHint().width() if content else 0
        return QSize(max(width, _MIN_WIDTH_PX), size.height())


def _wrapped_label() -> QLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
