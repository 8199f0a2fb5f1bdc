"""Writes a trained network as a bundle, with its figures.

python -m training.release --bundle BUNDLE [--twin DS1-BUNDLE] [--splits BUNDLE...]
    [--metrics FILE...] [--folds FILE] [--golden]

stores figures beside those of a bundle: the DS2 figures of one trained on DS1, those
of bundles trained on other drawings of patients, and what other commands printed as
JSON (the file's name becomes the key); with --folds what of `training.context --json`
the card says of patients held out. With --golden it makes the golden sample again,
where pictures differ by rounding from those that the bundle was made with.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ecgviewer.classifier.bundle import (
    BUNDLE_VERSION,
    CONTEXT,
    DESCRIPTION,
    GOLDEN,
    NETWORK,
    TRAINABLE,
    file_digest,
    load_bundle,
    load_golden,
)
from ecgviewer.classifier.runtime import BeatClassifier, golden_inputs
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.command_line import existing_folder, extra_packages, program, room_in
from training.errors import TrainingError
from training.figures import read_outer
from training.golden_sample import made_golden, write_golden
from training.model_card import model_card
from training.networks.export import export_keras, export_litert
from training.networks.training_run import PACKAGES
from training.records.dataset import AAMI_OUTPUTS
from training.records.splits import DS2, Split
from training.records.trained_classes import TrainedClasses
from training.scoring.held_out_card import held_out_summary

with extra_packages():
    import keras


def write_bundle(
    network: keras.Model,
    split: Split,
    spec: PreprocessingSpec,
    out: Path,
    n_seeds: int = 1,
    classes: TrainedClasses = AAMI_OUTPUTS,
) -> None:
    """Write a bundle that has no figures yet; its members had successive seeds.

    The classifier's name is that of the folder, with a mark of network and context
    expert. An expert that lies there already becomes part of the bundle, which then
    learned from every lead.
    """
    out.mkdir(parents=True, exist_ok=True)
    export_litert(network, out / NETWORK)
    export_keras(network, out / TRAINABLE)
    known = sorted({split.patient_of(r) for r in (*split.training, *split.validation)})
    digest = _digest_of(out)
    named = bool(split.record_patients)
    description = {
        "version": BUNDLE_VERSION,
        "classifier_id": f"{out.name}-{digest[:8]}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        **classes.content,
        "spec": spec.to_json(),
        "split": split.name,
        "training_records": list(split.training),
        "validation_records": list(split.validation),
        "test_records": list(split.test),
        "patients": known,
        **({"record_patients": dict(split.record_patients)} if named else {}),
        "seeds": list(range(split.seed, split.seed + n_seeds)),
        "packages": {name: version(name) for name in PACKAGES},
        "metrics": {},
        "files": {},
    }
    golden = made_golden(spec, len(classes))
    write_golden(out, golden)
    _write_description(out, description)
    # The scores are the application's own, so they need the bundle to be readable.
    inputs = BeatInputs(golden.images, golden.rhythm)
    scores = BeatClassifier(load_bundle(out)).classify(inputs)[0]
    write_golden(out, replace(golden, probabilities=scores))
    _write_description(out, description)


def _digest_of(out: Path) -> str:
    """Return what stands for what a bundle says: its network, and its expert if any."""
    files = [out / NETWORK, *(p for p in (out / CONTEXT,) if p.is_file())]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def renew_golden(bundle: Path) -> None:
    """Make a bundle's golden sample again, as this program makes inputs now.

    Raises
    ------
    BundleError
        If inputs or scores differ from the old ones by more than arithmetic does.
    """
    classifier = BeatClassifier(load_bundle(bundle))
    classifier.check_golden()
    golden = load_golden(classifier.bundle)
    inputs = golden_inputs(golden, classifier.spec)
    scores = classifier.classify(inputs)[0]
    renewed = replace(
        golden, images=inputs.images, rhythm=inputs.rhythm, probabilities=scores
    )
    write_golden(bundle, renewed)
    text = (bundle / DESCRIPTION).read_text(encoding="utf-8")
    _write_description(bundle, json.loads(text))


def refuse_full(out: Path) -> None:
    """Check that a folder has room for a bundle, before the work and not after it.

    Raises
    ------
    TrainingError
        If there is something in it.
    """
    if out.is_dir() and any(out.iterdir()):
        raise TrainingError(f"{out} is not empty. Give the new classifier another one.")


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """Give a folder to write a bundle into that takes its place when it is finished.

    Whatever stops the writing, nothing of it is left.

    Raises
    ------
    TrainingError
        If there is a folder already, with something in it.
    """
    refuse_full(out)
    hidden = out.absolute().with_name(f".{secrets.token_hex(8)}")
    try:
        with room_in(out):
            (hidden / out.name).mkdir(parents=True)
            yield hidden / out.name
        if out.is_dir():
            out.rmdir()
        (hidden / out.name).rename(out)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _write_description(out: Path, description: dict[str, Any]) -> None:
    files = [NETWORK, TRAINABLE, GOLDEN]
    if (out / CONTEXT).is_file():
        files.append(CONTEXT)
    description["files"] = {name: file_digest(out / name) for name in files}
    text = json.dumps(description, indent=1) + "\n"
    (out / DESCRIPTION).write_text(text, encoding="utf-8")


def mark_name(out: Path, mark: str) -> None:
    """Put a mark into the name of a bundle's classifier, before the digest."""
    description = json.loads((out / DESCRIPTION).read_text(encoding="utf-8"))
    name, _, digest = description["classifier_id"].rpartition("-")
    description["classifier_id"] = f"{name}{mark}-{digest}"
    _write_description(out, description)


