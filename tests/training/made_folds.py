"""Files of made-up experts, as `fold_networks` and `timing` write them."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np

from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES, TACHYCARDIA
from training.networks.recipes import CONTEXT
from training.records.fold_beats import fold_file, write_timing
from training.records.lead_beats import Judged, LeadBeats, write_judged

FOLDS = {"101": 0, "106": 1, "108": 2, "800": 0, "801": 1, "803": 2}
_N_BEATS = 400
_RR = FEATURE_NAMES.index("RR in s")
_S_BEATS = 1


def made_experts(networks: Path, timing: Path, pairs: bool, seed: int = 1) -> None:
    """Write experts of six records in three folds.

    Each lead's network confuses other beats, and no network tells S from N: that only
    timing knows.
    """
    rng = np.random.default_rng(seed)
    labels = {name: rng.choice(3, _N_BEATS, p=(0.8, 0.1, 0.1)) for name in FOLDS}
    parts: list[tuple[int, ...]] = [(0,), (1,), (2,)]
    parts += combinations(range(3), 2) if pairs else ()
    timing.mkdir(parents=True, exist_ok=True)
    for left_out in parts:
        names = [name for name, fold in FOLDS.items() if fold in left_out]
        recipe = [CONTEXT.spec.to_json()]
        run = json.dumps({"split": {"test": names}, "recipe": recipe})
        judged = _judged(names, labels, rng)
        write_judged(fold_file(networks, "without", left_out), judged, run)
        record, said = _timing(names, labels, rng)
        write_timing(fold_file(timing, "timing-without", left_out), record, said, "")


def _judged(
    names: list[str], labels: dict[str, np.ndarray], rng: np.random.Generator
) -> Judged:
    rows = [(name, lead) for name in names for lead in range(2)]
    label = np.concatenate([labels[name] for name, _ in rows])
    shown = np.where(label == 2, 2, 0)
    logits = 4 * np.eye(3)[shown] + rng.normal(0, 1.5, (len(label), 3))
    n = len(label)
    beats = LeadBeats(
        np.repeat([name for name, _ in rows], _N_BEATS),
        np.repeat(np.array([lead for _, lead in rows], np.uint8), _N_BEATS),
        np.tile(np.arange(_N_BEATS), len(rows)),
        np.tile(np.arange(_N_BEATS) * 0.8, len(rows)),
        label.astype(np.uint8),
        np.ones(n, np.float32),
        np.full((n, len(FEATURE_NAMES)), -5, np.float32) * _no_run(),
    )
    return Judged(beats, logits.astype("f4"), np.zeros((n, 2), "f2"))


def _no_run() -> np.ndarray:
    scale = np.ones(len(FEATURE_NAMES), np.float32)
    scale[-1] = 0
    return scale


def _timing(
    names: list[str], labels: dict[str, np.ndarray], rng: np.random.Generator
) -> tuple[list[str], np.ndarray]:
    label = np.concatenate([labels[name] for name in names])
    said = np.zeros((len(label), 3), np.float32)
    said[:, 0] = 3
    said[label == 1, 1] = 6
    said[:, 2] = -4
    noise = rng.normal(0, 0.5, said.shape)
    return np.repeat(names, _N_BEATS).tolist(), (said + noise).astype("f4")


def come_early(networks: Path) -> None:
    """Have S beats come early and normal ones late in the files of networks.

    Each patient's heart has a rate of its own, and that of 106 has a tachycardia too.
    """
    for path in networks.glob("without-*.npz"):
        with np.load(path) as arrays:
            columns = dict(arrays)
        rhythm = columns["rhythm"]
        for place, name in enumerate(FOLDS):
            rows = columns["record"] == name
            rhythm[rows, _RR] = np.log(0.6 + 0.1 * place)
        rhythm[columns["label"] == _S_BEATS, _RR] += np.log(0.75)
        run = (columns["record"] == "106") & (columns["beat"] < 60)
        columns["label"][run], rhythm[run, TACHYCARDIA] = _S_BEATS, 1
        rhythm[run, _RR] = np.log(0.7)
        np.savez(path, **columns)


def untrained_expert(inputs: Float32Array, *_: object) -> ContextExpert:
    """Return an expert that calls nothing S, in place of a trained one."""
    n = inputs.shape[1]
    layers = (np.zeros((n, 1), "f4"),), (np.full(1, -2, "f4"),)
    return ContextExpert(np.zeros(n, "f4"), np.ones(n, "f4"), *layers)


def write_records(networks: Path, data: Path) -> None:
    """Write records with the beats that the networks judged, and any signal."""
    fs, signal = 100.0, np.zeros((2, 40_000), np.float32)
    signal[:, ::80] = 1
    for path in networks.glob("without-?.npz"):
        with np.load(path) as arrays:
            columns = dict(arrays)
        for name in np.unique(columns["record"]).tolist():
            own = (columns["record"] == name) & (columns["lead"] == 0)
            leads = (Lead("II", "mV"), Lead("V1", "mV"))
            write_record(data, Record(name, fs, leads, signal))
            symbols = np.array(["N", "A", "V"])[columns["label"][own]]
            beats = new_annotations(80 * (1 + columns["beat"][own]), symbols)
            write_annotations(data / f"{name}.atr", beats)
