"""Why the classifier labels a beat as it does, on each lead that it looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer.analysis.analysed_lead import AnalysedLead
from ecgviewer.analysis.analysed_leads import AnalysedLeads
from ecgviewer.analysis.record_context import RecordContext
from ecgviewer.classifier import fusion
from ecgviewer.classifier.runtime import Classifier
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.explanation import Explanation
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import COLOURED


def explanation(
    classifier: Classifier,
    leads: AnalysedLeads,
    beats: BeatTable,
    beat_id: int,
    context: RecordContext | None = None,
) -> Explanation:
    """Return the explanation on the lead that decided, with those of the others.

    Parameters
    ----------
    classifier : Classifier
    leads : AnalysedLeads
    beats : BeatTable
        All beats as the reviewer has them at present: a beat is judged among them.
    beat_id : int
        The beat.
    context : RecordContext, optional
        What says more once all beats are known.

    Raises
    ------
    KeyError
        If the beat is not one of the beats.
    """
    sample = beats.sample[beats.rows_of(beat_id)]
    each = [_on_lead(classifier, lead, beats, beat_id) for lead in leads.each]
    said = np.stack([one.probabilities for one in each])
    weights = leads.weights(sample)
    together = fusion.fused(said[None], weights).probabilities[0]
    order = fusion.by_contribution(said, weights[0], int(together.argmax()))
    several = len(each) > 1
    answer = context.of_beat(beats, beat_id, together) if context else None
    probabilities, in_record = answer or (together, None)
    decided, *others = (
        replace(
            each[place],
            probabilities=probabilities,
            in_record=in_record,
            said=said[place] if several else None,
            weight=float(weights[0, place]),
        )
        for place in order.tolist()
    )
    explained: Explanation = replace(decided, others=tuple(others))
    return explained


def _on_lead(
    classifier: Classifier, lead: AnalysedLead, beats: BeatTable, beat_id: int
) -> Explanation:
    sample = beats.sample[beats.rows_of(beat_id)]
    inputs, places = lead.inputs_among(sample, beats.sample)
    probabilities, heat_maps = classifier.explain(inputs)
    spec = classifier.spec
    axes = pipeline.image_axes(spec)
    trace_time_s, trace = lead.trace(int(places[0]))
    return Explanation(
        beat_id=beat_id,
        sample=int(sample[0]),
        image=inputs.images[0],
        heat_maps=heat_maps,
        classes=classifier.classes,
        probabilities=probabilities,
        times_s=axes.time_s,
        frequencies_hz=axes.frequency_hz,
        trace_time_s=trace_time_s,
        trace=trace,
        channel_titles=pipeline.channel_titles(spec),
        coloured=spec.picture == COLOURED,
        uses_timing=spec.rhythm,
        scheme=classifier.scheme,
        lead=lead.name,
    )
