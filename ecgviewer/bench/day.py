"""How long the analysis of a day takes, and what the day holds of the memory."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.bench.held import held_by
from ecgviewer.bench.material import DAY_S, day_ecg, predicted
from ecgviewer.bench.memory import known
from ecgviewer.bench.stopwatch import Figures, median_s, seconds
from ecgviewer.classifier.runtime import Classifier, load_classifier
from ecgviewer.core.beats import new_beats
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import SyntheticEcg
from ecgviewer.formats.files.analysis_cache import AnalysisCache
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.preprocessing import pipeline

#: Beats that are classified at a time.
_BATCH = 64


def measure(_path: Path, *, duration_s: float = DAY_S, runs: int = 3) -> Figures:
    """Return what 24 h of three leads at 250 Hz with 104,000 beats cost.

    `rpeaks_24h_s`: all leads searched for beats. `quality_24h_s`: how readable each
    beat is. `analysis_24h_s`: from the record in memory to probabilities of every
    beat, as the worker does it; one run, of minutes. `analysis_again_24h_s`: the same
    from what was kept of it, taken into a review. `predictions_24h_s`: those taken
    into the review 64 at a time, its columns asked for after each. `open_24h_s`: in a
    new process, from files to waveform and table painted. `envelopes_24h_s`: the
    envelopes behind it, to all of the record painted; `envelopes_again_24h_s`: the
    same from the cache. `rss_24h_mb`: memory that the process then holds more than
    before, with envelopes, beats, predictions and views, and with what is kept of
    signals.
    """
    ecg = day_ecg(duration_s)
    classifier = load_classifier()
    spec = classifier.spec
    lead = pipeline.choose_lead(ecg.record, spec)
    at = ecg.beats.sample
    rpeaks_s = median_s(lambda: pipeline.detect_beats(ecg.record, lead, spec), runs)
    quality_s = median_s(lambda: pipeline.beat_quality(ecg.record, lead, at), runs)
    first_s, again_s = _analysed(ecg, classifier)
    return {
        "rpeaks_24h_s": round(rpeaks_s, 2),
        "quality_24h_s": round(quality_s, 2),
        "analysis_24h_s": round(first_s, 1),
        "analysis_again_24h_s": round(again_s, 2),
        "predictions_24h_s": round(median_s(lambda: _taken_in(ecg), runs), 2),
        **_opened(ecg),
    }


def _analysed(ecg: SyntheticEcg, classifier: Classifier) -> tuple[float, float]:
    """Return seconds of an analysis, and of the same when it was made before."""
    record = replace(ecg.record, checksum="bench")
    with tempfile.TemporaryDirectory() as folder:
        cache = AnalysisCache(Path(folder))
        first = RecordAnalysis(record, classifier, cache=cache)
        return (
            seconds(lambda: list(first.run())),
            seconds(lambda: analyse_record(record, classifier, cache=cache)),
        )


def _taken_in(ecg: SyntheticEcg) -> None:
    session = ReviewSession(ecg.record, new_beats(ecg.beats.sample))
    session.start_predictions(Predictions.empty(classifier_id="bench"))
    batch = predicted(session.beats)
    rows = np.arange(len(session.beats))
    for start in range(0, len(rows), _BATCH):
        session.add_predictions(batch.take((start <= rows) & (rows < start + _BATCH)))
        _ = session.columns


def _opened(ecg: SyntheticEcg) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        path = write_record(Path(folder), ecg.record)
        reference = new_annotations(ecg.beats.sample, ecg.beats.symbol)
        write_annotations(path.with_suffix(".atr"), reference)
        held = held_by(path, "atr")
    return {
        "open_24h_s": round(held.opened_s, 2),
        "envelopes_24h_s": round(held.filled_s, 2),
        "envelopes_again_24h_s": round(held.filled_again_s, 2),
        **known("rss_24h_mb", held.resident_mb),
    }
