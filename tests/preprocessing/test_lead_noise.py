"""The energy of a band is that of SciPy's filter that goes to and fro."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfiltfilt

from ecgviewer.preprocessing.lead_noise import band_energy, with_ends


@pytest.mark.parametrize("n", [1, 2, 40, 361, 5000])
@pytest.mark.parametrize("band_hz", [(12.0, 35.0), (1.0, 5.0), (12.0, 200.0)])
def test_it_is_that_of_the_filter_that_goes_to_and_fro(
    n: int, band_hz: tuple[float, float]
) -> None:
    fs, pad = 360.0, min(360, n - 1)
    values = np.random.default_rng(n).normal(size=n).cumsum()
    low, high = band_hz
    sos = butter(2, (low, min(high, 0.45 * fs)), "bandpass", fs=fs, output="sos")
    power = sosfiltfilt(sos, values, padlen=pad) ** 2
    wanted = np.sqrt(np.maximum(uniform_filter1d(power, 18), 0.0))
    found = band_energy(with_ends(values, pad), pad, fs, band_hz, 0.05)
    np.testing.assert_array_equal(found, wanted)
