"""QRS, QT and ST of the normal beats of a review, every few minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ecgviewer.analysis.report.review_data import ReviewData
from ecgviewer.analysis.report.values import Place
from ecgviewer.analysis.report.wave_values import WaveStretch
from ecgviewer.core.arrays import BoolArray, Float32Array, IndexArray
from ecgviewer.core.items.measurement import corrected_qt_ms
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.trace.median_beats import valid_median
from ecgviewer.core.units import millivolts
from ecgviewer.core.waves.levelled_beats import BEFORE_S, levelled_beats
from ecgviewer.core.waves.measures import WaveMeasures, alike, measure_waves

STRETCH_S = 300.0
#: Errors of the end of T are those of 500 Hz down to this (`bench waves`).
LEAST_FS_HZ = 100.0
#: A filter above this bends the ST segment (Kligfield et al., Circulation 115 (2007)
#: 1306, ask for 0.05 Hz); files say it as ``HP:0.5Hz``.
_HIGHEST_PASS_HZ = 0.1
_HIGH_PASS = re.compile(r"\bHP\s*:?\s*(\d+(?:[.,]\d+)?)\s*Hz", re.IGNORECASE)
#: A median beat needs no more beats than these, and not fewer.
_MOST_BEATS, _LEAST_BEATS = 40, 5
#: Beats whose interval is not far from the usual one of the stretch: QT follows it.
_STEADY = 0.2


class WavesFound(NamedTuple):
    """The stretches, and why leads have no ST: empty where they may have."""

    stretches: tuple[WaveStretch, ...]
    why_not: tuple[str, ...]


def wave_stretches(data: ReviewData) -> WavesFound:
    """Return what is measured of the median normal beat of every five minutes.

    Normal beats that can be read, are not paced, and have normal beats on either side;
    of the signal as it was recorded, without a filter. What the two halves of the beats
    do not agree on is not measured (`alike`).

    Parameters
    ----------
    data : ReviewData
    """
    record = data.session.record
    reasons = tuple(_why_not(record, lead) for lead in record.leads)
    usable = [i for i, reason in enumerate(reasons) if not reason]
    if record.fs < LEAST_FS_HZ or not _usable(record).any():
        return WavesFound((), reasons)
    return WavesFound(tuple(_Measured(data, usable).stretches()), reasons)


def _usable(record: Record) -> BoolArray:
    """Return which leads have waves of an ECG that can be measured."""
    return np.array([not _no_ecg(lead) for lead in record.leads], np.bool_)


def _no_ecg(lead: Lead) -> str:
    if lead.is_ecg is False or millivolts(lead.unit) is None:
        return "not an ECG in volts"
    if lead.own_fs:
        return "recorded at another rate"
    return ""


def _why_not(record: Record, lead: Lead) -> str:
    """Return why the ST level of a lead is not measured; empty where it may be."""
    if record.fs < LEAST_FS_HZ:
        return f"sampled at less than {LEAST_FS_HZ:g} Hz"
    if reason := _no_ecg(lead):
        return reason
    said = " ".join(text for _, text in record.details)
    passes = [float(each.replace(",", ".")) for each in _HIGH_PASS.findall(said)]
    if passes and max(passes) > _HIGHEST_PASS_HZ:
        return f"the recorder's high-pass of {max(passes):g} Hz bends it"
    return ""


class _Measured:
    """Measures the stretches of a review."""

    def __init__(self, data: ReviewData, st_leads: list[int]) -> None:
        self._data, self._st_leads = data, frozenset(st_leads)
        self._record = data.session.record
        self._usable = _usable(self._record)
        self._to_mv = np.array(
            [millivolts(lead.unit) or np.nan for lead in self._record.leads], np.float32
        )
        self._normal = _normal(data)

    def stretches(self) -> Iterator[WaveStretch]:
        series, n = self._data.series, self._data.session.n_searched
        length = round(STRETCH_S * series.fs)
        for start in range(0, n, length):
            stop = min(start + length, n)
            first, last = np.searchsorted(series.sample, (start, stop))
            rows = first + np.flatnonzero(self._normal[first:last])
            if (found := self._stretch(rows, Place(start, stop - 1))) is not None:
                yield found

    def _stretch(self, rows: IndexArray, place: Place) -> WaveStretch | None:
        series = self._data.series
        if len(rows) < _LEAST_BEATS:
            return None
        usual = np.median(series.rr_s[rows])
        chosen = rows[np.abs(series.rr_s[rows] / usual - 1) <= _STEADY]
        steps = np.linspace(0, len(chosen) - 1, min(len(chosen), _MOST_BEATS)).round()
        chosen = chosen[steps.astype(np.intp)]
        beats = levelled_beats(
            self._record, series.sample[chosen], series.sample[chosen + 1]
        )
        if len(beats) < _LEAST_BEATS:
            return None
        rr_s = float(series.rr_s[chosen].mean())
        found = self._measures(beats, rr_s)
        middle = int(series.sample[chosen[len(chosen) // 2]])
        qt_ms = None if self._data.fibrillating.holds(middle) else found.qt_ms
        bazett, fridericia = (
            (None, None) if qt_ms is None else corrected_qt_ms(qt_ms, 1000 * rr_s)
        )
        st = tuple(
            level if number in self._st_leads else None
            for number, level in enumerate(found.st_mv)
        )
        return WaveStretch(
            place,
            n_beats=len(beats),
            rr_ms=1000 * rr_s,
            qrs_ms=found.qrs_ms,
            qt_ms=qt_ms,
            qtc_bazett_ms=bazett,
            qtc_fridericia_ms=fridericia,
            st_mv=st,
        )

    def _measures(self, beats: Float32Array, rr_s: float) -> WaveMeasures:
        halves = (beats[::2], beats[1::2], beats)
        return alike(*(self._of_median(each, rr_s) for each in halves))

    def _of_median(self, beats: Float32Array, rr_s: float) -> WaveMeasures:
        median = valid_median(beats, axis=0) * self._to_mv[:, None]
        median[~self._usable] = np.nan
        fs = self._record.fs
        return measure_waves(median, round(BEFORE_S * fs), fs, rr_s)


def _normal(data: ReviewData) -> BoolArray:
    """Return which beats are normal, as are those on either side of them."""
    series = data.series
    plain = (series.labels == BeatClass.N) & series.readable & ~series.paced
    normal = plain & ~np.isnan(series.rr_s)
    normal[1:] &= plain[:-1]
    normal[:-1] &= plain[1:] & ~np.isnan(series.rr_s[1:])
    normal[-1:] = False
    return np.asarray(normal, np.bool_)
