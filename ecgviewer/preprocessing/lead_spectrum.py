"""A stretch of a lead by the spectra of its parts, for filters without phase shift.

One transform there serves all filters, and the way back is as short as the values that
are wanted are few. That takes a fraction of the time of filters that are run to and fro
over all samples. Parts overlap, so that a filter has settled where a part counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import butter, sosfreqz

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.preprocessing.filters import resampled_length

#: What a part overlaps on either side, enough for filters from 0.5 Hz on; beyond its
#: ends the stretch goes on for a second turned about them, and then stays there.
_OVERLAP_S, _TURNED_S = 4.0, 1.0
#: Transforms of four parts at once take half of the time, and longer ones more of it.
_AT_ONCE, _PART_SAMPLES, _OVERLAPS = 4, 2**15, 8


class Filter(Protocol):
    """A filter without phase shift that leaves nothing of a constant; to be hashed."""

    def __hash__(self) -> int:
        """Return the same for filters that are equal."""

    def gain(self, hz: Float64Array) -> Float64Array:
        """Return what is left of the amplitude at some frequencies."""


@dataclass(frozen=True)
class Butterworth:
    """A Butterworth filter that is run to and fro.

    Attributes
    ----------
    order : int
    band_hz : tuple of float
        Lower and upper cut-off in Hz; an infinite upper one makes a high-pass.
    fs : float
        Sampling frequency in Hz for which the filter is designed.
    """

    order: int
    band_hz: tuple[float, float]
    fs: float

    def gain(self, hz: Float64Array) -> Float64Array:
        """Return what is left of the amplitude at some frequencies."""
        low, high = self.band_hz
        if np.isinf(high):
            sos = butter(self.order, low, "high", fs=self.fs, output="sos")
        else:
            sos = butter(self.order, (low, high), "bandpass", fs=self.fs, output="sos")
        _, response = sosfreqz(sos, hz, fs=self.fs)
        return np.asarray(np.abs(response) ** 2, np.float64)


class LeadSpectrum:
    """A stretch of a lead, to be filtered.

    Parameters
    ----------
    values : ndarray, shape (n_samples,)
        Without NaN, at least one.
    fs : float
        Sampling frequency in Hz.
    ratio : Fraction
        Values that will be wanted for each sample, besides one.
    """

    def __init__(
        self,
        values: npt.NDArray[np.floating],
        fs: float,
        ratio: Fraction = Fraction(1),
    ) -> None:
        self.fs, self.n_samples = fs, len(values)
        grid = ratio.denominator
        self._overlap = grid * -(-round(_OVERLAP_S * fs) // grid)
        most = _AT_ONCE * max(_PART_SAMPLES, _OVERLAPS * self._overlap)
        n_parts = _AT_ONCE * max(1, round(len(values) / most))
        own = -(-len(values) // n_parts) + 2 * self._overlap
        self._size = grid * next_fast_len(-(-own // grid), real=True)
        own = self._size - 2 * self._overlap
        continued = _continued(values, round(_TURNED_S * fs), self._overlap)
        parts = np.lib.stride_tricks.sliding_window_view(
            np.pad(continued, (0, own * n_parts - len(values)), "edge"), self._size
        )[::own]
        # A mean far from 0 costs digits.
        self._spectra = rfft(parts - parts.mean(axis=1, keepdims=True))

    def filtered(self, band: Filter, ratio: Fraction = Fraction(1)) -> Float32Array:
        """Return the stretch in a band, `ratio` values for each sample.

        Parameters
        ----------
        band : Filter
        ratio : Fraction
            1, or that of the spectrum. The band must lie below half of the new
            sampling frequency.

        Returns
        -------
        ndarray of float32, shape (ceil(n_samples * ratio),)
        """
        size, overlap = (
            each * ratio.numerator // ratio.denominator
            for each in (self._size, self._overlap)
        )
        n_bins = min(size // 2 + 1, self._spectra.shape[1])
        gain = _gain(band, self.fs / self._size, n_bins, float(ratio))
        parts = irfft(self._spectra[:, :n_bins] * gain, size)
        values: Float32Array = parts[:, overlap : size - overlap].reshape(-1)
        return values[: resampled_length(self.n_samples, ratio)]


def _continued(
    values: npt.NDArray[np.floating], turned: int, overlap: int
) -> Float32Array:
    """Return values that go on at both ends: turned about them, then flat."""
    values = np.asarray(values, np.float32)
    turned = min(turned, len(values) - 1)
    before = 2 * values[0] - values[1 : turned + 1][::-1]
    after = 2 * values[-1] - values[len(values) - turned - 1 : -1][::-1]
    longer = np.concatenate([before, values, after])
    return np.pad(longer, overlap - turned, "edge")


@lru_cache(maxsize=16)
def _gain(band: Filter, apart_hz: float, n_bins: int, factor: float) -> Float32Array:
    """Return the gain of each bin of a spectrum; worked out once for all stretches."""
    hz = np.arange(n_bins, dtype=np.float64) * apart_hz
    return (factor * band.gain(hz)).astype(np.float32)
