"""The picture of a beat: short-time Fourier transform, decibels, colours, size.

The transform is a matrix product with a basis of the wanted bins only; the tests
hold it equal to ``librosa.stft``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array, IntArray
from ecgviewer.preprocessing.resizing import resized
from ecgviewer.preprocessing.spec import PreprocessingSpec

Images = npt.NDArray[np.uint8]

#: Beats a step: their windows and spectra stay in the processor's cache.
_STEP = 16
#: Bins of one matrix product. OpenBLAS starts its threads above 262,144 operations,
#: and waiting for them takes longer than the product, on a busy machine 20 times so.
_BLOCK = 16
#: Power that stands for silence; the normalised beat has a variance of 1.
_SILENCE = 1e-8


@lru_cache(maxsize=8)
def bins(spec: PreprocessingSpec) -> IntArray:
    """Return the numbers of the transform's bins within the spec's frequencies."""
    low, high = (edge * spec.n_fft / spec.fs for edge in spec.frequency_hz)
    return np.arange(np.ceil(low - 1e-9), np.floor(high + 1e-9) + 1, dtype=np.int64)


@lru_cache(maxsize=8)
def _basis(spec: PreprocessingSpec) -> Float32Array:
    # (blocks, win, cosines and sines of _BLOCK bins); bins that fill up are zero.
    n = np.arange(spec.win)
    # The periodic Hann window, as librosa and SciPy have it.
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * n / spec.win)
    wanted = bins(spec)
    n_blocks = -(-len(wanted) // _BLOCK)
    waves = np.zeros((spec.win, n_blocks * _BLOCK), np.complex128)
    angle = 2 * np.pi * np.outer(n, wanted) / spec.n_fft
    waves[:, : len(wanted)] = hann[:, None] * np.exp(-1j * angle)
    blocks = waves.reshape(spec.win, n_blocks, _BLOCK).transpose(1, 0, 2)
    basis = np.concatenate([blocks.real, blocks.imag], axis=2).astype(np.float32)
    basis.flags.writeable = False
    return basis


def stft_power(stretches: Float32Array, spec: PreprocessingSpec) -> Float32Array:
    """Return the power of every bin and window.

    Parameters
    ----------
    stretches : ndarray of float32, shape (n_beats, n)
        The window's centre starts at sample ``spec.win // 2`` and moves by
        ``spec.hop`` to the last place where the window fits.

    Returns
    -------
    ndarray of float32, shape (n_beats, n_bins, n_windows)
        Squared magnitude, as of ``librosa.stft(center=False)``.
    """
    windows = np.lib.stride_tricks.sliding_window_view(stretches, spec.win, axis=1)
    windows = np.ascontiguousarray(windows[:, None, :: spec.hop])
    # Stacked, not flattened: the products of a beat have the same shape, and so give
    # the same bits, whatever the number of beats.
    product = windows @ _basis(spec)
    np.square(product, out=product)
    power = (product[..., :_BLOCK] + product[..., _BLOCK:]).transpose(0, 1, 3, 2)
    n, n_blocks, n_bins, n_windows = power.shape
    return power.reshape(n, n_blocks * n_bins, n_windows)[:, : len(bins(spec))]


def decibel_levels(power: Float32Array, range_db: float) -> Images:
    """Return power in decibels below each beat's maximum, as 0 (least) to 255.

    Parameters
    ----------
    power : ndarray of float32, shape (n_beats, n_bins, n_windows)
    range_db : float
        Decibels from 0 to 255.
    """
    top = np.maximum(power.max(axis=(1, 2), keepdims=True), np.float32(_SILENCE))
    relative = np.maximum(power / top, np.float32(10 ** (-range_db / 10)))
    scale = np.float32(255 * 10 / np.log(10) / range_db)
    return np.asarray(np.rint(np.log(relative) * scale + 255), np.uint8)


@lru_cache(maxsize=4)
def colour_table(name: str) -> Images:
    """Return a colour map as RGB, shape (256, 3).

    Raises
    ------
    ValueError
        If the name is unknown.
    """
    level = np.linspace(0, 1, 256)[:, None]
    if name == "jet":
        rgb = np.clip(1.5 - np.abs(4 * level - np.array([3, 2, 1])), 0, 1)
    elif name == "grey":
        rgb = np.repeat(level, 3, axis=1)
    else:
        raise ValueError(f"unknown colour map {name}; known are jet and grey")
    table = np.asarray(np.rint(255 * rgb), np.uint8)
    table.flags.writeable = False
    return table


def spectrogram_levels(stretches: Float32Array, spec: PreprocessingSpec) -> Images:
    """Return the spectrogram of each stretch in levels of decibels.

    Parameters
    ----------
    stretches : ndarray of float32, shape (n_beats, n)
        Normalised, with half a window more at either end than the picture shows.

    Returns
    -------
    ndarray of uint8, shape (n_beats, n_bins, n_windows)
    """
    parts = [
        decibel_levels(stft_power(stretches[i : i + _STEP], spec), spec.range_db)
        for i in range(0, max(len(stretches), 1), _STEP)
    ]
    return np.concatenate(parts)


def coloured(levels: Images, spec: PreprocessingSpec) -> Images:
    """Return levels in the spec's colours, shape (n_beats, n_bins, n_windows, 3)."""
    return colour_table(spec.colour_map)[levels]


def with_difference(levels: Images, typical: Images) -> Images:
    """Return each beat's levels, what differs from the typical beat, and the latter.

    Parameters
    ----------
    levels, typical : ndarray of uint8, shape (n_beats, n_bins, n_windows)

    Returns
    -------
    ndarray of uint8, shape (n_beats, n_bins, n_windows, 3)
        In the difference 128 means the same, more means louder than typical.
    """
    difference = levels.astype(np.int16) - typical + 128
    clipped = np.clip(difference, 0, 255).astype(np.uint8)
    return np.stack([levels, clipped, typical], axis=-1)


def images_of(pictures: Images, spec: PreprocessingSpec) -> Images:
    """Return pictures in the size of the classifier's, high frequencies on top.

    Parameters
    ----------
    pictures : ndarray of uint8, shape (n_beats, n_bins, n_windows, 3)

    Returns
    -------
    ndarray of uint8, shape (n_beats, image_size, image_size, 3)
    """
    return resized(pictures[:, ::-1], spec.image_size)
