"""What the status bar says of a record: lead, classifier, reader, and the queue."""

from __future__ import annotations

from ecgviewer.core.record import lead_title
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.time_text import elapsed_text, moment_text
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.queue_walker import QueueWalker
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.window.progress_bar import AnalysisProgress
from ecgviewer.gui.window.review_title import signed_text
from ecgviewer.gui.window.status_bar import StatusBar

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


class PlaceLabel(PlainLabel):
    """Where in the record one is: the time cursor, or else where the view begins."""

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, _GAP_PX, 0)
        self._document, self._selection = document, selection
        for signal in (
            *(selection.view_changed, selection.cursor_changed),
            document.record_opened,
        ):
            signal.connect(self._show)

    def _show(self) -> None:
        session = self._document.session
        if session is None:
            return
        record, (start_s, stop_s) = session.record, self._selection.view_s
        at_s, cursor = max(start_s, 0.0), self._selection.cursor_sample
        if cursor is not None and start_s <= cursor / record.fs <= stop_s:
            at_s = cursor / record.fs
        longest_s = record.duration_s
        text = moment_text(at_s, 0, longest_s, record.start_time)
        if record.start_time is not None:
            text += f" ({elapsed_text(at_s, 0, longest_s)})"
        end = elapsed_text(longest_s, 0, longest_s)
        self.setText(f"{text} of {end}")


class QueueLabel(PlainLabel):
    """How far the review is."""

    def __init__(self, queue: QueueWalker) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, _GAP_PX, 0)
        queue.progress_changed.connect(self.setText)


def status_bar(
    document: Document, selection: Selection, link: AnalysisLink, queue: QueueWalker
) -> StatusBar:
    """Return the status bar of a window, with all that stands in it."""
    progress = AnalysisProgress()
    progress.follow(link)
    facts, place = RecordFacts(document, link), PlaceLabel(document, selection)
    return StatusBar(QueueLabel(queue), progress, facts, place)
