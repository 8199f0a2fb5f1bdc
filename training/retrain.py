"""Retrains a bundle on what reviewers corrected, and writes a new bundle.

python -m training.retrain --bundle NAME --corrections CSV... --records DIR
    --out BUNDLE [--data DIR...] [--folds K] [--epochs N] [--seed N] [--keep-worse]

Of the CSV files only reviewed rows count. The bundle's own training records, looked
for in --data and --records, stay in the mix, so that nothing is forgotten. Patients
that test the bundle are refused. Before the new bundle is written, corrections are
cross-validated by patient: each fold's network learns from the other patients, and
is compared with the old one on its own. A network that is worse there in accuracy or
macro-F1 is not written, or with --keep-worse under a name that says so. The bundle's
README.md is its model card.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ecgviewer.classifier.bundle import (
    DESCRIPTION,
    Bundle,
    find_bundle,
    load_bundle,
)
from training.command_line import existing_folder, new_folder, program, whole_number
from training.errors import TrainingError
from training.model_card import model_card
from training.networks.fine_tuning import FineTuning, fine_tuned, judged, thinned
from training.networks.network import load_trainable
from training.records.corrections import CorrectionError, reviewed_records
from training.records.dataset import (
    LabelledRecord,
    is_annotated,
    labelled,
    open_annotated,
)
from training.records.splits import Split, patient_of, refuse_tested
from training.records.trained_classes import TrainedClasses
from training.release import mark_name, store_metrics, write_bundle
from training.scoring.comparison import (
    before_and_after,
    comparison_text,
    is_worse,
    patient_folds,
)
from training.scoring.retrained_card import COMPARED, verdict

_LOG = logging.getLogger("training")
#: Ends the name of a classifier that is worse than the one it was made from.
_WORSE = "-worse"


def old_records(bundle: Bundle, folders: Sequence[Path]) -> list[LabelledRecord]:
    """Return the bundle's training records, each from the first folder that has it.

    Raises
    ------
    CorrectionError
        If some are in none of the folders.
    """
    found, missing = [], []
    for name in bundle.training_records:
        folder = next((f for f in folders if is_annotated(f / name)), None)
        if folder is None:
            missing.append(name)
        else:
            annotated = open_annotated(folder / name)
            classes = TrainedClasses.of(bundle)
            found.append(labelled(*annotated, bundle.spec, classes))
    if missing:
        raise CorrectionError(
            f"{bundle.classifier_id} was trained on {', '.join(missing)}, and without "
            "them it would forget. Name the folders that hold them with --data."
        )
    return found


def cross_validated(
    bundle: Bundle,
    corrected: Sequence[LabelledRecord],
    old: Sequence[LabelledRecord],
    n_folds: int,
    numbers: FineTuning,
) -> dict[str, Any] | None:
    """Return figures on corrected patients whose corrections were not learned from.

    With fewer patients than folds, each is held out once; with one, or below two
    folds, there are no figures.
    """
    n_folds = min(n_folds, len({patient_of(record.name) for record in corrected}))
    if n_folds < 2:
        return None
    before = load_trainable(bundle)
    parts = []
    for held_names in patient_folds([r.name for r in corrected], n_folds):
        held_out = [r for r in corrected if r.name in held_names]
        learned = [r for r in corrected if r.name not in held_names]
        network = fine_tuned(bundle, learned, old, numbers)
        parts.append(judged(before, network, held_out, bundle))
    return before_and_after(parts)


def retrain(
    bundle: Bundle,
    corrected: Sequence[LabelledRecord],
    old: Sequence[LabelledRecord],
    out: Path,
    held_out: dict[str, Any] | None,
    numbers: FineTuning,
) -> None:
    """Retrain on all corrections, compare with the old network, write the bundle.

    Parameters
    ----------
    bundle : Bundle
        To begin with.
    corrected, old : sequence of LabelledRecord
        From `reviewed_records` and `old_records`.
    out : Path
        The new bundle's folder.
    held_out : dict, optional
        From `cross_validated`. Where it is worse, the classifier's name says so.
    numbers : FineTuning
    """
    names = [record.name for record in corrected]
    figures: dict[str, Any] = {"from": bundle.classifier_id, "corrected": names}
    if held_out is not None:
        figures["held_out_patients"] = held_out
    network = fine_tuned(bundle, corrected, old, numbers)
    before = load_trainable(bundle)
    judges = {"corrected_patients": corrected, "old_patients": thinned(old)}
    for key, records in judges.items():
        part = judged(before, network, records, bundle)
        figures[key] = before_and_after([part])
        print(comparison_text(COMPARED[key], figures[key]))
    split = Split(
        "retrained",
        numbers.seed,
        tuple(dict.fromkeys((*bundle.training_records, *names))),
        bundle.validation_records,
        bundle.test_records,
    )
    classes = TrainedClasses.of(bundle)
    write_bundle(network, split, bundle.spec, out, classes=classes)
    if held_out is not None and is_worse(held_out):
        mark_name(out, _WORSE)
    store_metrics(out, {"retrained": figures})
    card = model_card(load_bundle(out))
    (out / "README.md").write_text(card, encoding="utf-8")


def refuse_worse(bundle: Bundle, held_out: dict[str, Any]) -> None:
    """Check that retraining does not harm patients that it does not learn from.

    Raises
    ------
    TrainingError
        With the figures and the remedy.
    """
    if is_worse(held_out):
        said = verdict({"from": bundle.classifier_id, "held_out_patients": held_out})
        raise TrainingError(
            f"{said.strip('*')} Nothing was written. Review more beats of more "
            "patients, or write it all the same, under a name that says so, with "
            "--keep-worse."
        )


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.retrain")
    parser.add_argument("--bundle", required=True, help="name or folder of a bundle")
    parser.add_argument(
        "--corrections", type=Path, nargs="+", required=True, help="exported CSV files"
    )
    parser.add_argument(
        "--records",
        type=existing_folder,
        required=True,
        help="folder of the corrected records",
    )
    parser.add_argument(
        "--data",
        type=existing_folder,
        nargs="+",
        default=[],
        help="folders of training records",
    )
    parser.add_argument("--out", type=new_folder, required=True, help="bundle to write")
    parser.add_argument("--folds", type=whole_number(0), default=3, help="0 for none")
    parser.add_argument("--epochs", type=whole_number(1), default=FineTuning.epochs)
    parser.add_argument("--seed", type=whole_number(0), default=FineTuning.seed)
    parser.add_argument(
        "--keep-worse", action="store_true", help="write a worse one, named so"
    )
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Retrain as the command line says; return the exit status."""
    args = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    numbers = FineTuning(seed=args.seed, epochs=args.epochs)
    bundle = load_bundle(find_bundle(args.bundle))
    if (args.out / DESCRIPTION).exists():
        raise CorrectionError(
            f"{args.out} holds a classifier already. Give the new one another "
            "folder, so that both can be compared."
        )
    classes = TrainedClasses.of(bundle)
    corrected = reviewed_records(args.corrections, args.records, bundle.spec, classes)
    if not corrected:
        raise CorrectionError(
            "No row of the corrections is reviewed and labelled "
            f"{', '.join(classes.names[:-1])} or {classes.names[-1]}."
        )
    names = [record.name for record in corrected]
    refuse_tested(bundle.test_records, bundle.patients, names)
    old = old_records(bundle, [*args.data, args.records])
    n_beats = sum(len(record.samples) for record in corrected)
    _LOG.info("%d reviewed beats of %d records", n_beats, len(corrected))
    held_out = cross_validated(bundle, corrected, old, args.folds, numbers)
    if held_out is not None:
        print(comparison_text(COMPARED["held_out_patients"], held_out))
        if not args.keep_worse:
            refuse_worse(bundle, held_out)
    retrain(bundle, corrected, old, args.out, held_out, numbers)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
