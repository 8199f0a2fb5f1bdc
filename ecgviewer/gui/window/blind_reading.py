"""Hides what others and the classifier say: in the settings, or for one study."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.gui.model.document import Document
from ecgviewer.gui.window.kept_settings import KeptSettings
from ecgviewer.gui.window.record_opening import RecordOpening
from ecgviewer.gui.window.view_docks import ViewDocks


class BlindReading:
    """Decides whether the reader of a window is blind, and tells document and docks.

    A study that is assigned to be read blind is, whatever the settings say, until
    another record is shown.
    """

    def __init__(
        self,
        document: Document,
        docks: ViewDocks,
        kept: KeptSettings,
        records: RecordOpening,
    ) -> None:
        self._document, self._docks = document, docks
        self._kept, self._records = kept, records
        self._study: Path | None = None
        self._held = False

    def hold_for(self, study: Path | None) -> None:
        """Hide what others say of a study that is about to be opened; None for none."""
        self._study = study
        if study is not None:
            self._hold(held=True)

    def follow_record(self) -> None:
        """Go on as the record that is shown now asks for."""
        study = self._study
        self._hold(held=study is not None and self._records.shows(study))

    def apply(self) -> None:
        """Hide what others say, or show it, as settings and study ask for."""
        blind = self._kept.now.blind or self._held
        self._document.set_blind(blind=blind)
        self._docks.hide_classifier(blind=blind)

    def _hold(self, *, held: bool) -> None:
        self._held = held
        self.apply()
