"""A classifier on disk: network, preprocessing spec, provenance and a golden sample.

Loading a bundle runs no code: JSON, arrays without pickle, and LiteRT's flat buffer.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from lzma import LZMAError
from pathlib import Path
from tokenize import TokenError
from types import MappingProxyType
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.bundle_folders import DESCRIPTION as DESCRIPTION
from ecgviewer.classifier.bundle_folders import BundleError as BundleError
from ecgviewer.classifier.context_expert import ContextExpert, read_context_expert
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.predictions import AAMI_CLASSES, Probabilities
from ecgviewer.core.record import Samples
from ecgviewer.core.scheme_text import scheme_of
from ecgviewer.preprocessing.spec import PreprocessingSpec

#: Version of the layout of ``bundle.json`` and its folder.
BUNDLE_VERSION = 1

NETWORK, TRAINABLE, GOLDEN, CONTEXT = (
    "network.tflite",
    "network.keras",
    "golden.npz",
    "context.npz",
)
#: What to do about a bundle that is damaged or was not written by this program.
REMEDY = "Get the classifier again, or train it again."
#: Most that a golden sample may be when unpacked: hundreds of pictures.
_MAX_GOLDEN_BYTES = 2**27
#: The arrays of a golden sample: kind of number, and number of axes.
_GOLDEN_KINDS: Mapping[str, tuple[str, int]] = {
    "values": ("f", 1),
    "fs": ("f", 0),
    "samples": ("i", 1),
    "images": ("u", 4),
    "rhythm": ("f", 2),
    "probabilities": ("f", 2),
}
_NOT_GOLDEN = (
    OSError, EOFError, ValueError, KeyError, MemoryError, SyntaxError, TokenError,
    # Of archives: damaged ones, ones with a password or of a later version.
    BadZipFile, zlib.error, LZMAError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True)
class Bundle:
    """What a bundle says of its classifier.

    Attributes
    ----------
    path : Path
        The folder.
    classifier_id : str
        Goes with every prediction into files.
    created : str
        UTC time, ISO 8601.
    spec : PreprocessingSpec
        How the classifier's input is made.
    classes : tuple of int
        In the order of the network's outputs, as codes of the scheme.
    training_records, validation_records, test_records : tuple of str
        Names of the records that trained, that chose the epoch, and that tested.
    patients : tuple of str
        The patients of the training and validation records.
    metrics, seeds, packages : mapping
        Figures of merit; seeds of the training; versions that trained it.
    digests : mapping
        SHA-256 of each file of the folder that ``bundle.json`` lists.
    scheme : LabelScheme
        What classes there are; AAMI's where the bundle says nothing of it.
    record_patients : mapping
        Whose records are, by name, where who trained it said so.
    every_lead : bool
        Whether it learned from every ECG lead of its records, rather than from one.
    """

    path: Path
    classifier_id: str
    created: str
    spec: PreprocessingSpec
    classes: tuple[int, ...]
    training_records: tuple[str, ...]
    validation_records: tuple[str, ...]
    test_records: tuple[str, ...]
    patients: tuple[str, ...]
    metrics: Mapping[str, Any]
    seeds: tuple[int, ...]
    packages: Mapping[str, str]
    digests: Mapping[str, str]
    scheme: LabelScheme = AAMI
    record_patients: Mapping[str, str] = field(default_factory=dict)
    every_lead: bool = False

    @property
    def digest(self) -> str:
        """Stands for its files and for how they are used, wherever they lie."""
        used = [self.classifier_id, self.spec.to_json(), self.classes, self.scheme]
        text = repr([*used, sorted(self.digests.items())])
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def network(self) -> Path:
        """The network for LiteRT."""
        return self.path / NETWORK

    @property
    def trainable_network(self) -> Path:
        """The network for Keras; not in every installation, as only training needs it.

        Raises
        ------
        BundleError
            If it is not there, or is not the file that the bundle was made with.
        """
        path = self.path / TRAINABLE
        if not path.is_file():
            raise BundleError(f"{path} does not exist; take the bundle of a checkout.")
        if TRAINABLE not in self.digests:
            raise BundleError(
                f"{self.path / DESCRIPTION} does not list {TRAINABLE}, so nothing says "
                "that it is this classifier's. Take the bundle of a checkout."
            )
        _check_file(path, self.digests[TRAINABLE])
        return path

    @property
    def context_expert(self) -> ContextExpert | None:
        """What says S or N once all beats of a record are known, if the bundle has it.

        Raises
        ------
        BundleError
            If the bundle has other classes than N, S and V, in this order.
        ContextExpertError
            If the file holds no expert of this program.
        """
        if CONTEXT not in self.digests:
            return None
        if self.scheme != AAMI or self.classes != AAMI_CLASSES:
            raise BundleError(
                f"{self.path / CONTEXT} tells S from N, which are not the classes of "
                f"this bundle. {REMEDY}"
            )
        return read_context_expert(self.path / CONTEXT)


@dataclass(frozen=True, eq=False)
class Golden:
    """A strip, its inputs and its scores, as they were when the bundle was made.

    Attributes
    ----------
    values : ndarray of float32, shape (n_samples,)
        One lead in mV.
    fs : float
        Sampling frequency in Hz.
    samples : ndarray of int64, shape (n_beats,)
        R-peaks.
    images : ndarray of uint8, shape (n_beats, image_size, image_size, 3)
    rhythm : ndarray of float32, shape (n_beats, n_features)
    probabilities : ndarray of float32, shape (n_beats, n_classes)
    """

    values: Float32Array
    fs: float
    samples: Samples
    images: npt.NDArray[np.uint8]
    rhythm: Float32Array
    probabilities: Probabilities


def load_bundle(path: Path) -> Bundle:
    """Read and check a bundle.

    Raises
    ------
    BundleError
        If a file is missing or damaged, or the bundle is for another version.
    """
    description = _read_description(path)
    digests = {name: str(text) for name, text in description["files"].items()}
    for name, digest in digests.items():
        # The trainable network is left out of the packaged program.
        if name != TRAINABLE:
            _check_file(path / name, digest)
    try:
        scheme = scheme_of(description.get("label_scheme"))
        return Bundle(
            path=path,
            classifier_id=str(description["classifier_id"]),
            created=str(description["created"]),
            spec=PreprocessingSpec.from_json(description["spec"]),
            classes=_classes(description["classes"], scheme),
            training_records=tuple(description["training_records"]),
            validation_records=tuple(description["validation_records"]),
            test_records=tuple(description["test_records"]),
            patients=tuple(description["patients"]),
            metrics=MappingProxyType(description["metrics"]),
            seeds=tuple(description["seeds"]),
            packages=MappingProxyType(description["packages"]),
            digests=MappingProxyType(digests),
            scheme=scheme,
            record_patients=dict(description.get("record_patients", {})),
            every_lead=bool(description.get("every_lead", CONTEXT in digests)),
        )
    except KeyError as error:
        raise BundleError(
            f"{path / DESCRIPTION}: {error} is not known. {REMEDY}"
        ) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BundleError(f"{path / DESCRIPTION}: {error}. {REMEDY}") from error


def _classes(names: list[str], scheme: LabelScheme) -> tuple[int, ...]:
    classes = tuple(scheme.code(name) for name in names)
    if len(classes) < 2 or len(set(classes)) < len(classes):
        raise ValueError(f"{', '.join(names) or 'nothing'} are not a choice of classes")
    return classes


def _read_description(path: Path) -> dict[str, Any]:
    file = path / DESCRIPTION
    try:
        description = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BundleError(
            f"{path} holds no classifier: no {DESCRIPTION}. {REMEDY}"
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise BundleError(f"{file} cannot be read: {error}. {REMEDY}") from error
    if not isinstance(description, dict):
        raise BundleError(f"{file} does not describe a classifier. {REMEDY}")
    if description.get("version") != BUNDLE_VERSION:
        raise BundleError(
            f"{file} has version {description.get('version')}; this program reads "
            f"version {BUNDLE_VERSION}. Install the program that fits the bundle."
        )
    files = description.get("files")
    if not isinstance(files, dict) or not {NETWORK, GOLDEN} <= set(files):
        raise BundleError(f"{file} does not list {NETWORK} and {GOLDEN}. {REMEDY}")
    for name in files:
        _refuse_path(file, name)
    return description


def _refuse_path(file: Path, name: str) -> None:
    """Refuse a name that may mean a file outside the bundle's folder on any system."""
    is_path = bool(set(name) & set("/\\:")) or name in ("", ".", "..")
    if is_path or not name.isprintable():
        raise BundleError(
            f"{file} lists {name!r}, which is not the name of a file in its folder. "
            "Get the classifier again from somebody you trust."
        )


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_file(path: Path, digest: str) -> None:
    try:
        if not path.is_file():
            raise BundleError(f"{path} is missing. Install the classifier again.")
        is_ours = file_digest(path) == digest
    except OSError as error:
        raise BundleError(
            f"{path} cannot be read: {error.strerror}. {REMEDY}"
        ) from error
    if not is_ours:
        raise BundleError(
            f"{path} is not the file the bundle was made with; it may be damaged. "
            "Install the classifier again."
        )


