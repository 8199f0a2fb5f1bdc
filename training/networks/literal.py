"""The published method as its description reads, one beat after the other.

Only to be measured against, by `training.bench`: nothing is trained or classified
with it, so it may call the libraries that training otherwise must not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.command_line import extra_packages

with extra_packages():
    import cv2
    import keras
    import librosa
    from keras import layers

_FILTERS = (32, 64, 128)
#: The largest power of two that a beat of 0.85 s at 360 Hz holds.
_N_FFT = 256


def literal_network(image_size: int, n_classes: int = 3) -> keras.Model:
    """Return the network of the method, untrained: its speed does not depend on that.

    Three times convolution, ReLU, batch normalisation and max-pooling, with 32, 64
    and 128 filters; Dense 128, dropout, softmax.
    """
    image = keras.Input((image_size, image_size, 3))
    x = image
    for filters in _FILTERS:
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = layers.BatchNormalization()(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Dense(128, activation="relu")(layers.Flatten()(x))
    x = layers.Dropout(0.5)(x)
    return keras.Model(image, layers.Dense(n_classes, activation="softmax")(x))


def literal_image(
    stretch: Float32Array, spec: PreprocessingSpec
) -> npt.NDArray[np.uint8]:
    """Return the colour-mapped spectrogram of one beat.

    Parameters
    ----------
    stretch : ndarray of float32, shape (n,)
        The filtered lead around the R-peak.
    spec : PreprocessingSpec
        Its window, decibels and size of the picture.

    Returns
    -------
    ndarray of uint8, shape (image_size, image_size, 3)
    """
    beat = (stretch - stretch.mean()) / (stretch.std() + 1e-9)
    spectrum = librosa.stft(
        beat, n_fft=_N_FFT, win_length=spec.win, hop_length=spec.hop
    )
    highest = int(spec.frequency_hz[1] * _N_FFT / spec.fs)
    levels = librosa.amplitude_to_db(
        np.abs(spectrum[: highest + 1]), ref=np.max, top_db=spec.range_db
    )
    grey = np.asarray(255 * (levels / spec.range_db + 1), np.uint8)
    coloured = cv2.applyColorMap(grey[::-1], cv2.COLORMAP_JET)
    picture = cv2.resize(coloured, (spec.image_size, spec.image_size))
    return np.asarray(picture, np.uint8)


def literal_probabilities(
    stretches: list[Float32Array], spec: PreprocessingSpec, network: keras.Model
) -> Float32Array:
    """Return the network's probabilities of beats, by Keras' ``predict``."""
    images = np.stack([literal_image(stretch, spec) for stretch in stretches])
    predicted: Any = network.predict(images / np.float32(255), verbose=0)
    return np.asarray(predicted, np.float32)
