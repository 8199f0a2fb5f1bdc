"""Leads fit, keep apart and stay in view."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.gui.waveform.paper.lead_spans import survey_leads
from ecgviewer.gui.waveform.paper.lead_stack import Lane, LeadStack
from ecgviewer.gui.waveform.paper.paper import Fit, Gain
from ecgviewer.gui.waveform.paper.time_steps import MIN_GRID_PX
from tests.data_folder import DATA, needs

_TOP, _BOTTOM = 30.0, 630.0


def _record(
    *signals: npt.NDArray[np.floating[Any]], units: tuple[str, ...] = ()
) -> Record:
    units = units or ("mV",) * len(signals)
    leads = tuple(Lead(f"L{i}", unit) for i, unit in enumerate(units))
    return Record("r", 250.0, leads, np.stack(signals).astype(np.float32))


def _beats(n_s: float = 60.0, height: float = 1.0) -> Float32Array:
    values = np.zeros(int(n_s * 250), np.float32)
    values[100::200] = height
    return values


def _lanes(record: Record, gain: float = 1.0) -> tuple[Lane, ...]:
    stack = LeadStack(record)
    stack.scale(gain)
    return stack.lanes(_TOP, _BOTTOM)


def test_lanes_fill_the_sheet_without_gaps() -> None:
    lanes = _lanes(synthetic_record(60.0, n_leads=3).record)
    assert lanes[0].top == _TOP
    assert lanes[-1].bottom == pytest.approx(_BOTTOM)
    for above, below in itertools.pairwise(lanes):
        assert above.bottom == below.top


def test_beats_stay_in_their_lanes() -> None:
    record = synthetic_record(120.0, n_leads=3).record
    for lane, values in zip(_lanes(record), record.signal, strict=True):
        y = lane.y(values)
        inside = (y >= lane.top - 1) & (y <= lane.bottom + 1)
        assert inside.mean() > 0.995


def test_leads_in_millivolts_share_gain_and_grid() -> None:
    a, b = _lanes(_record(_beats(), _beats(height=0.3) - 0.77))
    assert a.px_per_unit == b.px_per_unit
    boxes = (b.zero_y - a.zero_y) / (a.minor * a.px_per_unit)
    assert boxes == pytest.approx(round(boxes), abs=1e-6)


def test_one_artefact_does_not_flatten_everything() -> None:
    clean, dirty = _beats(), _beats()
    dirty[5000:5250] = 400.0
    clean_px = _lanes(_record(clean))[0].px_per_unit
    assert _lanes(_record(dirty))[0].px_per_unit == pytest.approx(clean_px, rel=0.05)


def test_beats_that_are_rare_and_large_stay_in_their_lane() -> None:
    values = _beats(1800.0)
    for beat in range(4000, len(values), 20000):
        values[beat : beat + 30] = -1.9
    (lane,) = _lanes(_record(values))
    y = lane.y(values)
    assert lane.top < y.min() < y.max() < lane.bottom


def test_artefact_is_not_taken_for_a_large_beat() -> None:
    clean, dirty = _beats(1800.0), _beats(1800.0)
    for second in range(10, 1700, 60):
        dirty[250 * second : 250 * second + 200] = -4.0
    clean_px = _lanes(_record(clean))[0].px_per_unit
    assert _lanes(_record(dirty))[0].px_per_unit == pytest.approx(clean_px, rel=0.05)


def test_microvolts_are_drawn_as_high_as_millivolts() -> None:
    a, b = _lanes(_record(_beats(), _beats() * 1000, units=("mV", "uV")))
    assert a.px_per_unit == pytest.approx(1000 * b.px_per_unit)
    assert b.minor == pytest.approx(1000 * a.minor)


def test_a_flat_lead_has_the_same_room_in_every_unit() -> None:
    flat = np.zeros(15000)
    record = _record(flat, flat, flat, units=("mV", "uV", "V"))
    mv, uv, v = (survey.span for survey in survey_leads(record, 0, 15000))
    assert mv.above == mv.below > 0
    assert (uv.above, v.above) == pytest.approx((1000 * mv.above, mv.above / 1000))


def test_another_unit_has_a_scale_of_its_own() -> None:
    pressure = 80 + 40 * np.sin(np.arange(15000) / 40)
    lane = _lanes(_record(_beats(), pressure, units=("mV", "mmHg")))[1]
    y = lane.y(pressure)
    assert lane.top <= y.min() < y.max() <= lane.bottom
    assert y.max() - y.min() > 0.6 * (lane.bottom - lane.top)


@pytest.mark.parametrize(
    ("mm_mv", "grid"),
    [
        (10.0, (0.1, 0.5)), (5.0, (0.2, 1.0)), (2.5, (0.5, 1.0)), (1.25, (1.0, 5.0)),
        (0.25, (5.0, 10.0)), (0.125, (10.0, 50.0)), (0.025, (50.0, 100.0)),
    ],
)  # fmt: skip
def test_the_grid_is_millimetres_and_grows_coarser_as_the_gain_falls(
    mm_mv: float, grid: tuple[float, float]
) -> None:
    stack = LeadStack(_record(_beats()), Gain(Fit.FIXED, mm_mv), px_per_mm=4.0)
    stack.gain = Gain(Fit.FIXED, mm_mv)
    (lane,) = stack.lanes(_TOP, _BOTTOM)
    assert lane.px_per_unit == pytest.approx(4.0 * mm_mv)
    assert (lane.minor, lane.major) == pytest.approx(grid)


@pytest.mark.parametrize("factor", [1e-2, 0.1, 10.0, 1e3])
def test_the_grid_of_another_unit_is_as_fine_whatever_its_size(factor: float) -> None:
    pressure = 80 + 30 * np.sin(np.arange(15000) / 40)
    (usual,) = _lanes(_record(pressure, units=("mmHg",)))
    (lane,) = _lanes(_record(pressure * factor, units=("mmHg",)))
    assert lane.minor == pytest.approx(factor * usual.minor)
    assert lane.major == pytest.approx(factor * usual.major)
    assert MIN_GRID_PX <= usual.minor * usual.px_per_unit < 10 * MIN_GRID_PX


@pytest.mark.parametrize("gain", [0.2, 1.0, 3.0, 10.0])
def test_the_baseline_stays_in_its_lane_at_any_gain(gain: float) -> None:
    for lane in _lanes(_record(_beats(), -_beats() - 3.0), gain):
        baseline = lane.y(np.array([0.0 if lane.lead.name == "L0" else -3.0]))[0]
        assert lane.top < baseline < lane.bottom


def test_a_drifted_baseline_is_followed_and_let_go_again() -> None:
    values = _beats(120.0)
    values[15000:] += 20.0
    stack = LeadStack(_record(values))
    stack.follow(0, 2500)
    before = stack.lanes(_TOP, _BOTTOM)[0]
    stack.follow(20000, 22500)
    lane = stack.lanes(_TOP, _BOTTOM)[0]
    assert lane.top < lane.y(np.array([20.0]))[0] < lane.bottom
    stack.follow(0, 2500)
    assert stack.lanes(_TOP, _BOTTOM)[0] == before


def test_a_small_wander_moves_nothing() -> None:
    wander = 0.1 * np.sin(np.arange(15000) / 1000)
    stack = LeadStack(_record(_beats() + wander))
    lanes = stack.lanes(_TOP, _BOTTOM)
    for start in range(0, 12500, 500):
        stack.follow(start, start + 2500)
        assert stack.lanes(_TOP, _BOTTOM) == lanes


@pytest.mark.parametrize("value", [0.0, np.nan, 5.0])
def test_a_lead_without_a_beat_has_a_lane(value: float) -> None:
    lane = _lanes(_record(np.full(1000, value)))[0]
    assert np.isfinite([lane.zero_y, lane.px_per_unit]).all()
    assert lane.px_per_unit > 0


@pytest.mark.parametrize("n", [0, 1, 7])
def test_records_of_next_to_nothing(n: int) -> None:
    assert len(_lanes(_record(np.zeros(n), np.zeros(n)))) == 2


def test_fit_looks_at_the_stretch_in_view() -> None:
    values = _beats(120.0)
    values[15000:] *= 4
    stack = LeadStack(_record(values))
    stack.fit(15000, 30000)
    high = stack.lanes(_TOP, _BOTTOM)[0].px_per_unit
    stack.scale(7.0)
    stack.fit(0, 15000)
    assert stack.lanes(_TOP, _BOTTOM)[0].px_per_unit == pytest.approx(4 * high, rel=0.1)


@needs("mitdb")
@pytest.mark.parametrize("name", ["100", "119", "208", "232"])
def test_real_leads_seldom_leave_their_lanes(name: str) -> None:
    from ecgviewer.formats.wfdb.record import read_record

    record = read_record(DATA / "mitdb" / f"{name}.hea")
    for lane, values in zip(_lanes(record), record.signal, strict=True):
        y = lane.y(values)
        assert ((y < lane.top - 2) | (y > lane.bottom + 2)).mean() < 0.01
        assert np.ptp(y[:3600]) > 0.3 * (lane.bottom - lane.top)


@needs("mitdb")
@pytest.mark.parametrize("name", ["100", "114", "119", "208", "232"])
def test_real_beats_are_seldom_cut_off(name: str) -> None:
    from ecgviewer.formats.wfdb.annotation_reader import read_annotations
    from ecgviewer.formats.wfdb.record import read_record

    record = read_record(DATA / "mitdb" / f"{name}.hea")
    peaks = read_annotations(DATA / "mitdb" / f"{name}.atr").sample
    reach = round(0.12 * record.fs)
    peaks = peaks[(peaks >= reach) & (peaks < record.n_samples - reach)]
    near = peaks[:, None] + np.arange(-reach, reach)
    for lane, values in zip(_lanes(record), record.signal, strict=True):
        y = lane.y(values[near])
        cut = (y < lane.top - 1).any(axis=1) | (y > lane.bottom + 1).any(axis=1)
        assert cut.mean() < 0.01


@pytest.mark.parametrize("unit", ["mV", "V", "mmHg"])
@pytest.mark.parametrize("bottom", [_TOP - 10.0, _TOP, _TOP + 1.0, _BOTTOM])
@pytest.mark.parametrize("height", [0.0, 1e-12, 1.0, 1e7, 1e20])
@pytest.mark.parametrize("fit", Fit)
def test_lanes_can_be_drawn_at_any_height_and_amplitude(
    unit: str, bottom: float, height: float, fit: Fit
) -> None:
    values = np.stack([_beats(height=1.0) * height] * 3).astype(np.float32)
    leads = tuple(Lead(name, unit) for name in ("a", "b", "c"))
    stack = LeadStack(Record("odd", 250.0, leads, values), Gain(fit))
    for lane in stack.lanes(_TOP, bottom):
        numbers = lane.zero_y, lane.px_per_unit, lane.minor, lane.major
        assert np.isfinite(numbers).all()
        assert lane.px_per_unit > 0
        assert lane.bottom > lane.top
        n_lines = (lane.bottom - lane.top) / (lane.minor * lane.px_per_unit)
        # Millimetres of paper are drawn down to half of that.
        assert n_lines <= (lane.bottom - lane.top) / (MIN_GRID_PX / 2) + 1


def test_a_record_that_grows_moves_no_lane() -> None:
    whole = _record(_beats(120.0), _beats(120.0, height=0.4) - 0.5)
    stack = LeadStack(replace(whole, source=whole.signal[:, : 60 * 250].copy()))
    before = stack.lanes(_TOP, _BOTTOM)
    stack.grow(whole)
    assert stack.record is whole
    assert stack.lanes(_TOP, _BOTTOM) == before


def test_a_baseline_that_drifts_in_what_is_new_is_followed() -> None:
    values = _beats(3600.0)
    values[1800 * 250 :] += 3.0
    whole = _record(values)
    stack = LeadStack(replace(whole, source=whole.signal[:, : 600 * 250].copy()))
    for seconds in (601, 3600):
        part = whole.signal[:, : seconds * 250].copy()
        stack.grow(replace(whole, source=part))
    stack.follow(1900 * 250, 3600 * 250)
    (lane,) = stack.lanes(_TOP, _BOTTOM)
    assert lane.top < lane.y(np.array([3.0]))[0] < lane.bottom


@pytest.mark.parametrize("height", [1e-3, 1.0, 5e4])
def test_a_lead_in_another_unit_fills_its_lane_from_the_start(height: float) -> None:
    values = _beats(height=height)
    values[5000] = 100 * height
    (lane,) = _lanes(_record(values, units=("NU",)))
    drawn = height * lane.px_per_unit
    assert drawn > 0.5 * (lane.bottom - lane.top)
    assert lane.top <= lane.y(np.array([height]))[0] < lane.zero_y <= lane.bottom


def test_a_flat_or_missing_lead_in_another_unit_has_a_scale() -> None:
    for value in (0.0, np.nan):
        values = np.full(5000, value, np.float32)
        (lane,) = _lanes(_record(values, units=("NU",)))
        assert 0 < lane.px_per_unit < np.inf
