"""What the parts of the analysis of a day cost that are not beats and classes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.bench.material import DAY_S, day_ecg
from ecgviewer.bench.stopwatch import Figures
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.events import rhythms_of
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.summary import summarise
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.findings import signal_findings


def measure(
    path: Path, *, most_records: int = 48, duration_s: float = DAY_S
) -> Figures:
    """Return processor time of the analysis of a day, and of parts of it.

    The annotated records of the folder in a row as one record, two leads: the 48 of
    mitdb are a day at 360 Hz. Where a record is alone, a synthesised day of three leads
    at 250 Hz. `parts_analysis_cpu_s`: from the record in memory to the
    probabilities of every beat in all leads, one run. `parts_percent`: of that the
    quality of every beat in all leads, what is lost and which leads are off
    (`gaps`), fibrillation of the ventricles, asystole and pacemaker spikes
    (`findings`), and all rhythms with their summary (`rhythms`); `all` is their sum.
    """
    record = _in_a_row(path, most_records) or day_ecg(duration_s).record
    sessions: list[ReviewSession] = []
    classifier = load_classifier()
    total_s = _cpu_s(lambda: sessions.append(analyse_record(record, classifier)))
    (session,) = sessions
    leads = [record.lead_index(name) for name in session.leads]
    at = session.beats.sample
    works: dict[str, Callable[[], object]] = {
        "quality": lambda: [pipeline.beat_quality(record, n, at) for n in leads],
        "gaps": partial(pipeline.find_all_gaps, record, leads),
        "findings": partial(signal_findings, record, leads),
        "rhythms": partial(_rhythms, session),
    }
    percent = {name: _cpu_s(work) / total_s * 100 for name, work in works.items()}
    percent["all"] = sum(percent.values())
    return {
        "parts_beats": len(at),
        "parts_analysis_cpu_s": round(total_s, 1),
        "parts_percent": {name: round(each, 1) for name, each in percent.items()},
    }


def _rhythms(session: ReviewSession) -> None:
    columns, around = session.columns, session.surroundings
    series = BeatSeries.of(
        columns.sample, columns.aami, columns.readable, session.record.fs, around
    )
    summarise(series, around, rhythms_of(series, RhythmThresholds(), around))


def _in_a_row(path: Path, most: int) -> Record | None:
    """Return the annotated records beside one as a single one; None of one alone."""
    headers = sorted(path.parent.glob("*.hea"))
    headers = [each for each in headers if each.with_suffix(".atr").is_file()][:most]
    if len(headers) < 2:
        return None
    records = [read_record(header) for header in headers]
    signal = np.concatenate([record.signal[:2] for record in records], axis=1)
    first = records[0]
    return replace(first, name="day", leads=first.leads[:2], source=signal, path=None)


def _cpu_s(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin
