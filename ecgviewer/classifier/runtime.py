"""Runs the network of a bundle with LiteRT: pictures to scores and heat maps."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.bundle import (
    DEFAULT_BUNDLE,
    Bundle,
    BundleError,
    Golden,
    find_bundle,
    load_bundle,
    load_golden,
)
from ecgviewer.classifier.gradcam import heat_maps
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Lead, Record, Signal
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec

Images = npt.NDArray[np.uint8]

#: Beats the network takes at once; a fixed number spares allocating again.
BATCH_SIZE = 64
_N_THREADS = 2
#: Largest difference in a score, which other processors' arithmetic may cause.
_SCORE_TOLERANCE = 1e-4
#: Share of a picture's values that may differ by more than one step of the colours.
_IMAGE_TOLERANCE = 1e-3
_COLOUR_STEP = 8


class Classifier(Protocol):
    """What the analysis needs of a classifier."""

    @property
    def classes(self) -> tuple[BeatClass, ...]:
        """Classes in the order of the probabilities."""

    @property
    def classifier_id(self) -> str:
        """Identity that goes with every prediction."""

    @property
    def spec(self) -> PreprocessingSpec:
        """How the pictures must be made."""

    def classify(self, images: Images) -> tuple[Probabilities, Signal]:
        """Return probabilities (n, n_classes) and embedding (n, 128) of pictures."""

    def explain(self, image: Images) -> tuple[Probabilities, Signal]:
        """Return probabilities (n_classes,) and heat maps (n_classes, h, w)."""


class BeatClassifier:
    """The network of a bundle. To be used from one thread at a time."""

    def __init__(self, bundle: Bundle) -> None:
        """Load the network.

        Parameters
        ----------
        bundle : Bundle
            From `load_bundle`.

        Raises
        ------
        BundleError
            If LiteRT cannot load the network.
        """
        self.bundle = bundle
        try:
            # Two, since changing the number of beats allocates everything anew.
            self._many = _interpreter(bundle).get_signature_runner()
            interpreter = _interpreter(bundle)
            self._one = interpreter.get_signature_runner()
            self._dense, self._output = _head_weights(interpreter, len(bundle.classes))
        except (ValueError, RuntimeError, KeyError) as error:
            raise BundleError(f"{bundle.network} cannot be used: {error}.") from error

    @property
    def classes(self) -> tuple[BeatClass, ...]:
        """Classes in the order of the probabilities."""
        return self.bundle.classes

    @property
    def classifier_id(self) -> str:
        """Identity that goes with every prediction."""
        return self.bundle.classifier_id

    @property
    def spec(self) -> PreprocessingSpec:
        """How the pictures must be made."""
        return self.bundle.spec

    def classify(self, images: Images) -> tuple[Probabilities, Signal]:
        """Return the scores of pictures.

        Parameters
        ----------
        images : ndarray of uint8, shape (n, image_size, image_size, 3)
            From `pipeline.beat_inputs`.

        Returns
        -------
        probabilities : ndarray of float32, shape (n, n_classes)
        embedding : ndarray of float32, shape (n, 128)
            Output of the dense layer: similar beats have similar embeddings.
        """
        results = [
            self._batch(images[start : start + BATCH_SIZE])
            for start in range(0, max(len(images), 1), BATCH_SIZE)
        ]
        probabilities, embedding = zip(*results, strict=True)
        return np.concatenate(probabilities), np.concatenate(embedding)

    def _batch(self, images: Images) -> tuple[Probabilities, Signal]:
        n = len(images)
        if n < BATCH_SIZE:
            padded = np.zeros((BATCH_SIZE, *images.shape[1:]), np.uint8)
            padded[:n] = images
            images = padded
        outputs = self._many(image=images)
        return outputs["probabilities"][:n], outputs["embedding"][:n]

    def explain(self, image: Images) -> tuple[Probabilities, Signal]:
        """Return why the network scores a picture as it does.

        Grad-CAM of each class's logit over the last convolution block.

        Parameters
        ----------
        image : ndarray of uint8, shape (image_size, image_size, 3)

        Returns
        -------
        probabilities : ndarray of float32, shape (n_classes,)
        heat_maps : ndarray of float32, shape (n_classes, h, w)
            0 to 1, each with its own maximum of 1 or all 0; smaller than the picture
            and covering the whole of it.
        """
        outputs = self._one(image=image[None])
        features, embedding = outputs["features"][0], outputs["embedding"][0]
        heat = heat_maps(features, embedding, self._dense, self._output)
        return outputs["probabilities"][0], heat

    def check_golden(self) -> None:
        """Check that pictures and scores come out as when the bundle was made.

        Raises
        ------
        BundleError
            If they do not: then no prediction can be trusted.
        """
        golden = load_golden(self.bundle)
        images = golden_images(golden, self.spec)
        if images.shape != golden.images.shape or _differ(images, golden.images):
            raise BundleError(
                f"{self.bundle.path}: this program makes other pictures of the golden "
                "sample than the classifier was trained on. Install matching versions."
            )
        scores = self.classify(golden.images)[0]
        error = float(np.abs(scores - golden.probabilities).max())
        if not error <= _SCORE_TOLERANCE:
            raise BundleError(
                f"{self.bundle.path}: the network scores the golden sample otherwise "
                f"than it did, by {error:.2g}. Install matching versions."
            )


def load_classifier(name: str = "") -> BeatClassifier:
    """Return a bundle's classifier after its golden sample came out right.

    Parameters
    ----------
    name : str
        Name or folder of a bundle; empty for the default one.

    Raises
    ------
    BundleError
        If there is no such bundle or it cannot be trusted.
    """
    classifier = BeatClassifier(load_bundle(find_bundle(name or DEFAULT_BUNDLE)))
    classifier.check_golden()
    return classifier


def golden_images(golden: Golden, spec: PreprocessingSpec) -> Images:
    """Return the pictures of a golden sample's beats, as this program makes them."""
    signal = golden.values[None].copy()
    record = Record("golden", golden.fs, (Lead("golden"),), signal)
    prepared = pipeline.prepare_lead(record, 0, spec)
    return pipeline.beat_inputs(prepared, golden.samples, spec)


def _differ(images: Images, expected: Images) -> bool:
    far = np.abs(images.astype(np.int16) - expected) > _COLOUR_STEP
    return bool(far.mean() > _IMAGE_TOLERANCE)


def _interpreter(bundle: Bundle) -> Any:  # noqa: ANN401
    # Takes 0.4 s: the window is up before the worker comes here.
    from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415

    return Interpreter(str(bundle.network), num_threads=_N_THREADS)


def _head_weights(interpreter: Any, n_classes: int) -> tuple[Signal, Signal]:  # noqa: ANN401
    """Return the weights of the dense layer and of the logits, (out, in) each."""
    outputs = interpreter.get_signature_runner().get_output_details()
    n_units = int(outputs["embedding"]["shape"][-1])
    n_values = int(np.prod(outputs["features"]["shape"][1:]))
    return (
        _weights(interpreter, (n_units, n_values)),
        _weights(interpreter, (n_classes, n_units)),
    )


def _weights(interpreter: Any, shape: tuple[int, int]) -> Signal:  # noqa: ANN401
    found = [
        tensor["index"]
        for tensor in interpreter.get_tensor_details()
        if tuple(tensor["shape"]) == shape
    ]
    if len(found) != 1:
        raise ValueError(f"no single layer of weights {shape}")
    return np.asarray(interpreter.get_tensor(found[0]), np.float32)
