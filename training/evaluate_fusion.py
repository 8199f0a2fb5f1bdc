"""What the leads of records say apart and together: how to fuse them is chosen by it.

python -m training.evaluate_fusion --bundle NAME --data DIR [--records LIST]
                                  [--allow-trained] [--json FILE]

Two leads of each record on the reference's beats, each at its own R-peaks. Records of
patients that the bundle was trained on say little; DS2, which never chooses, is
refused.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier import fusion
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import BeatClassifier, Classifier
from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.labels import UNSET, Labels
from ecgviewer.core.predictions import Probabilities
from ecgviewer.preprocessing import pipeline
from training.command_line import (
    existing_folder,
    names_of,
    new_file,
    program,
    write_json,
)
from training.errors import TrainingError
from training.evaluate import refuse_trained
from training.records.dataset import CLASSES, available_records, open_annotated
from training.records.splits import DS2, patient_of
from training.records.trained_classes import TrainedClasses, refuse_other_classes
from training.scoring.lead_weights import quality_weights, stretch_weights
from training.scoring.metrics import confusion_figures, confusion_matrix

_STEP = 256
#: Beats of the stretches in which one lead counts.
_STRETCHES = (64, 500)


@dataclass(frozen=True, eq=False)
class TwoLeads:
    """The beats of a record on two leads, that of the released figures first.

    Attributes
    ----------
    labels : ndarray of uint8, shape (n_beats,)
    probabilities : ndarray of float32, shape (n_beats, 2, n_classes)
    quality : ndarray of float32, shape (n_beats, 2)
    """

    labels: Labels
    probabilities: Probabilities
    quality: Float32Array

    @cached_property
    def counts(self) -> BoolArray:
        """Which leads count at each beat, if each has a signal."""
        return fusion.counting(self.quality, np.ones(self.quality.shape, bool))


Fusing = Callable[[TwoLeads], npt.NDArray[np.floating]]


def _equal(leads: TwoLeads) -> Probabilities:
    weights = fusion.equal_weights(leads.counts)
    return fusion.fused(leads.probabilities, weights).probabilities


def _plain(leads: TwoLeads) -> Probabilities:
    weights = fusion.equal_weights(np.ones_like(leads.counts))
    return fusion.fused(leads.probabilities, weights).probabilities


def _by_quality(leads: TwoLeads) -> Probabilities:
    weights = quality_weights(leads.quality, leads.counts)
    return fusion.fused(leads.probabilities, weights).probabilities


def _by_stretch(n_beats: int) -> Fusing:
    def fuse(leads: TwoLeads) -> Probabilities:
        said = leads.probabilities
        weights = stretch_weights(said, leads.counts, n_beats)
        return fusion.fused(said, weights).probabilities

    return fuse


def _noisy_or(leads: TwoLeads) -> npt.NDArray[np.floating]:
    """Return V if any lead says so, else what is left of the mean of logits."""
    v = len(CLASSES) - 1
    together = _equal(leads).copy()
    any_v = 1 - np.prod(1 - leads.probabilities[:, :, v], axis=1)
    rest = together[:, :v].sum(axis=1, keepdims=True)
    together[:, :v] *= (1 - any_v)[:, None] / np.maximum(rest, 1e-9)
    together[:, v] = any_v
    return together


#: Ways to make one of two leads, by name.
WAYS: Mapping[str, Fusing] = {
    "first lead": lambda leads: leads.probabilities[:, 0],
    "second lead": lambda leads: leads.probabilities[:, 1],
    "mean of logits": _plain,
    "mean of logits, drop-out": _equal,
    "logits weighted by quality": _by_quality,
    **{f"surest lead of {n} beats": _by_stretch(n) for n in _STRETCHES},
    "noisy-or for V": _noisy_or,
}


def two_leads(classifier: Classifier, path: Path) -> TwoLeads | None:
    """Return the beats of a record on two leads; None where it has one ECG lead."""
    record, beats = open_annotated(path)
    first = pipeline.choose_lead(record, classifier.spec)
    chosen = pipeline.choose_leads(record, first)[:2]
    if len(chosen) < 2:
        return None
    labels = TrainedClasses().outputs_of(beats.symbol)
    kept = labels != UNSET
    said, quality = [], []
    for lead in chosen:
        places = pipeline.refine_beats(record, lead, beats.sample)
        prepared = pipeline.prepare_lead(record, lead, classifier.spec)
        prepared = pipeline.know_patient(prepared, places, classifier.spec)
        some = places[kept]
        inputs = [
            pipeline.beat_inputs(prepared, some[i : i + _STEP], classifier.spec)
            for i in range(0, len(some), _STEP)
        ]
        none = np.empty((0, len(CLASSES)), np.float32)
        parts = [classifier.classify(each)[0] for each in inputs]
        said.append(np.concatenate([none, *parts]))
        quality.append(pipeline.beat_quality(record, lead, some))
    return TwoLeads(labels[kept], np.stack(said, axis=1), np.stack(quality, axis=1))


def figures_of(records: Sequence[TwoLeads]) -> dict[str, Any]:
    """Return the figures of each way over all beats of some records."""
    labels = np.concatenate([leads.labels for leads in records])
    names = [c.name for c in CLASSES]
    figures = {}
    for name, fuse in WAYS.items():
        said = np.concatenate([fuse(leads) for leads in records])
        confusion = confusion_matrix(labels, said.argmax(axis=1), len(CLASSES))
        figures[name] = confusion_figures(confusion, names)
    return figures


def report(figures: Mapping[str, Any]) -> str:
    """Return the figures as a table."""
    lines = ["| | macro-F1 | V Se / +P / F1 | S Se / +P / F1 |", "| --- " * 4 + "|"]
    lines += [
        f"| {name} | {f['macro_f1']:.3f} | {_of(f, 'V')} | {_of(f, 'S')} |"
        for name, f in figures.items()
    ]
    return "\n".join(lines)


def _of(figures: Mapping[str, Any], name: str) -> str:
    values = (figures[key][name] for key in ("sensitivity", "ppv", "f1"))
    return " / ".join("-" if value is None else f"{value:.3f}" for value in values)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_fusion")
    parser.add_argument("--bundle", required=True, help="name or folder of a bundle")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of records"
    )
    parser.add_argument("--records", nargs="+", help="names (default: all)")
    parser.add_argument(
        "--allow-trained", action="store_true", help="score training patients, marked"
    )
    parser.add_argument("--json", type=new_file, help="file for the figures")
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Evaluate as the command line says; return the exit status."""
    args = _arguments(argv)
    bundle = load_bundle(find_bundle(args.bundle))
    refuse_other_classes(bundle)
    names = names_of(args.records) if args.records else available_records(args.data)
    if test := sorted(set(names) & set(DS2)):
        raise TrainingError(
            f"{', '.join(test)}: DS2 is scored once, and nothing is chosen on it. Name "
            "other records with --records."
        )
    if not args.allow_trained:
        refuse_trained(bundle, names)
    trained = [n for n in names if patient_of(n) in bundle.patients]
    if trained:
        print(f"TRAINED ON THE PATIENTS OF {', '.join(trained)}: no test figures")
    classifier = BeatClassifier(bundle)
    classifier.check_golden()
    found = [two_leads(classifier, args.data / name) for name in names]
    records = [leads for leads in found if leads]
    if not records:
        raise TrainingError("None of these records has two ECG leads.")
    figures = figures_of(records)
    print(report(figures))
    if args.json:
        write_json(args.json, {"trained_on": trained, "records": names} | figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
