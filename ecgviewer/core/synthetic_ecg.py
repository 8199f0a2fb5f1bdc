"""A synthesised ECG with its true beats known: for the demo and for tests.

Each wave is a Gaussian around the R-peak, as in McSharry, Clifford, Tarassenko & Smith,
IEEE Trans Biomed Eng 50 (2003) 289; ectopic beats come early, with the pauses that
cardiologists expect after them. No recording of a person is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array, Float64Array, IntArray
from ecgviewer.core.beats import BeatTable, Origin, new_beats
from ecgviewer.core.record import Lead, Record

_RR_S = 0.84
_WINDOW_S = (-0.32, 0.62)
_CHUNK_BEATS = 2048


class _Wave(NamedTuple):
    """One Gaussian: amplitudes (mV) in each lead, centre and width in seconds."""

    mlii_mv: float
    v1_mv: float
    v5_mv: float
    centre_s: float
    width_s: float
    follows_rr: bool = False


_QRS = (
    _Wave(-0.09, 0.22, -0.12, -0.026, 0.009),
    _Wave(1.18, 0.05, 1.35, 0.000, 0.011),
    _Wave(-0.24, -0.95, -0.18, 0.027, 0.012),
)
_T = (
    _Wave(0.17, -0.06, 0.24, 0.255, 0.052, True),
    _Wave(0.15, -0.05, 0.20, 0.300, 0.034, True),
)
_SINUS_P = (
    _Wave(0.10, 0.05, 0.07, -0.168, 0.020),
    _Wave(0.06, -0.04, 0.04, -0.14, 0.018),
)
_ECTOPIC_P = (_Wave(-0.09, 0.07, -0.05, -0.125, 0.016),)
# QRS of 150 ms from a ventricular focus, its T wave against it.
_VENTRICULAR = (
    _Wave(1.45, 0.95, -0.55, 0.000, 0.030),
    _Wave(0.45, 0.50, -0.35, 0.052, 0.026),
    _Wave(-0.50, -0.25, 0.60, 0.112, 0.034),
    _Wave(-0.42, -0.35, 0.38, 0.305, 0.062),
)
_MORPHOLOGY = {
    "N": (*_SINUS_P, *_QRS, *_T),
    "A": (*_ECTOPIC_P, *_QRS, *_T),
    "V": _VENTRICULAR,
}
_LEAD_NAMES = ("MLII", "V1", "V5")


@dataclass(frozen=True)
class SyntheticEcg:
    """A record and its true beats (their symbols N, A and V)."""

    record: Record
    beats: BeatTable


def synthetic_record(
    duration_s: float = 240.0,
    fs: float = 360.0,
    seed: int = 7,
    *,
    n_leads: int = 2,
    noise_mv: float = 0.012,
    name: str = "demo",
) -> SyntheticEcg:
    """Return a record of sinus rhythm with S and V beats, two runs, noise and wander.

    Parameters
    ----------
    duration_s : float
        Length in seconds, at least 5.
    fs : float
        Sampling frequency in Hz.
    seed : int
        The same seed gives the same record.
    n_leads : int
        1 to 3: MLII, V1, V5.
    noise_mv : float
        Standard deviation of the white noise; a stretch of muscle noise is ten times
        as strong.
    name : str
        Name of the record.

    Returns
    -------
    SyntheticEcg
    """
    rng = np.random.default_rng(seed)
    symbols, times_s, rr_s = _rhythm(duration_s, rng)
    samples = np.round(times_s * fs).astype(np.int64)
    n_samples = round(duration_s * fs)
    signal = _background(n_leads, n_samples, fs, noise_mv, rng)
    gain = (
        1 + 0.04 * np.sin(2 * np.pi * 0.25 * times_s) + rng.normal(0, 0.015, len(rr_s))
    )
    for symbol, waves in _MORPHOLOGY.items():
        rows = np.flatnonzero(symbols == symbol)
        for chunk in np.array_split(rows, max(1, -(-len(rows) // _CHUNK_BEATS))):
            _add_beats(signal, waves, samples[chunk], rr_s[chunk], gain[chunk], fs)
    leads = tuple(Lead(lead) for lead in _LEAD_NAMES[:n_leads])
    record = Record(name, fs, leads, signal, checksum=f"synthetic-{seed}")
    beats = new_beats(samples, symbol=symbols, origin=Origin.REFERENCE)
    return SyntheticEcg(record, beats)


def _rhythm(
    duration_s: float, rng: np.random.Generator
) -> tuple[npt.NDArray[np.str_], Float64Array, Float64Array]:
    """Return symbol, time and RR interval before of each beat that fits whole."""
    symbols, rr_s = [], []
    time_s, stop_s = 0.0, duration_s + _WINDOW_S[0] - 0.2
    beats = _beats_in_order(duration_s, rng)
    while True:
        symbol, rr = next(beats)
        if time_s + rr > stop_s:
            break
        time_s += rr
        symbols.append(symbol)
        rr_s.append(rr)
    return np.array(symbols, "U1"), np.cumsum(rr_s), np.array(rr_s)


def _beats_in_order(
    duration_s: float, rng: np.random.Generator
) -> Iterator[tuple[str, float]]:
    """Yield symbol and RR interval before each beat, without end."""
    time_s = 0.0
    runs = [(0.35, "A", 5, 0.42), (0.62, "V", 4, 0.40), (0.8, "V", 2, 0.46)]
    while True:
        rr = _sinus_rr(time_s, rng)
        due = bool(runs) and time_s > runs[0][0] * duration_s
        chance = rng.random()
        group: list[tuple[str, float]]
        if due:
            _, symbol, n, run_rr = runs.pop(0)
            group = [(symbol, run_rr * rng.uniform(0.97, 1.03)) for _ in range(n)]
            group.append(("N", 1.35 * rr))
        elif chance < 0.045:
            coupling = rr * rng.uniform(0.58, 0.68)
            # The sinus node goes on unmoved: the pause makes up for the early beat.
            group = [("V", coupling), ("N", 2 * rr - coupling), ("N", rr)]
        elif chance < 0.09:
            # An atrial beat resets the sinus node: the pause is less than full.
            group = [("A", rr * rng.uniform(0.60, 0.72)), ("N", 1.08 * rr), ("N", rr)]
        else:
            group = [("N", rr)]
        time_s += sum(interval for _, interval in group)
        yield from group


def _sinus_rr(time_s: float, rng: np.random.Generator) -> float:
    breathing = 0.035 * np.sin(2 * np.pi * 0.24 * time_s)
    slow = 0.04 * np.sin(2 * np.pi * time_s / 97)
    return float(_RR_S * (1 + breathing + slow + rng.normal(0, 0.012)))


def _background(
    n_leads: int, n_samples: int, fs: float, noise_mv: float, rng: np.random.Generator
) -> Float32Array:
    signal = rng.standard_normal((n_leads, n_samples), np.float32) * noise_mv
    time_s = np.arange(n_samples, dtype=np.float32) / fs
    for lead in range(n_leads):
        phase = rng.uniform(0, 2 * np.pi, 2)
        signal[lead] += 0.10 * np.sin(2 * np.pi * 0.24 * time_s + phase[0])
        signal[lead] += 0.14 * np.sin(2 * np.pi * time_s / 41 + phase[1])
    start = int(0.9 * n_samples)
    stop = min(start + int(6 * fs), n_samples)
    burst = np.hanning(stop - start) * 10 * noise_mv
    signal[:, start:stop] += burst * rng.standard_normal((n_leads, stop - start))
    return signal.astype(np.float32, copy=False)


def _add_beats(
    signal: Float32Array,
    waves: tuple[_Wave, ...],
    samples: IntArray,
    rr_s: Float64Array,
    gain: Float64Array,
    fs: float,
) -> None:
    """Add the waves of some beats to every lead, in place."""
    offsets = np.arange(int(_WINDOW_S[0] * fs), int(_WINDOW_S[1] * fs))
    places = samples[:, None] + offsets
    inside = (places >= 0) & (places < signal.shape[1])
    # QT shortens with the square root of the RR interval (Bazett 1920).
    stretch = np.sqrt(np.clip(rr_s, 0.4, 1.2) / _RR_S)[:, None]
    for wave in waves:
        centre = wave.centre_s * (stretch if wave.follows_rr else 1.0)
        z = (offsets / fs - centre) / wave.width_s
        shape = (gain[:, None] * np.exp(-0.5 * z * z)).astype(np.float32)
        amplitudes = (wave.mlii_mv, wave.v1_mv, wave.v5_mv)
        for lead in range(len(signal)):
            np.add.at(signal[lead], places[inside], amplitudes[lead] * shape[inside])
