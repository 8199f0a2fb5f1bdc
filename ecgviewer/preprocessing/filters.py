"""Filtering of one lead: gaps, sampling frequency, pass band."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy import signal

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.record import Samples

#: Butterworth order of the band-pass; run forwards and backwards it doubles.
_ORDER = 3
#: With less a QRS of 40 ms lies between two samples; more no recorder has.
FS_RANGE_HZ = (50, 32_000)
#: Samples filtered at once, which bounds the memory for long records, and what is
#: filtered with them on either side, in periods of the lower edge.
_BLOCK = 2**19
_MARGIN_PERIODS = 10


def fill_gaps(values: npt.NDArray[np.floating]) -> tuple[Float32Array, BoolArray]:
    """Return values without NaN, and where NaN was.

    Gaps are bridged by straight lines, at the ends by the nearest value; a lead with
    no valid value becomes zero.

    Parameters
    ----------
    values : ndarray, shape (n,)

    Returns
    -------
    filled : ndarray of float32, shape (n,)
    gaps : ndarray of bool, shape (n,)
        True where the value was not finite.
    """
    gaps = ~np.isfinite(values)
    filled = np.array(values, np.float32)
    if gaps.all():
        filled[:] = 0
    elif gaps.any():
        where = np.flatnonzero(~gaps)
        filled[gaps] = np.interp(np.flatnonzero(gaps), where, values[where])
    return filled, gaps


def band_pass(
    values: npt.NDArray[np.floating], fs: float, band_hz: tuple[float, float]
) -> Float32Array:
    """Return values filtered by a Butterworth band-pass without phase shift.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Without NaN.
    fs : float
        Sampling frequency in Hz.
    band_hz : tuple of float
        Lower and upper cut-off in Hz; an upper one above half of fs is left out.

    Returns
    -------
    ndarray of float32, shape (n,)
    """
    band = BandPass(fs, band_hz)
    filtered = np.empty(len(values), np.float32)
    for start in range(0, len(values), band.block):
        first = max(start - band.margin, 0)
        part = band.filtered(
            values[first : start + band.block + band.margin], len(values)
        )
        filtered[start : start + band.block] = part[start - first :][: band.block]
    return filtered


class BandPass:
    """The filter of `band_pass`, for a block at a time.

    Attributes
    ----------
    block : int
        Samples to be filtered at once.
    margin : int
        Samples on either side of a block that are to be filtered with it.
    """

    def __init__(self, fs: float, band_hz: tuple[float, float]) -> None:
        low, high = band_hz
        if high < 0.49 * fs:
            sos = signal.butter(_ORDER, (low, high), "bandpass", fs=fs, output="sos")
        else:
            sos = signal.butter(_ORDER, low, "highpass", fs=fs, output="sos")
        self._sos = sos
        # Half the period of the lower edge, so that the ends settle.
        self._pad = round(fs / low / 2)
        self.block = _BLOCK
        self.margin = round(_MARGIN_PERIODS * fs / low)

    def filtered(self, values: npt.NDArray[np.floating], n_values: int) -> Float32Array:
        """Return a block with its margins, filtered.

        Parameters
        ----------
        values : ndarray, shape (n,)
        n_values : int
            Length of the whole signal.
        """
        if n_values < 2:
            return np.zeros(len(values), np.float32)
        part = np.array(values, np.float64)
        # A start near 0 keeps the high-pass from ringing.
        part -= np.median(part)
        pad = min(self._pad, n_values - 1)
        block = signal.sosfiltfilt(self._sos, part, padtype="odd", padlen=pad)
        return np.asarray(block, np.float32)


def check_fs(fs: float) -> None:
    """Make sure that a QRS can be read at a sampling frequency.

    Raises
    ------
    ValueError
        If it is outside 50 to 32,000 Hz.
    """
    low, high = FS_RANGE_HZ
    if not low <= fs <= high:
        raise ValueError(
            f"The sampling frequency of {fs:g} Hz is outside {low:,} to {high:,} Hz, "
            "at which beats can be found. Correct it in the header, or resample the "
            "record."
        )


def resampling_ratio(fs: float, new_fs: float) -> Fraction:
    """Return the factor by which the number of samples changes.

    Raises
    ------
    ValueError
        If fs is outside 50 to 32,000 Hz.
    """
    check_fs(fs)
    # Of high frequencies this many samples become one that smaller numbers are too few.
    return Fraction(new_fs / fs).limit_denominator(1000 if fs <= 4000 else 10_000)


def resampled(samples: npt.ArrayLike, ratio: Fraction) -> Samples:
    """Return where samples are at another sampling frequency, to the nearest."""
    at = np.asarray(samples, np.int64)
    times, over = ratio.numerator, ratio.denominator
    return (2 * at * times + over) // (2 * over)


def resample(values: Float32Array, ratio: Fraction) -> Float32Array:
    """Return values at another sampling frequency (polyphase, anti-aliased).

    Parameters
    ----------
    values : ndarray of float32, shape (n,)
        Without NaN.
    ratio : Fraction
        From `resampling_ratio`.
    """
    if ratio == 1 or not len(values):
        return values
    return np.asarray(
        signal.resample_poly(
            values, ratio.numerator, ratio.denominator, padtype="line"
        ),
        np.float32,
    )


def resampled_length(n_values: int, ratio: Fraction) -> int:
    """Return how many values `resample` makes of this many."""
    return -(-n_values * ratio.numerator // ratio.denominator)
