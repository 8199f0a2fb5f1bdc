"""The convolutional network of the method: beats to classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.bundle import Bundle, BundleError
from ecgviewer.core.predictions import Probabilities
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES, TACHYCARDIA
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.command_line import extra_packages
from training.errors import TrainingError
from training.networks.calibration import IRREGULAR, IRREGULARITY, Calibration
from training.networks.light import without_extras_of_keras
from training.networks.recipes import Shape
from training.records.dataset import Beats
from training.records.shards import release_leads

with extra_packages(), without_extras_of_keras():
    import keras
    import tensorflow as tf
    from keras import layers

FILTERS = (16, 32, 64)
EMBEDDING = 128
_RHYTHM_UNITS = 32
#: Beats that a Keras network judges in one go; with 256 it holds 110 MB more.
_JUDGED_AT_ONCE = 64
#: The first version in which `safe_mode` keeps what it promises.
_SAFE_KERAS = (3, 12)
#: Beginning of the names of layers that members share.
_COMMON = ("logits", "irregularity", "tachycardia")


def build_network(
    spec: PreprocessingSpec,
    shape: Shape,
    n_classes: int = 3,
    dropout: float = 0.5,
) -> keras.Model:
    """Return the untrained network.

    Three times convolution, ReLU, batch normalisation and max-pooling; then Dense 128
    with ReLU, dropout, and one logit a class with softmax. The first convolution
    moves by several pixels, which makes everything after it cheaper. Where the spec
    wants the rhythm, it joins the picture at Dense 128 through 32 units of its own;
    what kind of rhythm the beat is in then shifts the logits, see `Calibration`.
    Several members stand side by side and share the layer of the logits.

    Parameters
    ----------
    spec : PreprocessingSpec
        Size of the pictures, and whether there is a rhythm.
    shape : Shape
        First convolution and members.
    n_classes : int
        Number of classes.
    dropout : float
        Share of the embedding left out in training.

    Returns
    -------
    keras.Model
        From ``image``, bytes (n, image_size, image_size, 3), and ``rhythm``, floats
        (n, n_features), to probabilities (n, n_classes). Layers
        ``normalisation_3``, ``embedding`` (of each member) and ``logits`` are the ones
        that explanations need.
    """
    size = (spec.image_size, spec.image_size, 3)
    inputs = {"image": keras.Input(size, dtype="uint8", name="image")}
    if spec.rhythm:
        inputs["rhythm"] = keras.Input((len(FEATURE_NAMES),), name="rhythm")
    timing = inputs["rhythm"][:, :TACHYCARDIA] if spec.rhythm else None
    image = layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(inputs["image"])
    embeddings = [
        _member(image, timing, shape, suffix) for suffix in member_suffixes(shape)
    ]
    x = embeddings[0]
    if len(embeddings) > 1:
        x = layers.Concatenate(name="members")(embeddings)
    x = layers.Dropout(dropout, name="dropout")(x)
    x = layers.Dense(n_classes, name="logits")(x)
    if spec.rhythm:
        x = layers.Add(name="calibrated")(
            [
                x,
                _irregularity(inputs["rhythm"], n_classes),
                _shift(inputs["rhythm"][:, TACHYCARDIA:], n_classes, "tachycardia"),
            ]
        )
    return keras.Model(inputs, layers.Softmax(name="probabilities")(x), name="beat_cnn")


def _irregularity(rhythm: keras.KerasTensor, n_classes: int) -> keras.KerasTensor:
    """Return what an irregular rhythm adds to the logits: nothing until calibrated."""
    low, high = IRREGULAR
    kernel = np.zeros((len(FEATURE_NAMES), 1), np.float32)
    kernel[FEATURE_NAMES.index(IRREGULARITY)] = 1 / (high - low)
    scale = layers.Dense(1, trainable=False, name="irregularity")
    ramp = scale(rhythm)
    scale.set_weights([kernel, np.array([-low / (high - low)], np.float32)])
    ramp = layers.ReLU(max_value=1.0, name="irregularity_ramp")(ramp)
    return _shift(ramp, n_classes, "irregularity")


def _shift(share: keras.KerasTensor, n_classes: int, name: str) -> keras.KerasTensor:
    """Return what is added to the logits: nothing until calibrated."""
    return layers.Dense(
        n_classes,
        use_bias=False,
        kernel_initializer="zeros",
        trainable=False,
        name=f"{name}_shift",
    )(share)


def member_suffixes(shape: Shape) -> tuple[str, ...]:
    """Return what the names of each member's layers end in."""
    if shape.members == 1:
        return ("",)
    return tuple(f"_m{number}" for number in range(1, shape.members + 1))


def _member(
    image: keras.KerasTensor,
    rhythm: keras.KerasTensor | None,
    shape: Shape,
    suffix: str,
) -> keras.KerasTensor:
    x = image
    for number, filters in enumerate(FILTERS, 1):
        x = _convolution_block(x, f"{number}{suffix}", filters, shape, number == 1)
    x = layers.Flatten(name=f"flat{suffix}")(x)
    if rhythm is not None:
        scaled = layers.BatchNormalization(
            momentum=shape.momentum, name=f"rhythm_scale{suffix}"
        )(rhythm)
        timing = layers.Dense(
            _RHYTHM_UNITS, activation="relu", name=f"rhythm_units{suffix}"
        )(scaled)
        x = layers.Concatenate(name=f"picture_and_rhythm{suffix}")([x, timing])
    return layers.Dense(EMBEDDING, activation="relu", name=f"embedding{suffix}")(x)


