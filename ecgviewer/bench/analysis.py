"""How fast the beats of a 30-minute record are found, pictured and classified."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.bench.memory import known, peak_mb
from ecgviewer.bench.stopwatch import Figures, median_s
from ecgviewer.classifier.runtime import Classifier, load_classifier
from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Record
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing import pipeline


def measure(path: Path, *, runs: int = 5, n_explained: int = 50) -> Figures:
    """Return beats a second from record to probabilities, and the parts of it.

    `classifier_load_s`: the default bundle, read and checked. `read_30min_s`: the
    record's files. `analysis_beats_per_s`: everything from the record in memory to
    probabilities of one lead, as the worker does it, and
    `analysis_all_leads_beats_per_s` of all leads together. `filter_`, `rpeaks_` and
    `quality_30min_s` and `images_per_s`, `cnn_beats_per_s` are its parts, of one lead;
    where the signal is lost is found before, once for all leads.
    `gradcam_ms`: one beat of an analysed record, from its place to all heat maps of all
    leads.
    `peak_memory_mb`: of the whole process up to here.
    """
    load_s = median_s(load_classifier, min(runs, 3))
    classifier = load_classifier()
    record = read_record(path)
    return {
        "classifier_load_s": round(load_s, 2),
        "read_30min_s": round(median_s(lambda: read_record(path), runs), 3),
        **_parts(record, classifier, runs),
        "gradcam_ms": round(1000 * _explanation_s(record, classifier, n_explained), 1),
        **known("peak_memory_mb", peak_mb()),
    }


def _parts(record: Record, classifier: Classifier, runs: int) -> Figures:
    spec = classifier.spec
    lead = pipeline.choose_lead(record, spec)
    gaps = pipeline.find_gaps(record, lead)
    prepared = pipeline.prepare_lead(record, lead, spec, gaps=gaps)
    samples = pipeline.detect_beats(record, lead, spec)
    prepared = pipeline.know_patient(prepared, samples, spec)
    some = samples[:512]
    inputs = pipeline.beat_inputs(prepared, some, spec)
    seconds = {
        "filter_30min_s": lambda: pipeline.prepare_lead(record, lead, spec, gaps=gaps),
        "rpeaks_30min_s": lambda: pipeline.detect_beats(record, lead, spec),
        "quality_30min_s": lambda: pipeline.beat_quality(record, lead, samples),
    }
    rates = {
        "images_per_s": lambda: pipeline.beat_inputs(prepared, some, spec),
        "cnn_beats_per_s": lambda: classifier.classify(inputs),
    }
    name = record.leads[lead].name
    whole_s, all_leads_s = (
        median_s(partial(_analyse, record, classifier, leads), min(runs, 3))
        for leads in ((name,), ())
    )
    return {
        **{name: round(median_s(work, runs), 3) for name, work in seconds.items()},
        **{n: round(len(some) / median_s(work, runs)) for n, work in rates.items()},
        "analysis_beats_per_s": round(len(samples) / whole_s),
        "analysis_all_leads_beats_per_s": round(len(samples) / all_leads_s),
    }


def _analyse(record: Record, classifier: Classifier, leads: tuple[str, ...]) -> None:
    for _ in RecordAnalysis(record, classifier, leads=leads).run():
        pass


def _explanation_s(record: Record, classifier: Classifier, n_beats: int) -> float:
    analysis = RecordAnalysis(record, classifier)
    for _ in analysis.run():
        pass
    samples = pipeline.detect_beats(record, analysis.lead, classifier.spec)
    beats = new_beats(samples)
    analysis.explain(beats, 0)
    beat_ids = iter(np.resize(beats.beat_id, n_beats).tolist())
    return median_s(lambda: analysis.explain(beats, next(beat_ids)), n_beats)
