"""What the adaptation to a patient gains, measured by a simulated reader.

python -m training.adapt --bundle NAME --data DIR --records ds2|test|all|LIST
    [--reviewed 10 20 50] [--strengths X...] [--allow-trained] [--jobs N] [--json FILE]

The reader corrects or accepts the least confident beats of each record; the figures
are of all other beats, before and after. --strengths compares weights of the prior,
which is refused for test patients: nothing is chosen on them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ecgviewer.analysis.engine import Engine
from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.classifier.adaptation import STRENGTH
from ecgviewer.classifier.bundle import Bundle, load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import Classifier, load_classifier
from ecgviewer.commands.options import add_engine_options, engine_of
from ecgviewer.core.labels import UNSET
from training.command_line import (
    existing_folder,
    new_file,
    positive_number,
    program,
    whole_number,
    write_json,
)
from training.errors import TrainingError
from training.evaluate import analysed_outputs, chosen_records, refuse_trained
from training.records.dataset import (
    AAMI_OUTPUTS,
    CLASSES,
    available_records,
    open_annotated,
)
from training.records.splits import DS2, LeakageError, patient_of
from training.records.trained_classes import refuse_other_classes
from training.reviewing.simulated_reader import (
    ClassifiedRecord,
    Reading,
    read,
    reading_figures,
)


@dataclass(frozen=True)
class Readings:
    """Reads one record after the other in every way asked for; can be pickled."""

    bundle: str
    data: Path
    reviewed: tuple[int, ...]
    strengths: tuple[float, ...]

    def __call__(self, name: str) -> list[Reading]:
        """Return the readings of a record, strength by strength."""
        record = classified(_classifier(self.bundle), self.data, name)
        ways = ((s, n) for s in self.strengths for n in self.reviewed)
        return [read(record, n, strength) for strength, n in ways]


@dataclass(frozen=True)
class Classifying:
    """Classifies one record after the other; can be pickled."""

    bundle: str
    data: Path

    def __call__(self, name: str) -> ClassifiedRecord:
        """Return the network's outputs for a record."""
        return classified(_classifier(self.bundle), self.data, name)


@cache
def _classifier(bundle: str) -> Classifier:
    return load_classifier(bundle)


def classified(classifier: Classifier, data: Path, name: str) -> ClassifiedRecord:
    """Return what the application keeps of the reference's beats of a record."""
    _, beats = open_annotated(data / name)
    labels = AAMI_OUTPUTS.outputs_of(beats.symbol)
    labels = labels[labels != UNSET]
    if not len(labels):
        raise TrainingError(
            f"{data / name} has no beat of N, S or V. Name other records."
        )
    probabilities, embedding = analysed_outputs(classifier, data / name, AAMI_OUTPUTS)
    return ClassifiedRecord(
        name,
        labels,
        probabilities,
        embedding,
        CLASSES,
    )


def adaptation_figures(
    readings: Readings, names: Sequence[str], engine: Engine
) -> Iterator[tuple[float, int, dict[str, Any]]]:
    """Yield strength, number of reviewed beats and figures of each way of reading."""
    bar = ProgressLine(len(names))
    by_record = []
    for result in engine.map(readings, names):
        by_record.append(result)
        bar.advance()
    bar.clear()
    ways = ((s, n) for s in readings.strengths for n in readings.reviewed)
    for (strength, n), some in zip(ways, zip(*by_record, strict=True), strict=True):
        yield strength, n, reading_figures(some, CLASSES)


def refuse_choosing(names: Sequence[str]) -> None:
    """Check that no strength is compared on test patients.

    Raises
    ------
    LeakageError
        Naming the records.
    """
    tested = {patient_of(record) for record in DS2}
    if found := [name for name in names if patient_of(name) in tested]:
        raise LeakageError(
            f"{', '.join(found)}: records of test patients, on which no strength may "
            "be chosen. Compare strengths on other records."
        )


def _report(strength: float, n: int, figures: dict[str, Any]) -> str:
    lines = [f"{n} least confident beats reviewed, strength {strength:g}"]
    for key in ("S", "V", "accuracy"):
        values = figures[key]
        title = f"F1 {key}" if key in ("S", "V") else key
        mean = " -> ".join(f"{value:.3f}" for value in values["mean"])
        pooled = " -> ".join(f"{value:.3f}" for value in values["pooled"])
        lost = [f"{name} {a:.2f}>{b:.2f}" for name, (a, b) in values["hurt"].items()]
        lines.append(
            f"  {title:9s} mean of {values['n_records']} records {mean}, pooled "
            f"{pooled}, lower in {len(lost)}: {', '.join(lost) or 'none'}"
        )
    right = figures["share_right"]
    share = "" if right is None else f", {100 * right:.0f} % of them right"
    return "\n".join([*lines, f"  {figures['n_suggested']} labels changed{share}"])


def _names(bundle: Bundle, args: argparse.Namespace) -> tuple[str, ...]:
    names = (
        available_records(args.data)
        if args.records == ["all"]
        else chosen_records(bundle, args.records)
    )
    if args.strengths:
        refuse_choosing(names)
    if not args.allow_trained:
        refuse_trained(bundle, names)
    return names


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.adapt")
    parser.add_argument("--bundle", required=True, help="name or folder of a bundle")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of records"
    )
    parser.add_argument(
        "--records", nargs="+", required=True, help="ds2, test, all or names"
    )
    parser.add_argument(
        "--reviewed", type=whole_number(1), nargs="+", default=[10, 20, 50]
    )
    parser.add_argument(
        "--strengths", type=positive_number, nargs="+", help="priors to compare"
    )
    parser.add_argument(
        "--allow-trained", action="store_true", help="read training patients, too"
    )
    add_engine_options(parser)
    parser.add_argument("--json", type=new_file, help="file for the figures")
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Read as the command line says; return the exit status."""
    args = _arguments(argv)
    strengths = tuple(args.strengths or (STRENGTH,))
    readings = Readings(args.bundle, args.data, tuple(args.reviewed), strengths)
    bundle = load_bundle(find_bundle(args.bundle))
    refuse_other_classes(bundle)
    names = _names(bundle, args)
    results = list(adaptation_figures(readings, names, engine_of(args)))
    for result in results:
        print(_report(*result))
    if args.json:
        document = {
            "classifier_id": bundle.classifier_id,
            "records": list(names),
            "readings": [
                {"strength": strength, "reviewed": n, **figures}
                for strength, n, figures in results
            ],
        }
        write_json(args.json, document)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
