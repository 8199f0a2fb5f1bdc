"""What a report says of QRS, QT and ST, from what was measured of its stretches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ecgviewer.analysis.report.review_data import ReviewData
from ecgviewer.analysis.report.values import Place
from ecgviewer.analysis.report.wave_stretches import (
    LEAST_FS_HZ,
    WavesFound,
    wave_stretches,
)
from ecgviewer.analysis.report.wave_values import (
    LeadSt,
    Qtc,
    StAt,
    StretchWaves,
    Waves,
    WaveStretch,
)

_TOO_FEW = "too few normal beats"
_TOO_NOISY = "too noisy"
_NO_END = "no T wave whose end is plain, or atrial fibrillation"


def waves_of(data: ReviewData) -> Waves:
    """Return what is known of QRS, QT and ST in a review."""
    found = wave_stretches(data)
    stretches = found.stretches
    qrs, qt = (
        [value for value in map(of, stretches) if value is not None]
        for of in (_qrs, _qt)
    )
    return Waves(
        stretches=stretches,
        leads=tuple(
            _lead_st(number, lead.title, found)
            for number, lead in enumerate(data.session.record.leads)
        ),
        qrs_ms=float(np.median(qrs)) if qrs else None,
        n_qt=len(qt),
        qt_why_not="" if qt else _qt_why_not(data, stretches),
        qt_ms=_mean(qt),
        bazett=_qtc(stretches, _bazett),
        fridericia=_qtc(stretches, _fridericia),
    )


def stretch_waves(waves: Waves, place: Place) -> StretchWaves:
    """Return what was measured of the stretches that begin in an hour or a day."""
    inside = [
        each
        for each in waves.stretches
        if place.first_sample <= each.place.first_sample <= place.last_sample
    ]
    levels = [
        (level, lead.name)
        for each in inside
        for level, lead in zip(each.st_mv, waves.leads, strict=True)
        if level is not None
    ]
    st_mv, st_lead = max(levels, key=lambda each: abs(each[0]), default=(None, ""))
    qt_ms, bazett, fridericia = (
        _mean([value for value in map(of, inside) if value is not None])
        for of in (_qt, _bazett, _fridericia)
    )
    return StretchWaves(qt_ms, bazett, fridericia, st_mv, st_lead)


def _qrs(stretch: WaveStretch) -> float | None:
    return stretch.qrs_ms


def _qt(stretch: WaveStretch) -> float | None:
    return stretch.qt_ms


def _bazett(stretch: WaveStretch) -> float | None:
    return stretch.qtc_bazett_ms


def _fridericia(stretch: WaveStretch) -> float | None:
    return stretch.qtc_fridericia_ms


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _qtc(
    stretches: Sequence[WaveStretch], of: Callable[[WaveStretch], float | None]
) -> Qtc | None:
    known = [
        (value, each.place) for each in stretches if (value := of(each)) is not None
    ]
    if not known:
        return None
    longest, place = max(known, key=lambda each: each[0])
    return Qtc(float(np.mean([value for value, _ in known])), longest, place)


def _lead_st(number: int, name: str, found: WavesFound) -> LeadSt:
    known = [
        StAt(level, each.place)
        for each in found.stretches
        if (level := each.st_mv[number]) is not None
    ]
    if not known:
        reason = found.why_not[number] or (_TOO_NOISY if found.stretches else _TOO_FEW)
        return LeadSt(name, reason, 0, None, None, None)
    return LeadSt(
        name,
        "",
        len(known),
        float(np.median([each.mv for each in known])),
        max(known, key=lambda each: each.mv),
        min(known, key=lambda each: each.mv),
    )


def _qt_why_not(data: ReviewData, stretches: Sequence[WaveStretch]) -> str:
    if stretches:
        return _NO_END
    if data.session.record.fs < LEAST_FS_HZ:
        return f"sampled at less than {LEAST_FS_HZ:g} Hz"
    return _TOO_FEW
