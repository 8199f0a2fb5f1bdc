"""What experts say of patients that they never saw, a row for each beat."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.labels import Labels
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.preprocessing.rhythm_features import Features
from training.errors import TrainingError
from training.records.lead_beats import Judged, read_judged, side_by_side
from training.records.splits import DS1


@dataclass(frozen=True, eq=False)
class FoldBeats:
    """Beats of records in the order of time.

    Attributes
    ----------
    record : ndarray of str, shape (n_beats,)
    label : ndarray of uint8, shape (n_beats,)
    logits : ndarray of float32, shape (n_beats, n_leads, n_classes)
        What the network says of each lead; NaN for leads that a record lacks.
    quality : ndarray of float32, shape (n_beats, n_leads)
    rhythm : ndarray of float32, shape (n_beats, n_features)
    timing : ndarray of float32, shape (n_beats, n_mixes, n_outputs)
        What timing experts say that learned from several mixes of databases.
    """

    record: npt.NDArray[np.str_]
    label: Labels
    logits: Float32Array
    quality: Float32Array
    rhythm: Features
    timing: Float32Array

    @classmethod
    def of(cls, judged: Judged, timed: Sequence[Float32Array]) -> FoldBeats:
        """Return beats as the network judged them on each lead, and timing experts."""
        first, logits, quality = side_by_side(judged)
        beats = first.beats
        none = np.zeros((len(beats), 0, 3), np.float32)
        said = np.stack(timed, 1) if timed else none
        return cls(beats.record, beats.label, logits, quality, beats.rhythm, said)

    def __len__(self) -> int:
        """Return the number of beats."""
        return len(self.label)

    @property
    def is_ds1(self) -> BoolArray:
        """Which beats are of DS1."""
        return np.isin(self.record, DS1)

    def take(self, rows: npt.NDArray[np.bool_]) -> FoldBeats:
        """Return some beats."""
        return FoldBeats(*(getattr(self, f.name)[rows] for f in fields(self)))


def joined(parts: Sequence[FoldBeats]) -> FoldBeats:
    """Return the beats of several folds."""
    columns = [[getattr(part, f.name) for part in parts] for f in fields(FoldBeats)]
    return FoldBeats(*(np.concatenate(column) for column in columns))


def fold_file(folder: Path, beginning: str, left_out: Sequence[int]) -> Path:
    """Return where what was said without some folds is."""
    return folder / f"{beginning}-{'-'.join(map(str, sorted(left_out)))}.npz"


def read_fold(
    networks: Path, timing: Mapping[str, Path], left_out: Sequence[int]
) -> FoldBeats:
    """Return what the experts without some folds say of these folds' beats.

    Parameters
    ----------
    networks : Path
        Folder of `training.fold_networks`.
    timing : mapping
        Folders of `training.timing`, by name; none for networks alone.
    left_out : sequence of int
        Folds: one, or two.

    Raises
    ------
    TrainingError
        If they do not speak of the same beats, or a file is damaged.
    """
    judged, _ = read_judged(fold_file(networks, "without", left_out))
    record = judged.beats.record[judged.beats.lead == 0]
    timed = [
        _timing(fold_file(folder, "timing-without", left_out), record)
        for folder in timing.values()
    ]
    return FoldBeats.of(judged, timed)


def write_timing(
    path: Path, record: Sequence[str], logits: Float32Array, run: str
) -> None:
    """Write what a timing expert says of records' beats of the classes, in order."""
    with replace_file(path) as file:
        np.savez_compressed(
            file, record=np.array(record), logits=logits, run=np.array(run)
        )


def timing_run(path: Path) -> str:
    """Return what an expert whose words are in a file was made of."""
    return str(_arrays(path)["run"])


def _arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in ("record", "logits", "run")}
    except (ValueError, EOFError, KeyError, BadZipFile) as error:
        raise TrainingError(
            f"{path} is damaged: {error}. Remove it, to have it made again."
        ) from error


def _timing(path: Path, record: npt.NDArray[np.str_]) -> Float32Array:
    arrays = _arrays(path)
    names, said = arrays["record"], arrays["logits"]
    logits = np.empty((len(record), said.shape[1]), np.float32)
    for name in np.unique(record):
        rows, own = record == name, said[names == name]
        # Beats beyond the end of a signal have a time and no picture.
        if len(own) < int(rows.sum()):
            raise TrainingError(
                f"{path} has fewer beats of {name} than the networks judged. Train "
                "both with the same records, folds and seed."
            )
        logits[rows] = own[: int(rows.sum())]
    return logits


def of_folds(beats: FoldBeats, folds: Mapping[str, int], number: int) -> FoldBeats:
    """Return the beats of the records of one fold."""
    names = [name for name, fold in folds.items() if fold == number]
    return beats.take(np.isin(beats.record, names))


def inner_beats(
    networks: Path,
    timing: Mapping[str, Path],
    folds: Mapping[str, int],
    number: int,
    *,
    strict: bool,
) -> FoldBeats:
    """Return the beats of all folds but one, by experts that did not see them.

    Parameters
    ----------
    networks : Path
    timing : mapping of str to Path
        Timing experts by mix, as in `read_fold`.
    folds : mapping of str to int
        From `folds_in`.
    number : int
        The outer fold.
    strict : bool
        Whether to take experts that did not see the outer fold either.

    Raises
    ------
    TrainingError
        If an expert is missing.
    """
    parts = []
    for other in sorted(set(folds.values()) - {number}):
        left_out = [other, number] if strict else [other]
        parts.append(of_folds(read_fold(networks, timing, left_out), folds, other))
    return joined(parts)


def has_pairs(networks: Path, folds: Mapping[str, int], number: int) -> bool:
    """Return whether all networks without an outer fold and another one are there."""
    others = set(folds.values()) - {number}
    return all(fold_file(networks, "without", [o, number]).is_file() for o in others)


def folds_in(networks: Path, numbers: Sequence[int]) -> dict[str, int]:
    """Return the fold of each record, as the networks without one fold tell it.

    Raises
    ------
    TrainingError
        If a network is missing.
    """
    folds: dict[str, int] = {}
    for number in numbers:
        path = fold_file(networks, "without", [number])
        if not path.is_file():
            raise TrainingError(
                f"{path} is missing. Train it: python -m training.fold_networks"
            )
        run = json.loads(read_judged(path)[1])
        folds |= dict.fromkeys(run["split"]["test"], number)
    return folds


def log_prior(label: Labels, n_classes: int) -> Float64Array:
    """Return the logarithm of each class's share of beats."""
    counts = np.bincount(label, minlength=n_classes).astype(np.float64)
    prior: Float64Array = np.log(np.maximum(counts, 1) / counts.sum())
    return prior
