"""Runs the network of a bundle with LiteRT: beats to scores and heat maps."""

from __future__ import annotations

import re
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.bundle import (
    REMEDY,
    Bundle,
    BundleError,
    Golden,
    load_bundle,
    load_golden,
)
from ecgviewer.classifier.bundle_folders import DEFAULT_BUNDLE, find_bundle
from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.classifier.gradcam import heat_maps
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Lead, Record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.spec import PreprocessingSpec

#: Beats the network takes at once; a fixed number spares allocating again.
BATCH_SIZE = 48
#: LiteRT's threads wait for each other without sleeping: two take 1.4 times the
#: processor time. Several networks of one thread each do not.
_N_THREADS = 1
#: Largest difference in a score, which other processors' arithmetic may cause.
_SCORE_TOLERANCE = 1e-4
#: Share of a picture's values that may differ by more than one step of the colours.
_IMAGE_TOLERANCE = 1e-3
_COLOUR_STEP = 8
#: Name of the matrix of a dense layer; the converter counts each use of a layer.
_MATRIX = re.compile(r"/(embedding(?:_m\d+)?|logits)(?:_\d+)?/MatMul$")


class Classifier(Protocol):
    """What the analysis needs of a classifier."""

    @property
    def classes(self) -> tuple[int, ...]:
        """Classes in the order of the probabilities, as codes of the scheme."""

    @property
    def scheme(self) -> LabelScheme:
        """What classes there are."""

    @property
    def classifier_id(self) -> str:
        """Identity that goes with every prediction."""

    @property
    def digest(self) -> str:
        """Stands for all that its answers follow from; another one for any change."""

    @property
    def spec(self) -> PreprocessingSpec:
        """How the pictures must be made."""

    @property
    def context_expert(self) -> ContextExpert | None:
        """Says S or N once all beats of a record are known; None where nothing does."""

    def classify(self, inputs: BeatInputs) -> tuple[Probabilities, Float32Array]:
        """Return probabilities (n, n_classes) and embedding (n, n_units) of beats."""

    def explain(self, inputs: BeatInputs) -> tuple[Probabilities, Float32Array]:
        """Return probabilities (n_classes,) and heat maps (n_classes, h, w)."""


class BeatClassifier:
    """The network of a bundle; several threads may classify at a time."""

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
        ContextExpertError
            If its context expert is not one of this program.
        """
        self.bundle = bundle
        self._context_expert = bundle.context_expert
        try:
            # Others for many beats, since another number allocates everything again.
            self._idle: list[Any] = []
            interpreter = _interpreter(bundle)
            self._one = interpreter.get_signature_runner()
            self._dense, self._output = _head_weights(interpreter, len(bundle.classes))
            self._takes_rhythm = "rhythm" in self._one.get_input_details()
        except (ValueError, RuntimeError, KeyError) as error:
            raise BundleError(
                f"{bundle.network} cannot be used: {error}. {REMEDY}"
            ) from error

    @property
    def classes(self) -> tuple[int, ...]:
        """Classes in the order of the probabilities, as codes of the scheme."""
        return self.bundle.classes

    @property
    def scheme(self) -> LabelScheme:
        """What classes there are."""
        return self.bundle.scheme

    @property
    def classifier_id(self) -> str:
        """Identity that goes with every prediction."""
        return self.bundle.classifier_id

    @property
    def digest(self) -> str:
        """Stands for all that its answers follow from; another one for any change."""
        return self.bundle.digest

    @property
    def spec(self) -> PreprocessingSpec:
        """How the pictures must be made."""
        return self.bundle.spec

    @property
    def context_expert(self) -> ContextExpert | None:
        """Says S or N once all beats of a record are known; None where nothing does."""
        return self._context_expert

    def classify(self, inputs: BeatInputs) -> tuple[Probabilities, Float32Array]:
        """Return the scores of beats.

        Parameters
        ----------
        inputs : BeatInputs
            Of n beats, from `pipeline.beat_inputs`.

        Returns
        -------
        probabilities : ndarray of float32, shape (n, n_classes)
        embedding : ndarray of float32, shape (n, n_units)
            Output of the dense layers, 128 units for each member of an ensemble:
            similar beats have similar embeddings.
        """
        results = [
            self._batch(inputs[start : start + BATCH_SIZE])
            for start in range(0, max(len(inputs), 1), BATCH_SIZE)
        ]
        probabilities, embedding = zip(*results, strict=True)
        return np.concatenate(probabilities), np.concatenate(embedding)

    def _batch(self, inputs: BeatInputs) -> tuple[Probabilities, Float32Array]:
        n = len(inputs)
        fed = self._fed(inputs)
        if n < BATCH_SIZE:
            missing = BATCH_SIZE - n
            fed = {
                name: np.concatenate([v, np.zeros((missing, *v.shape[1:]), v.dtype)])
                for name, v in fed.items()
            }
        outputs = self._outputs(fed)
        return outputs["probabilities"][:n], outputs["embedding"][:n]

    def _outputs(self, fed: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
        """Return what a network that nobody uses at the moment makes of many beats."""
        try:
            network = self._idle.pop()
        except IndexError:
            network = _interpreter(self.bundle).get_signature_runner()
        outputs: dict[str, npt.NDArray[Any]] = network(**fed)
        self._idle.append(network)
        return outputs

    def _fed(self, inputs: BeatInputs) -> dict[str, npt.NDArray[Any]]:
        fed: dict[str, npt.NDArray[Any]] = {"image": inputs.images}
        return fed | ({"rhythm": inputs.rhythm} if self._takes_rhythm else {})

    def explain(self, inputs: BeatInputs) -> tuple[Probabilities, Float32Array]:
        """Return why the network scores a beat as it does.

        Grad-CAM of each class's logit over the last convolution block.

        Parameters
        ----------
        inputs : BeatInputs
            Of one beat.

        Returns
        -------
        probabilities : ndarray of float32, shape (n_classes,)
        heat_maps : ndarray of float32, shape (n_classes, h, w)
            0 to 1, each with its own maximum of 1 or all 0; smaller than the picture
            and covering the whole of it.
        """
        outputs = self._one(**self._fed(inputs[:1]))
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
        inputs = golden_inputs(golden, self.spec)
        expected = BeatInputs(golden.images, golden.rhythm)
        if _differ(inputs, expected):
            raise BundleError(
                f"{self.bundle.path}: this program computes other inputs from the "
                "golden sample than the classifier was trained on. "
                "Install matching versions."
            )
        scores = self.classify(expected)[0]
        error = float(np.abs(scores - golden.probabilities).max())
        if not error <= _SCORE_TOLERANCE:
            raise BundleError(
                f"{self.bundle.path}: the network scores the golden sample "
                f"differently than it did, by {error:.2g}. Install matching versions."
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


def golden_inputs(golden: Golden, spec: PreprocessingSpec) -> BeatInputs:
    """Return the inputs of a golden sample's beats, as this program makes them."""
    signal = golden.values[None].copy()
    record = Record("golden", golden.fs, (Lead("golden"),), signal)
    prepared = pipeline.prepare_lead(record, 0, spec)
    prepared = pipeline.know_patient(prepared, golden.samples, spec)
    return pipeline.beat_inputs(prepared, golden.samples, spec)


def _differ(inputs: BeatInputs, expected: BeatInputs) -> bool:
    pairs = (inputs.images, expected.images), (inputs.rhythm, expected.rhythm)
    if any(ours.shape != theirs.shape for ours, theirs in pairs):
        return True
    far = np.abs(inputs.images.astype(np.int16) - expected.images) > _COLOUR_STEP
    timing = np.allclose(inputs.rhythm, expected.rhythm, atol=_SCORE_TOLERANCE)
    return bool(far.mean() > _IMAGE_TOLERANCE) or not timing


def _interpreter(bundle: Bundle) -> Any:  # noqa: ANN401
    # Takes 0.4 s: the window is up before the worker comes here.
    from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415

    return Interpreter(str(bundle.network), num_threads=_N_THREADS)


def _head_weights(
    interpreter: Any,  # noqa: ANN401
    n_classes: int,
) -> tuple[Float32Array, Float32Array]:
    """Return the weights of the dense layers and of the logits.

    An ensemble has several dense layers, whose names end in the member's number;
    those columns that belong to the rhythm are left out.

    Returns
    -------
    dense : ndarray, shape (n_members, n_units, n_values)
    output : ndarray, shape (n_classes, n_members * n_units)
    """
    outputs = interpreter.get_signature_runner().get_output_details()
    n_units = int(outputs["embedding"]["shape"][-1])
    layers: dict[str, Float32Array] = {}
    for tensor in interpreter.get_tensor_details():
        if layer := _MATRIX.search(tensor["name"]):
            layers[layer[1]] = interpreter.get_tensor(tensor["index"])
    members = sorted(name for name in layers if name.startswith("embedding"))
    if not members or layers["logits"].shape != (n_classes, n_units):
        raise ValueError("its dense layers are not those that explanations need")
    n_features = int(np.prod(outputs["features"]["shape"][1:])) // len(members)
    n_inputs = layers[members[0]].shape[1]
    # Features are given before their 2x2 pools or after; the rhythm comes last.
    n_values = n_features if n_features <= n_inputs else n_features // 4
    dense = np.stack([layers[name][:, :n_values] for name in members])
    return dense.astype(np.float32), layers["logits"].astype(np.float32)