def mark_every_lead(out: Path) -> None:
    """Say that the network of a bundle learned from every lead of its records."""
    description = json.loads((out / DESCRIPTION).read_text(encoding="utf-8"))
    description["every_lead"] = True
    _write_description(out, description)


def store_metrics(out: Path, metrics: dict[str, Any]) -> None:
    """Add figures to a bundle's own."""
    description = json.loads((out / DESCRIPTION).read_text(encoding="utf-8"))
    description["metrics"] |= metrics
    _write_description(out, description)


def store_twin_figures(bundle: Path, twin: Path) -> None:
    """Store the DS2 figures of a bundle trained on DS1 in another bundle.

    Raises
    ------
    TrainingError
        If the twin makes other pictures, or has no DS2 figures.
    """
    here, there = load_bundle(bundle), load_bundle(twin)
    if here.spec != there.spec or "ds2" not in there.metrics:
        raise TrainingError(
            f"{twin} is not a DS1-trained twin of {bundle}. Train it with --split ds1 "
            "and the recipe of the other."
        )
    note = (
        f"figures of {there.classifier_id}, trained in the same way on DS1 "
        "without 201, whose patient DS2 tests as 202; this bundle's own network was "
        "trained on patients of DS2"
    )
    figures = {
        kind: {**values, "note": note} for kind, values in there.metrics["ds2"].items()
    }
    store_metrics(bundle, {"ds2": figures})


def store_split_figures(bundle: Path, splits: Sequence[Path]) -> None:
    """Store the figures of bundles trained on drawings of patients in another bundle.

    Raises
    ------
    TrainingError
        If one makes other inputs, or has no figures of such a drawing.
    """
    here, figures = load_bundle(bundle), []
    for path in splits:
        there = load_bundle(path)
        if here.spec != there.spec or "patientwise" not in there.metrics:
            raise TrainingError(
                f"{path} is not a patient-wise twin of {bundle}. Train it with --split "
                "patient and the recipe of the other."
            )
        figures += there.metrics["patientwise"]
    store_metrics(bundle, {"patientwise": figures})


def store_ds2(bundle: Path, reference: Path, detected: Path) -> None:
    """Store what was found on DS2 in the bundle that was scored, and write its card.

    Raises
    ------
    TrainingError
        If the figures are of another classifier, or not of DS2.
    """
    name = load_bundle(bundle).classifier_id
    told = {"reference_peaks": reference, "end_to_end": detected}
    figures: dict[str, Any] = {}
    for kind, path in told.items():
        some = _read_figures(path)
        if not isinstance(some, dict) or some.get("classifier_id") != name:
            raise TrainingError(f"{path} does not hold figures of {name}.")
        if set(some.get("records", ())) != set(DS2):
            raise TrainingError(f"{path} does not hold figures of DS2.")
        figures[kind] = some | {"test_records": some["records"]}
    if "detection" not in figures["end_to_end"]:
        raise TrainingError(f"{detected} is not of found beats; use --detected.")
    store_metrics(bundle, {"ds2": figures})
    card = model_card(load_bundle(bundle))
    (bundle / "README.md").write_text(card, encoding="utf-8")


def _read_figures(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise TrainingError(
            f"{path} is not JSON: {error}. Give what another command printed with "
            "--json."
        ) from error


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Store what the command line names; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.release")
    parser.add_argument("--bundle", type=existing_folder, required=True)
    parser.add_argument(
        "--twin", type=existing_folder, help="trained on DS1, with DS2 figures"
    )
    parser.add_argument(
        "--splits", type=existing_folder, nargs="+", help="of drawings of patients"
    )
    parser.add_argument("--metrics", type=Path, nargs="+", help="JSON: name to figures")
    parser.add_argument(
        "--folds", type=Path, metavar="FILE", help="from training.context --json"
    )
    parser.add_argument(
        "--golden", action="store_true", help="make its golden sample again"
    )
    parser.add_argument(
        "--ds2",
        type=Path,
        nargs=2,
        metavar=("REFERENCE", "DETECTED"),
        help="what training.evaluate wrote of DS2, without --detected and with it",
    )
    args = parser.parse_args(argv)
    told = (args.twin, args.splits, args.metrics, args.ds2, args.folds)
    if not (any(told) or args.golden):
        parser.error(
            "nothing to store: give --twin, --splits, --metrics, --folds, --ds2 or "
            "--golden"
        )
    load_bundle(args.bundle)
    if args.folds:
        held_out = held_out_summary(read_outer(args.folds))
        store_metrics(args.bundle, {"held_out": held_out})
    if args.golden:
        renew_golden(args.bundle)
    if args.ds2:
        store_ds2(args.bundle, *args.ds2)
    if args.twin:
        store_twin_figures(args.bundle, args.twin)
    if args.splits:
        store_split_figures(args.bundle, args.splits)
    for path in args.metrics or ():
        store_metrics(args.bundle, {path.stem: _read_figures(path)})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
