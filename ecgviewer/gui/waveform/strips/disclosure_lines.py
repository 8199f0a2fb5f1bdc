"""The lines of the full disclosure: made when they are seen, kept while they hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtGui import QImage

from ecgviewer.gui.look.theme import Colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.waveform.paper.lead_spans import LeadSpan, survey_leads
from ecgviewer.gui.waveform.strips.disclosure_picture import inks_of, row_picture
from ecgviewer.gui.waveform.strips.disclosure_rows import (
    ROW_S,
    DisclosureRow,
    disclosure_row,
    stretch_of,
)

#: At most this many lines are kept; a picture takes about 200 kB.
_MAX_ROWS = 200
_TALLEST = 16.0


class DisclosureLines:
    """A lead of the record in lines of a minute, each as a picture.

    Parameters
    ----------
    document : Document

    Attributes
    ----------
    rows : dict of DisclosureRow
        The lines that are kept, by their numbers from 0.
    height : float
        How high a line is drawn, to the usual height.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.rows: dict[int, DisclosureRow] = {}
        self._pictures: dict[int, QImage] = {}
        self._painted_as: tuple[Colours, float] | None = None
        self._inks = np.empty(0, np.uint32)
        self._span: LeadSpan | None = None
        self._lead = 0
        self._chosen: int | None = None
        self.height = 1.0

    def begin(self) -> None:
        """Forget what was chosen for another record."""
        self._span = self._chosen = None
        self.height = 1.0

    def forget(self) -> None:
        """Make all lines again."""
        self.rows.clear()
        self._pictures.clear()

    def forget_from(self, sample: int) -> None:
        """Make the lines again that a sample, or a later one, is in."""
        session = self._document.session
        fs = session.record.fs if session else 1.0
        for row in [row for row in self.rows if (row + 1) * ROW_S * fs > sample]:
            del self.rows[row]
            self._pictures.pop(row, None)

    def find_lead(self) -> None:
        """Show the lead that was chosen, or the one that is analysed now."""
        if self._document.session is not None and self._wanted_lead() != self._lead:
            self._lead, self._span = self._wanted_lead(), None

    def lead_name(self) -> str:
        """Return the lead that is shown: the analysed one, or that chosen here."""
        session = self._document.session
        return session.record.leads[self._lead].title if session else ""

    def choose(self, step: int) -> None:
        """Choose the next lead (1), the one before (-1), or the analysed one (0)."""
        session = self._document.session
        if session is not None:
            n_leads = len(session.record.leads)
            self._chosen = (self._lead + step) % n_leads if step else None

    def scale(self, factor: float) -> None:
        """Draw the lines higher, or lower by a factor below one."""
        self.height = min(max(self.height * factor, 1 / _TALLEST), _TALLEST)
        self._pictures.clear()

    def _wanted_lead(self) -> int:
        if self._chosen is not None:
            return self._chosen
        session = self._document.session
        names = [lead.name for lead in session.record.leads] if session else []
        named = session is not None and session.lead in names
        return names.index(session.lead) if session is not None and named else 0

    def picture(
        self, row: int, own: Colours, size: tuple[int, int], ratio: float
    ) -> QImage | None:
        """Return the picture of a line; None where there is nothing to draw yet.

        Parameters
        ----------
        row : int
            From 0.
        own : Colours
        size : tuple of int
            Width and height in dots; lines of another width are to be forgotten.
        ratio : float
            Dots of a pixel.
        """
        if (own, ratio) != self._painted_as:
            self._painted_as, self._inks = (own, ratio), inks_of(own)
            self.forget()
        if row not in self._pictures:
            made, span = self._row(row, size[0]), self._span
            if made is None or span is None:
                return None
            span = replace(
                span, above=span.above / self.height, below=span.below / self.height
            )
            picture = row_picture(made, span, size, self._inks)
            picture.setDevicePixelRatio(ratio)
            self._pictures[row] = picture
        return self._pictures[row]

    def _row(self, row: int, n_dots: int) -> DisclosureRow | None:
        session = self._document.session
        if session is None or self._lead >= len(self._document.envelopes):
            return None
        if self._span is None:
            record = session.record
            surveys = survey_leads(record, 0, record.n_samples)
            self._span = surveys[self._lead].span
        if row not in self.rows:
            if len(self.rows) >= _MAX_ROWS:
                self.forget()
            fs = session.record.fs
            self.rows[row] = disclosure_row(
                self._document.envelopes[self._lead],
                self._document.columns,
                stretch_of(row, fs),
                n_dots,
                fs,
            )
        return self.rows[row]
