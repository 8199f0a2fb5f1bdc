"""The analysis of one lead, which the figures of the released bundles are of."""

from __future__ import annotations

from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.runtime import Classifier
from ecgviewer.core.record import Record
from ecgviewer.preprocessing import pipeline


def one_lead_analysis(
    record: Record, classifier: Classifier, lead: str = ""
) -> RecordAnalysis:
    """Return the analysis of a lead alone, or of the one that the spec prefers."""
    if not lead:
        lead = record.leads[pipeline.choose_lead(record, classifier.spec)].name
    return RecordAnalysis(record, classifier, lead, leads=(lead,))