def _convolution_block(
    x: keras.KerasTensor, name: str, filters: int, shape: Shape, first: bool
) -> keras.KerasTensor:
    size, stride = (shape.kernel, shape.stride) if first else (3, 1)
    x = layers.Conv2D(
        filters,
        size,
        strides=stride,
        padding="same",
        activation="relu",
        name=f"convolution_{name}",
    )(x)
    x = layers.BatchNormalization(
        momentum=shape.momentum, name=f"normalisation_{name}"
    )(x)
    return layers.MaxPooling2D(name=f"pool_{name}")(x)


def choose_device(name: str) -> None:
    """Have TensorFlow train on processors, on the GPU, or on what there is.

    Parameters
    ----------
    name : str
        ``auto``, ``cpu`` or ``gpu``.

    Raises
    ------
    TrainingError
        If TensorFlow finds no GPU that is asked for.
    """
    found = tf.config.list_physical_devices("GPU")
    if name == "gpu" and not found:
        raise TrainingError(
            "TensorFlow finds no GPU. It needs Linux, NVIDIA's driver and the CUDA "
            'libraries: python -m pip install "tensorflow[and-cuda]". Or train with '
            "--device cpu."
        )
    tf.config.set_visible_devices([] if name == "cpu" else found, "GPU")
    for gpu in [] if name == "cpu" else found:
        # Else it takes all memory of the GPU at once.
        tf.config.experimental.set_memory_growth(gpu, True)


def load_trainable(bundle: Bundle) -> keras.Model:
    """Return the network of a bundle, to be trained further.

    Raises
    ------
    BundleError
        If the file is not the bundle's own, or holds anything but Keras' own layers.
    """
    path = bundle.trainable_network
    refuse_unsafe_keras()
    try:
        return keras.models.load_model(
            path, custom_objects=None, compile=False, safe_mode=True
        )
    except (ValueError, TypeError, OSError, KeyError, ImportError) as error:
        raise BundleError(
            f"{path} cannot be loaded: {error}. Get the classifier again, or train it."
        ) from error


def refuse_unsafe_keras() -> None:
    """Check that this Keras runs no code that comes with a file.

    Raises
    ------
    BundleError
        If it is older than 3.12: CVE-2025-1550, -8747, -9905, -9906, -12058.
    """
    if tuple(int(part) for part in keras.__version__.split(".")[:2]) < _SAFE_KERAS:
        raise BundleError(
            f"Keras {keras.__version__} may run code that a network's file brings "
            'along. Install a later one: pip install "keras>=3.12".'
        )


def joined(
    members: Sequence[keras.Model], spec: PreprocessingSpec, shape: Shape
) -> keras.Model:
    """Return one network with the members' weights; its logits are their mean.

    Parameters
    ----------
    members : sequence of keras.Model
        Trained, of one member each.
    spec : PreprocessingSpec
        What they are given.
    shape : Shape
        Theirs; the number of members is that of the members given.
    """
    shape = replace(shape, members=len(members))
    network = build_network(spec, shape, members[0].output_shape[-1])
    for suffix, member in zip(member_suffixes(shape), members, strict=True):
        for layer in member.layers:
            if layer.weights and not layer.name.startswith(_COMMON):
                twin = network.get_layer(f"{layer.name}{suffix}")
                twin.set_weights(layer.get_weights())
    heads = [member.get_layer("logits").get_weights() for member in members]
    kernel = np.concatenate([kernel for kernel, _ in heads]) / len(heads)
    network.get_layer("logits").set_weights(
        [kernel, np.mean([bias for _, bias in heads], axis=0)]
    )
    return network


def calibrate(network: keras.Model, calibration: Calibration) -> None:
    """Make a network's probabilities mean what they say.

    The calibration becomes part of the weights, so that whoever runs the network gets
    calibrated probabilities.
    """
    layer = network.get_layer("logits")
    kernel, bias = layer.get_weights()
    scaled = bias / calibration.temperature + np.asarray(calibration.shift)
    layer.set_weights([kernel / calibration.temperature, scaled])
    for name, shift in (
        ("irregularity", calibration.irregular),
        ("tachycardia", calibration.tachycardia),
    ):
        if any(shift):
            added = np.asarray(shift, np.float32)[None]
            network.get_layer(f"{name}_shift").set_weights([added])


def probabilities_of(
    network: keras.Model, beats: Beats, spec: PreprocessingSpec
) -> Probabilities:
    """Return what a Keras network says of beats, shape (n_beats, n_classes)."""
    parts = [np.empty((0, network.output_shape[-1]), np.float32)]
    for start in range(0, len(beats), _JUDGED_AT_ONCE):
        inputs = beats.inputs(slice(start, start + _JUDGED_AT_ONCE), spec)
        parts.append(network.predict_on_batch(fed_to_network(inputs, spec)))
        release_leads(beats.records)
    return np.concatenate(parts)


def fed_to_network(
    inputs: BeatInputs, spec: PreprocessingSpec
) -> dict[str, npt.NDArray[Any]]:
    """Return the inputs by the names that the network gives them."""
    fed: dict[str, npt.NDArray[Any]] = {"image": inputs.images}
    return fed | ({"rhythm": inputs.rhythm} if spec.rhythm else {})
