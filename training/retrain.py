"""Retrains a bundle on what readers corrected, and writes a new bundle.

python -m training.retrain --bundle NAME --corrections FILE... --records DIR
    --out BUNDLE [--data DIR...] [--patients CSV] [--folds K] [--epochs N] [--seed N]
    [--keep-worse]

Corrections are CSV files, of which the columns record, sample and label are needed, or
annotation files named after their records. Of a CSV with a column ``reviewed`` only
reviewed rows count. The bundle's own training records, looked for in --data and
--records, stay in the mix, so that less is forgotten. Patients that test the bundle are
refused. Before anything is written, corrections are cross-validated by patient: each
fold's network learns from the other patients, and is compared with the old one on its
own, and on old patients that it does not rehearse. A network that is worse on the
corrected patients in accuracy or macro-F1 is not written, or with --keep-worse under a
name that says so; what old patients lose is said first of all. Ctrl+C leaves nothing
half written. The bundle's README.md is its model card. A network of every lead learns
from every lead again; its context expert stays as it is, and is not what is compared.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ecgviewer.classifier.bundle import CONTEXT, DESCRIPTION, Bundle, load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.core.errors import InputError, message_of
from training.command_line import existing_folder, new_folder, program, whole_number
from training.errors import TrainingError
from training.model_card import model_card
from training.networks.fine_tuning import (
    Advance,
    FineTuning,
    fine_tuned,
    forget_networks,
    judged,
    not_told,
    thinned,
)
from training.networks.light import keep_little
from training.networks.network import load_trainable
from training.networks.rounds import (
    N_JUDGED,
    TRAINED_BEAT,
    held_out_figures,
    n_beats,
    planned_rounds,
    training_cost,
)
from training.progress import StepLine, Work, tell_as_json
from training.records.corrections import CorrectionError, reviewed_records
from training.records.dataset import LabelledRecord
from training.records.leads_together import first_leads
from training.records.old_records import old_records, validation_records
from training.records.patients import Patients
from training.records.shards import CACHE, kept_on_disk
from training.records.splits import Split, refuse_tested
from training.records.trained_classes import TrainedClasses
from training.release import (
    mark_every_lead,
    mark_name,
    refuse_full,
    store_metrics,
    write_bundle,
    written_whole,
)
from training.scoring.comparison import before_and_after, is_worse
from training.scoring.retrained_card import result_text, verdict
from training.stopping import stopped_like_ctrl_c

_LOG = logging.getLogger("training")
#: Ends the name of a classifier that is worse than the one it was made from.
_WORSE = "-worse"
_KEEP = ", or write it all the same, under a name that says so, with --keep-worse"
_STOPPED = (
    "Stopped: nothing was written, and the old classifier is as it was. Run the same "
    "command to begin again; records that were prepared need not be prepared again."
)


@dataclass(frozen=True)
class Mix:
    """What a network learns from, and what it is judged by.

    Attributes
    ----------
    corrected, old : sequence of LabelledRecord
        Reviewed beats, and the bundle's training records.
    unseen : sequence of LabelledRecord
        The bundle's validation records, from which no network learned.
    patients : Patients
        Whose records these are.
    """

    corrected: Sequence[LabelledRecord]
    old: Sequence[LabelledRecord]
    unseen: Sequence[LabelledRecord] = ()
    patients: Patients = field(default_factory=Patients)


def retrain(
    bundle: Bundle,
    mix: Mix,
    out: Path,
    held_out: Mapping[str, Any],
    numbers: FineTuning,
    advance: Advance = not_told,
) -> dict[str, Any]:
    """Retrain on all corrections, compare with the old network, write the bundle.

    Parameters
    ----------
    bundle : Bundle
        To begin with.
    mix : Mix
    out : Path
        The new bundle's folder.
    held_out : mapping
        From `held_out_figures`. Where corrected patients lose, the classifier's name
        says so.
    numbers : FineTuning
    advance : callable
        Is told of each batch.

    Returns
    -------
    dict
        What was compared.
    """
    names = list(dict.fromkeys(record.name for record in mix.corrected))
    figures: dict[str, Any] = {"from": bundle.classifier_id, "corrected": names}
    figures |= held_out
    network = fine_tuned(bundle, mix.corrected, mix.old, numbers, advance)
    before = load_trainable(bundle)
    judges = {"corrected_patients": mix.corrected, "old_patients": thinned(mix.old)}
    if mix.unseen:
        judges["other_patients"] = thinned(mix.unseen, N_JUDGED)
    for key, records in judges.items():
        part = judged(before, network, records, bundle, advance)
        figures[key] = before_and_after([part])
    # The conversion needs as much again.
    del before
    forget_networks()
    trained = tuple(dict.fromkeys((*bundle.training_records, *names)))
    split = Split(
        "retrained",
        numbers.seed,
        trained,
        bundle.validation_records,
        bundle.test_records,
        {**bundle.record_patients, **mix.patients.told_of(names)},
    )
    with written_whole(out) as folder:
        classes = TrainedClasses.of(bundle)
        if expert := bundle.context_expert:
            # What it says is relative to what the networks say of the whole record.
            expert.write(folder / CONTEXT)
        write_bundle(network, split, bundle.spec, folder, classes=classes)
        if bundle.every_lead:
            mark_every_lead(folder)
        if is_worse(held_out.get("held_out_patients")):
            mark_name(folder, _WORSE)
        store_metrics(folder, {"retrained": figures})
        card = model_card(load_bundle(folder))
        (folder / "README.md").write_text(card, encoding="utf-8")
    return figures


def refuse_worse(
    bundle: Bundle, held_out: Mapping[str, Any], otherwise: str = _KEEP
) -> None:
    """Check that retraining does not harm patients that it does not learn from.

    Parameters
    ----------
    bundle : Bundle
    held_out : mapping
        From `held_out_figures`.
    otherwise : str
        What can be done all the same, after the remedy.

    Raises
    ------
    TrainingError
        With the figures and the remedy.
    """
    if is_worse(held_out.get("held_out_patients")):
        said = verdict({"from": bundle.classifier_id, **held_out})
        raise TrainingError(
            f"{said.strip('*')} Nothing was written. Review more beats of more "
            f"patients{otherwise}."
        )


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.retrain")
    parser.add_argument("--bundle", required=True, help="name or folder of a bundle")
    parser.add_argument(
        "--corrections",
        type=Path,
        nargs="+",
        required=True,
        help="CSV or annotation files",
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
    parser.add_argument(
        "--patients", type=Path, help="CSV of records and their patients"
    )
    parser.add_argument("--out", type=new_folder, required=True, help="bundle to write")
    parser.add_argument("--folds", type=whole_number(0), default=3, help="0 for none")
    parser.add_argument("--epochs", type=whole_number(1), default=FineTuning.epochs)
    parser.add_argument("--seed", type=whole_number(0), default=FineTuning.seed)
    parser.add_argument(
        "--keep-worse", action="store_true", help="write a worse one, named so"
    )
    parser.add_argument(
        "--json-lines",
        action="store_true",
        help="say all as lines of JSON, and stop when standard input ends",
    )
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Retrain as the command line says; return the exit status."""
    args = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        with stopped_like_ctrl_c(with_input=args.json_lines):
            _retrain(args)
    except KeyboardInterrupt:
        print(_STOPPED, file=sys.stderr)
        raise
    except (InputError, OSError) as error:
        if args.json_lines:
            print(json.dumps({"error": message_of(error)}), flush=True)
        raise
    return 0


