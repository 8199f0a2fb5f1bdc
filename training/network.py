"""The convolutional network of the method: pictures of beats to classes N, S, V."""

from __future__ import annotations

import keras
from keras import layers

#: Filters of the three convolutions; the first is 5x5 with stride 2.
FILTERS = (16, 32, 64)
EMBEDDING = 128


def build_network(
    image_size: int = 128, n_classes: int = 3, dropout: float = 0.5
) -> keras.Model:
    """Return the untrained network.

    Three times convolution, ReLU, batch normalisation and max-pooling; then Dense 128
    with ReLU, dropout, and one logit a class with softmax. The first convolution
    moves by two pixels, which makes everything after it four times cheaper.

    Parameters
    ----------
    image_size : int
        Height and width of the pictures.
    n_classes : int
        Number of classes.
    dropout : float
        Share of the embedding left out in training.

    Returns
    -------
    keras.Model
        From bytes, (n, image_size, image_size, 3), to probabilities (n, n_classes).
        Layers ``pool_3``, ``embedding`` and ``logits`` are the ones that
        explanations need.
    """
    image = keras.Input((image_size, image_size, 3), dtype="uint8", name="image")
    x = layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(image)
    for number, filters in enumerate(FILTERS, 1):
        x = _convolution_block(x, number, filters)
    x = layers.Flatten(name="flat")(x)
    x = layers.Dense(EMBEDDING, activation="relu", name="embedding")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    x = layers.Dense(n_classes, name="logits")(x)
    return keras.Model(image, layers.Softmax(name="probabilities")(x), name="seed_cnn")


def _convolution_block(
    x: keras.KerasTensor, number: int, filters: int
) -> keras.KerasTensor:
    size, stride = (5, 2) if number == 1 else (3, 1)
    x = layers.Conv2D(
        filters,
        size,
        strides=stride,
        padding="same",
        activation="relu",
        name=f"convolution_{number}",
    )(x)
    x = layers.BatchNormalization(name=f"normalisation_{number}")(x)
    return layers.MaxPooling2D(name=f"pool_{number}")(x)
