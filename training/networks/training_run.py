"""What a trained network follows from: by this, unfinished work is known again.

Names do not tell: labels are corrected and signals replaced under the same names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import training
from ecgviewer import preprocessing
from training.errors import TrainingError
from training.networks.recipes import Recipe
from training.records.dataset import LabelledRecord
from training.records.splits import Split

#: Packages that the weights of a network depend on.
PACKAGES = ("tensorflow", "keras", "numpy", "scipy")
#: Modules of `training` that they depend on; recipes and splits count by their values.
_MODULES = (
    *("records/dataset", "records/trained_classes"),
    *("networks/epochs", "networks/network", "train"),
)

#: Equal for two runs that would give the same network, and for no others; JSON values.
Run = dict[str, Any]


def training_run(
    records: Sequence[LabelledRecord], split: Split, recipe: Recipe
) -> Run:
    """Return what the network of a training follows from.

    Parameters
    ----------
    records : sequence of LabelledRecord
        At least those of the split's training and validation records; others do not
        count.
    split : Split
    recipe : Recipe
    """
    seen = {*split.training, *split.validation}
    division = asdict(split)
    if not split.record_patients:
        # As it was before files said whose records are.
        del division["record_patients"]
    run = {
        "split": division,
        "recipe": [asdict(p) for p in (recipe.spec, recipe.shape, recipe.settings)],
        # A list: two folders may have records of one name, and their order counts.
        "data": [[r.name, record_digest(r)] for r in records if r.name in seen],
        "classes": records[0].classes.content if records else {},
        "program": program_digest(_sources()),
        "packages": {name: version(name) for name in PACKAGES},
    }
    # As it comes back from a file: tuples become lists.
    known: Run = json.loads(json.dumps(run))
    return known


def run_digest(run: Run) -> str:
    """Return a short name of a run, for folders."""
    text = json.dumps(run, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def record_digest(record: LabelledRecord) -> str:
    """Return the SHA-256 of all that training sees of a record."""
    lead, digest = record.prepared, hashlib.sha256()
    arrays: list[npt.NDArray[Any]] = [
        record.samples,
        record.labels,
        record.symbols,
        lead.values,
    ]
    if lead.patient is not None:
        arrays += _arrays_of(lead.patient)
    digest.update(repr((record.name, record.fs, lead.fs, lead.ratio)).encode())
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()


def _arrays_of(value: object) -> list[npt.NDArray[Any]]:
    """Return what a value holds as arrays; its parts' after each other."""
    if is_dataclass(value):
        parts = (getattr(value, field.name) for field in fields(value))
        return [array for part in parts for array in _arrays_of(part)]
    return [np.asarray(value)]


@cache
def program_digest(sources: Iterable[Path]) -> str:
    """Return the SHA-256 of source files, one after the other."""
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def preprocessing_sources() -> tuple[Path, ...]:
    """Return the modules that make the network's inputs."""
    return tuple(sorted(Path(preprocessing.__path__[0]).glob("*.py")))


def _sources() -> tuple[Path, ...]:
    own = Path(training.__path__[0])
    return (*preprocessing_sources(), *(own / f"{name}.py" for name in _MODULES))


def refuse_other_run(place: Path, known: object, run: Run) -> None:
    """Check that what a work folder holds was made in the same run.

    Raises
    ------
    TrainingError
        Saying what differs.
    """
    if known == run:
        return
    known = known if isinstance(known, dict) else {}
    differing = [_TITLES[key] for key in run if known.get(key) != run[key]]
    raise TrainingError(
        f"{place} holds another training run, of {_listed(differing)}. Give another "
        "--work, or remove the folder to train again."
    )


_TITLES = {
    "split": "another split",
    "recipe": "another recipe",
    "data": "other signals or labels",
    "classes": "other classes",
    "judged": "other signals or labels to judge it by",
    "program": "another version of this program",
    "packages": "other versions of TensorFlow, Keras, NumPy or SciPy",
}


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
