from __future__ import annotations

from textwrap import wrap

import numpy as np
import pytest

from ecgviewer.core.rhythm.intervals import rr_previous_s
from ecgviewer.core.synthetic_ecg import synthetic_record
from tests.kept import kept


def test_same_seed_gives_the_same_record() -> None:
    first, second = synthetic_record(30.0, seed=3), synthetic_record(30.0, seed=3)
    assert np.array_equal(first.record.signal, second.record.signal)
    assert first.beats == second.beats
    assert not np.array_equal(
        first.record.signal, synthetic_record(30.0, seed=4).record.signal
    )


@pytest.mark.parametrize("fs", [250.0, 360.0])
def test_the_demo_is_as_it_was(request: pytest.FixtureRequest, fs: float) -> None:
    ecg = synthetic_record(40.0, fs, seed=11, n_leads=3)
    values = ecg.record.signal[:, :: round(fs / 7)]
    texts = [
        " ".join(f"{round(v, 2) + 0.0:g}" for v in lead) for lead in values.tolist()
    ]
    beats = zip(ecg.beats.sample.tolist(), ecg.beats.symbol.tolist(), strict=True)
    kept(request).check(
        {
            "beats": wrap(" ".join(f"{at}{symbol}" for at, symbol in beats), 88),
            "mV, seven a second": [line for text in texts for line in wrap(text, 88)],
        }
    )


def test_demo_has_what_a_reviewer_should_meet() -> None:
    ecg = synthetic_record()
    symbols = "".join(ecg.beats.symbol)
    assert symbols.count("N") > 200
    assert symbols.count("V") >= 8
    assert symbols.count("A") >= 8
    assert "VVVV" in symbols, "a run of ventricular beats"
    assert "AAAAA" in symbols, "a run of supraventricular beats"


def test_ectopic_beats_are_early_and_ventricular_pauses_are_full() -> None:
    ecg = synthetic_record(600.0, seed=5)
    rr = rr_previous_s(ecg.beats.sample, ecg.record.fs)
    symbols = ecg.beats.symbol
    normal = np.median(rr[1:][symbols[1:] == "N"])
    assert np.all(rr[symbols == "V"] < 0.75 * normal)
    assert np.all(rr[symbols == "A"] < 0.85 * normal)
    single = np.flatnonzero(symbols[1:-1] == "V") + 1
    single = single[(symbols[single - 1] == "N") & (symbols[single + 1] == "N")]
    pair = rr[single] + rr[single + 1]
    assert np.allclose(pair, 2 * normal, rtol=0.15)


@pytest.mark.parametrize("fs", [100.0, 250.0, 360.0, 1000.0])
def test_true_beats_lie_on_the_r_peak(fs: float) -> None:
    ecg = synthetic_record(60.0, fs, noise_mv=0.0)
    signal = ecg.record.signal[0]
    reach = round(0.05 * fs)
    for sample in ecg.beats.sample:
        window = signal[max(sample - reach, 0) : sample + reach + 1]
        at = max(sample - reach, 0) + int(np.argmax(window))
        assert abs(at - sample) <= max(1, round(0.006 * fs))


@pytest.mark.parametrize(("n_leads", "names"), [(1, "MLII"), (3, "MLII V1 V5")])
def test_leads(n_leads: int, names: str) -> None:
    record = synthetic_record(10.0, n_leads=n_leads).record
    assert " ".join(lead.name for lead in record.leads) == names
    assert record.signal.shape == (n_leads, 3600)


@pytest.mark.parametrize(
    ("symbol", "at_s", "mv"),
    [
        # P wave, R and S of a sinus beat in MLII, V1 and V5.
        ("N", -0.160, (0.12, 0.02, 0.09)),
        ("N", 0.0, (1.16, -0.02, 1.33)),
        ("N", 0.027, (-0.18, -0.95, -0.11)),
        # A ventricular beat is wide, and its end goes against it.
        ("V", 0.0, (1.51, 1.02, -0.59)),
        ("V", 0.052, (0.67, 0.63, -0.35)),
        ("V", 0.112, (-0.47, -0.22, 0.57)),
    ],
)
def test_beats_have_the_waves_of_their_kind(
    symbol: str, at_s: float, mv: tuple[float, float, float]
) -> None:
    ecg = synthetic_record(1200.0, 500.0, n_leads=3, noise_mv=0.0)
    rows = ecg.beats.sample[ecg.beats.symbol == symbol]
    rows = rows[rows > 500]
    # Before an early beat is the T wave of another.
    level_s = -0.24 if symbol == "N" else 0.52
    level = ecg.record.signal[:, rows + round(level_s * 500)]
    values = ecg.record.signal[:, rows + round(at_s * 500)]
    assert np.median(values - level, axis=1) == pytest.approx(mv, abs=0.03)


@pytest.mark.parametrize("seed", range(8))
def test_every_beat_fits_whole(seed: int) -> None:
    duration_s = 12.0 + 0.1 * seed
    ecg = synthetic_record(duration_s, seed=seed)
    rest_s = duration_s - ecg.beats.sample / 360.0
    assert 0.52 <= rest_s.min() < 2.6
    assert ecg.beats.sample.min() >= 0.32 * 360