def load_golden(bundle: Bundle) -> Golden:
    """Read the golden sample of a bundle.

    Raises
    ------
    BundleError
        If the file does not hold one.
    """
    path = bundle.path / GOLDEN
    try:
        data = BytesIO(path.read_bytes())
        _check_unpacked(data)
        with np.load(data, allow_pickle=False) as arrays:
            return _golden({name: arrays[name] for name in _GOLDEN_KINDS})
    except _NOT_GOLDEN as error:
        raise BundleError(
            f"{path} holds no golden sample: {error}. {REMEDY}"
        ) from error


def _golden(arrays: Mapping[str, Any]) -> Golden:
    for name, (kind, n_axes) in _GOLDEN_KINDS.items():
        array = arrays[name]
        # What is not an array in the archive comes as its bytes.
        fits = isinstance(array, np.ndarray) and array.dtype.kind == kind
        if not fits or array.ndim != n_axes:
            raise ValueError(f"{name} is not what it must be")
    return Golden(
        values=arrays["values"],
        fs=float(arrays["fs"]),
        samples=arrays["samples"],
        images=arrays["images"],
        rhythm=arrays["rhythm"],
        probabilities=arrays["probabilities"],
    )


def _check_unpacked(data: BytesIO) -> None:
    with ZipFile(data) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > _MAX_GOLDEN_BYTES:
        raise ValueError(f"{size:,} bytes when unpacked")
