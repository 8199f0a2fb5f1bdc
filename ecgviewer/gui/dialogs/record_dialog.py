"""What a recording's files say of patient, recorder, leads and themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.cart_measure import (
    CART_TITLE,
    CartMeasure,
    besides_cart,
    said_by_cart,
)
from ecgviewer.core.items.patient import PatientFields, fields_in
from ecgviewer.core.record import Lead, Record
from ecgviewer.gui.dialogs.patient_form import PatientForm
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.time_text import elapsed_text
from ecgviewer.gui.system.first_size import resize_on_screen

_WIDTH, _HEIGHT = 620, 560
_UV_PER_MV = 1000
_MISSING = "not in the file"
_CART_COLUMNS = ("", "Cart", "Here")


class RecordDialog(QDialog):
    """Shows it as text that can be selected and copied, beside fields of the reader.

    Parameters
    ----------
    record : Record
        What its files say cannot be changed.
    parent : QWidget, optional
    patient : PatientFields, optional
        What the reader says of the patient.
    editable : bool
        The fields can be filled in: OK accepts the dialog.
    """

    def __init__(
        self,
        record: Record,
        parent: QWidget | None = None,
        patient: PatientFields | None = None,
        *,
        editable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Information on {record.name}")
        self._record = record
        self.text = QTextBrowser()
        self.text.setAccessibleName("Information on the recording")
        self.text.setHtml(information_html(record))
        self.form = PatientForm(patient or PatientFields(), fields_in(record.details))
        self.form.setEnabled(editable)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.text, "&Recording")
        self.tabs.addTab(self.form, "&Patient fields")
        box = QDialogButtonBox.StandardButton
        shown = box.Save | box.Cancel if editable else box.Close
        buttons = QDialogButtonBox(shown)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        layout.addWidget(buttons)
        resize_on_screen(self, _WIDTH, _HEIGHT)

    def show_cart(self, measures: Sequence[CartMeasure]) -> None:
        """Show what the cart measured beside what is measured here."""
        self.text.setHtml(information_html(self._record, measures))


def information_html(record: Record, measures: Sequence[CartMeasure] = ()) -> str:
    """Return what is known of a recording, as paragraphs and tables.

    Parameters
    ----------
    record : Record
    measures : sequence of CartMeasure
        Of its cart; without them, nothing stands beside what the cart says.
    """
    notices = "".join(f"<p>{escape(notice)}</p>" for notice in record.notices)
    cart: Sequence[Sequence[str]] = measures or [
        (*each, "") for each in said_by_cart(record.details)
    ]
    sections = [
        ("Patient and recording", _table(_details(record))),
        (CART_TITLE, _table([_CART_COLUMNS, *cart], head=True) if cart else ""),
        ("Signal", _table(_signal(record))),
        ("Leads", _table(_leads(record), head=True)),
        ("Notices", notices),
    ]
    return "".join(f"<h3>{title}</h3>{html}" for title, html in sections if html)


def _details(record: Record) -> Iterable[Sequence[str]]:
    return besides_cart(record.details) or [("Patient", _MISSING)]


def _signal(record: Record) -> Iterable[Sequence[str]]:
    locale = QLocale()
    yield "Start", _start(record.start_time)
    yield "Length", elapsed_text(record.duration_s, 0, record.duration_s)
    yield "Sampling frequency", f"{locale.toString(record.fs, 'g', 7)} Hz"
    yield "Samples of each lead", whole(record.n_samples)
    if record.path:
        yield "File", str(record.path)


def _start(start: datetime | None) -> str:
    if start is None:
        return _MISSING
    # Of the year 1 where a file has a time and no date.
    days = "date not in the file" if start.year == 1 else f"{start:%Y-%m-%d}"
    return f"{days}, {start:%H:%M:%S}"


def _leads(record: Record) -> Iterable[Sequence[str]]:
    yield "Lead", "In the file", "Unit", "Step", "Recorded at"
    for lead in record.leads:
        own = f"{QLocale().toString(lead.own_fs, 'g', 7)} Hz" if lead.own_fs else ""
        yield lead.title, lead.name, lead.unit, _step(lead), own


def _step(lead: Lead) -> str:
    if lead.steps is None:
        return ""
    if lead.unit == "mV":
        return f"{QLocale().toString(lead.steps.size * _UV_PER_MV, 'g', 4)} µV"
    return f"{QLocale().toString(lead.steps.size, 'g', 4)} {lead.unit}"


def _table(rows: Iterable[Sequence[str]], *, head: bool = False) -> str:
    lines = []
    for number, cells in enumerate(rows):
        tag = "th" if head and not number else "td"
        texts = (escape(cell).replace("\n", "<br>") for cell in cells)
        row = "".join(f"<{tag} align='left'>{text}</{tag}>" for text in texts)
        lines.append(f"<tr>{row}</tr>")
    return f"<table cellpadding='3'>{''.join(lines)}</table>"
