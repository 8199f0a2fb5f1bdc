"""What title and status bar say of the review: whose, signed or not, read-only."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt

from ecgviewer.formats.journal.lines import Signature
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.messages import OpenedRecord

_HIDDEN = (
    "Blind mode: the annotations beside the record ({names}), and reviews of them, are "
    "not shown. File > Review opens them."
)
_SHOWN = "Blind mode: the labels under review are those of {annotator}, and are shown."
_SHORT = QLocale.FormatType.ShortFormat
_BARE = "yyyy-MM-dd HH:mm"


def window_title(document: Document) -> str:
    """Return the title of a window that shows a record."""
    session, source = document.session, document.source
    if session is None or source is None:
        return "ecgviewer"
    said = [session.record.name]
    if session.annotator:
        said.append(f"review of {session.annotator}")
    if source.author:
        said.append(f"consensus, decided by {source.author}")
    if document.signed:
        said.append(signed_text(document.signed))
    if document.read_only:
        said.append("read-only")
    return " – ".join((*said, "ecgviewer"))


def signed_text(signature: Signature) -> str:
    """Return who signed, and when by the clock and in the form of this computer."""
    at = QDateTime.fromString(signature.at, Qt.DateFormat.ISODate).toLocalTime()
    locale = QLocale()
    # That of a bare system writes 28 11 2026.
    is_bare = locale.language() == QLocale.Language.C
    when = at.toString(_BARE) if is_bare else locale.toString(at, _SHORT)
    return f"signed by {signature.by}, {when}"


def hidden_text(opened: OpenedRecord, *, blind: bool) -> str:
    """Return what a blind reader is not shown of a record, or is; empty for nothing."""
    annotator = opened.session.annotator
    if not blind or not opened.annotators:
        return ""
    if annotator:
        return _SHOWN.format(annotator=annotator)
    return _HIDDEN.format(names=", ".join(opened.annotators))
