"""How near QRS onset, J point and T end are to cardiologists' marks (LUDB).

Records of even numbers: those of odd numbers chose how waves are found.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ecgviewer.analysis.report.review_data import ReviewData
from ecgviewer.analysis.report.wave_facts import waves_of
from ecgviewer.bench.material import DAY_S, data_folder, day_ecg
from ecgviewer.bench.stopwatch import Figures, seconds
from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.core.trace.median_beats import valid_median
from ecgviewer.core.waves.delineation import delineate
from ecgviewer.core.waves.levelled_beats import BEFORE_S, levelled_beats
from ecgviewer.formats.record_formats import annotations_of, read_record

#: Waves of this lead say where the beats are.
_R_PEAKS_OF = "ii"
_LEAST_BEATS = 3
_WAVES = ("onset", "j", "t_end")
#: By wave: (found, marked) in ms from the R-peak, of a lead of a record each.
Pairs = dict[str, list[tuple[float, float]]]


def measure(
    _path: Path, *, folder: Path | None = None, day_s: float = DAY_S
) -> Figures:
    """Return the errors at several sampling frequencies, and what a day costs.

    `waves_WAVE_500_hz`: mean and SD in ms, and the number of leads, of which each has
    its median beat and the median of its marks. `waves_record_WAVE_500_hz`: the medians
    of the leads of a record. Nothing without LUDB. `waves_day_s`: QRS, QT and ST of
    a day of three leads at 250 Hz.
    """
    figures: Figures = {}
    headers = sorted((folder or data_folder() / "ludb").glob("*.hea"))
    records = [read_record(each) for each in headers if int(each.stem) % 2 == 0]
    for step in (1, 2, 4, 5) if records else ():
        fs_hz = f"{records[0].fs / step:g}_hz"
        found = [pairs_of(record, step) for record in records]
        for wave in _WAVES:
            pairs = np.array([pair for each in found for pair in each[wave]])
            figures[f"waves_{wave}_{fs_hz}"] = _said(pairs[:, 0] - pairs[:, 1])
        of_records = list(map(_of_record, found))
        for wave in (*_WAVES, "qt"):
            errors = np.array([each[wave] for each in of_records])
            figures[f"waves_record_{wave}_{fs_hz}"] = _said(errors)
    ecg = day_ecg(day_s)
    session = ReviewSession(ecg.record, ecg.beats, ecg.record.leads[0].name)
    data = ReviewData.of(session, RhythmThresholds())
    return {**figures, "waves_day_s": round(seconds(lambda: waves_of(data)), 1)}


def pairs_of(record: Record, step: int = 1) -> Pairs:
    """Return where waves were found and marked in the leads of a record.

    Parameters
    ----------
    record : Record
        With an annotation file for each lead, as LUDB has them.
    step : int
        Every so manieth value of the median beats is looked at.
    """
    peaks = _marks(record, _R_PEAKS_OF)["N"][1]
    beats = levelled_beats(record, peaks[:-1], peaks[1:])
    pairs: Pairs = {name: [] for name in _WAVES}
    if len(beats) < _LEAST_BEATS:
        return pairs
    fs, rr_s = record.fs / step, float(np.diff(peaks).mean()) / record.fs
    before = round(BEFORE_S * record.fs)
    median = valid_median(beats, axis=0)[:, before % step :: step].astype(float)
    for lead, beat in zip(record.leads, median, strict=True):
        found = delineate(beat, before // step, fs, rr_s)
        if found is None:
            continue
        places = (found.onset, found.j_point, found.t_end)
        marks = _marked_ms(record, lead.name, peaks)
        for name, place, mark in zip(_WAVES, places, marks, strict=True):
            if place is not None and not np.isnan(mark):
                at_ms = 1000 * (place - before // step) / fs
                pairs[name].append((at_ms, mark))
    return pairs


def _marks(record: Record, annotator: str) -> dict[str, tuple[Samples, ...]]:
    """Return beginning, peak and end of QRS (N) and T (t), where all are marked."""
    said = annotations_of(record, annotator)
    symbol, sample = np.asarray(said.symbol), np.asarray(said.sample)
    whole = (symbol[:-2] == "(") & (symbol[2:] == ")")
    found = {}
    for wave in ("N", "t"):
        rows = np.flatnonzero(whole & (symbol[1:-1] == wave))
        found[wave] = tuple(sample[rows + beside] for beside in range(3))
    return found


def _marked_ms(record: Record, lead: str, peaks: Samples) -> tuple[float, float, float]:
    marks = _marks(record, lead)
    qrs, t_wave = marks["N"], marks["t"]
    own = peaks[np.argmin(np.abs(qrs[1][:, None] - peaks), axis=1)]
    behind = np.searchsorted(peaks, t_wave[2]) - 1
    after = t_wave[2][behind >= 0] - peaks[behind[behind >= 0]]
    to_ms = 1000 / record.fs
    onset, end, t_end = (
        float(np.median(each)) * to_ms if len(each) > 1 else np.nan
        for each in (qrs[0] - own, qrs[2] - own, after)
    )
    return onset, end, t_end


def _of_record(pairs: Pairs) -> dict[str, float]:
    """Return the errors of the medians of the leads; NaN of what none has."""
    place = {
        wave: np.median(np.array(each), axis=0) if each else np.full(2, np.nan)
        for wave, each in pairs.items()
    }
    place["qt"] = place["t_end"] - place["onset"]
    return {wave: float(found - marked) for wave, (found, marked) in place.items()}


def _said(errors_ms: Float64Array) -> str:
    known = errors_ms[~np.isnan(errors_ms)]
    return f"{known.mean():+.1f} ± {known.std():.1f} ms, n {len(known)}"
