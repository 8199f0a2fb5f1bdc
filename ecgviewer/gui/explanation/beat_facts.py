"""What is known of one beat, in a few short lines."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.core.labels import UNSET
from ecgviewer.core.leads_off import off_at
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.explanation.probability_bars import percent_text
from ecgviewer.gui.look.number_text import decimal, whole
from ecgviewer.gui.look.plain_text import PlainLabel

_CAPTIONS = ("Class now", "Classifier", "RR before", "RR after", "Quality")


@dataclass(frozen=True)
class Facts:
    """One text a caption, in the order of the captions."""

    class_now: str
    classifier: str
    rr_before: str
    rr_after: str
    quality: str


def facts_of(session: ReviewSession, row: int) -> Facts:
    """Return what is known of the beat in a row of the session."""
    columns = session.columns
    return Facts(
        _class_now(session, row),
        _said(columns.scheme, int(columns.predicted[row]), columns.confidence[row]),
        _rr_before(session, row),
        _milliseconds(float(columns.rr_next_s[row])),
        _quality(session, row),
    )


def _class_now(session: ReviewSession, row: int) -> str:
    code = int(session.columns.label[row])
    if code == UNSET:
        return "not labelled yet"
    scheme = session.scheme
    title = f"{scheme.name(code)}, {scheme.title(code).lower()}"
    symbol = str(session.beats.symbol[row])
    if symbol and symbol != scheme.name(code):
        title += f" (symbol {symbol})"
    if not session.columns.human[row]:
        return f"{title}, by the classifier"
    reviewed = bool(session.columns.reviewed[row])
    return f"{title}, {'by a reviewer' if reviewed else 'from the reference'}"


def _said(scheme: LabelScheme, predicted: int, confidence: float) -> str:
    if predicted == UNSET:
        return "not classified yet"
    return f"{scheme.name(predicted)}, {percent_text(float(confidence))}"


def _rr_before(session: ReviewSession, row: int) -> str:
    rr_s = float(session.columns.rr_previous_s[row])
    readable_s = session.columns.rr_readable_s
    if np.isnan(rr_s) or np.isnan(readable_s).all():
        return _milliseconds(rr_s)
    share = rr_s / np.nanmedian(readable_s)
    return f"{_milliseconds(rr_s)}, {share * 100:.0f} % of the median"


def _quality(session: ReviewSession, row: int) -> str:
    columns = session.columns
    quality = float(columns.quality[row])
    if np.isnan(quality):
        return "\N{EN DASH}"
    off = off_at(session.leads_off, int(columns.sample[row]))
    words = [] if columns.readable[row] else ["unreadable"]
    return ", ".join(
        [f"{decimal(quality, 2)} of 1", *words, *(lead.text for lead in off)]
    )


def _milliseconds(seconds: float) -> str:
    return "\N{EN DASH}" if np.isnan(seconds) else f"{whole(round(seconds * 1000))} ms"


class FactsView(QWidget):
    """Captions and facts, one under another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(1)
        layout.setHorizontalSpacing(10)
        layout.setColumnStretch(1, 1)
        self._values = [_value_label() for _ in _CAPTIONS]
        for line, (title, value) in enumerate(
            zip(_CAPTIONS, self._values, strict=True)
        ):
            caption = PlainLabel(title)
            caption.setForegroundRole(caption.palette().ColorRole.PlaceholderText)
            layout.addWidget(caption, line, 0, Qt.AlignmentFlag.AlignTop)
            layout.addWidget(value, line, 1)

    def show_facts(self, facts: Facts) -> None:
        """Show what is known of a beat."""
        for label, text in zip(self._values, astuple(facts), strict=True):
            label.setText(text)

    def texts(self) -> tuple[str, ...]:
        """Return the facts shown, in the order of the captions."""
        return tuple(label.text() for label in self._values)


def _value_label() -> QLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