def _retrain(args: argparse.Namespace) -> None:
    keep_little()
    numbers = FineTuning(seed=args.seed, epochs=args.epochs)
    bundle = load_bundle(find_bundle(args.bundle))
    if (args.out / DESCRIPTION).exists():
        raise CorrectionError(
            f"{args.out} holds a classifier already. Give the new one another "
            "folder, so that both can be compared."
        )
    refuse_full(args.out)
    line = StepLine()
    with TemporaryDirectory(prefix="ecgviewer-retrain-") as place:
        mix = _mix(args, bundle, Path(place))
        reviewed = first_leads(mix.corrected)
        n_reviewed = n_beats(reviewed)
        _LOG.info("%d reviewed beats of %d records", n_reviewed, len(reviewed))
        rounds = planned_rounds(
            mix.corrected, [] if mix.unseen else mix.old, args.folds
        )
        total = sum(each.cost(numbers) for each in rounds) + _final_cost(mix, numbers)
        work = Work(total, tell_as_json if args.json_lines else line)

        def advance(n: int, doing: str) -> None:
            work.advance(TRAINED_BEAT * n if "epoch" in doing else n, doing)

        held_out = held_out_figures(bundle, rounds, numbers, advance)
        line.clear()
        if not args.keep_worse:
            _report(bundle, held_out, args, if_worse=True)
            # Whoever has no terminal cannot give an option.
            refuse_worse(bundle, held_out, "" if args.json_lines else _KEEP)
        figures = retrain(bundle, mix, args.out, held_out, numbers, advance)
    line.clear()
    _report(bundle, figures, args)


def _report(
    bundle: Bundle,
    figures: Mapping[str, Any],
    args: argparse.Namespace,
    *,
    if_worse: bool = False,
) -> None:
    """Print what came of it; of what is about to be refused, the figures alone."""
    if if_worse and not is_worse(figures.get("held_out_patients")):
        return
    said = {"from": bundle.classifier_id, **figures}
    said["keeps_expert"] = CONTEXT in bundle.digests
    if args.json_lines:
        written = "" if if_worse else str(args.out)
        result = {"out": written, "text": result_text(said), "figures": said}
        print(json.dumps({"result": result}), flush=True)
    else:
        print(result_text(said))
        if not if_worse:
            print(
                f"\nThe new classifier is in {args.out}: Settings > Classifier > Add."
            )


def _final_cost(mix: Mix, numbers: FineTuning) -> float:
    judged_beats = n_beats(mix.corrected) + 2 * N_JUDGED
    return training_cost(mix.corrected, mix.old, numbers) + 2 * judged_beats


def _mix(args: argparse.Namespace, bundle: Bundle, place: Path) -> Mix:
    classes = TrainedClasses.of(bundle)
    patients = Patients.of_bundle(bundle)
    if args.patients:
        patients |= Patients.read(args.patients)
    corrected = [
        kept_on_disk(patients.naming(record), place)
        for record in reviewed_records(
            *(args.corrections, args.records, bundle.spec, classes),
            every_lead=bundle.every_lead,
        )
    ]
    if not corrected:
        raise CorrectionError(
            f"{', '.join(map(str, args.corrections))}: no beat is reviewed and "
            f"labelled {', '.join(classes.names[:-1])} or {classes.names[-1]}. Review "
            "some, or give other files."
        )
    names = list(dict.fromkeys(record.name for record in corrected))
    refuse_tested(bundle.test_records, bundle.patients, names, patients.of)
    folders, shards = [*args.data, args.records], CACHE / "shards"
    line, n = StepLine(), len(bundle.training_records)
    work = Work(n, tell_as_json if args.json_lines else line)
    old = old_records(
        bundle,
        folders,
        shards,
        patients,
        lambda name: work.advance(1, f"step 1 of 2, preparing record {name}"),
    )
    line.clear()
    unseen = validation_records(bundle, folders, shards, patients)
    return Mix(corrected, old, unseen, patients)


if __name__ == "__main__":
    raise SystemExit(main())
