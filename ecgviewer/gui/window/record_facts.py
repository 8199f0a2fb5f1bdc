"""What the status bar says of a record: lead, classifier, reader, and the queue."""

from __future__ import annotations

from ecgviewer.core.record import lead_title
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.queue_walker import QueueWalker
from ecgviewer.gui.window.review_title import signed_text

_GAP_PX = 12


class RecordFacts(PlainLabel):
    """A line that follows the analysis."""

    def __init__(self, document: Document, link: AnalysisLink) -> None:
        super().__init__()
        self._document = document
        for signal in (link.opened, link.prepared, link.finished):
            signal.connect(self._show)
        document.signature_changed.connect(self._show)

    def _show(self) -> None:
        session = self._document.session
        if session is None:
            return
        classifier = session.predictions.classifier_id or "–"
        named = session.leads or (session.lead,)
        leads = ", ".join(lead_title(name) for name in named) or "–"
        caption = "Leads" if len(session.leads) > 1 else "Lead"
        said = [f"{caption} {leads}", classifier, _reader_text(self._document)]
        if self._document.signed:
            signed = signed_text(self._document.signed)
            said.insert(0, f"\N{CHECK MARK} {signed[:1].upper()}{signed[1:]}")
        self.setText("   ·   ".join(said))


def _reader_text(document: Document) -> str:
    source = document.source
    if source is not None and source.author:
        return f"Consensus, decided by {source.author}"
    return f"Reader {document.reader}"


class QueueLabel(PlainLabel):
    """How far the review is."""

    def __init__(self, queue: QueueWalker) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, _GAP_PX, 0)
        queue.progress_changed.connect(self.setText)
