"""Scores a bundle on annotated records, never silently on those it learned from.

python -m training.evaluate --bundle NAME --data DIR --records ds2|test|LIST
                            [--lead NAME] [--detected] [--allow-trained] [--json FILE]

The records are analysed as the application does: on every lead where the bundle was
trained on every lead, else on the one that it prefers, or on the one of --lead.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.bundle import Bundle, load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import BeatClassifier, Classifier
from ecgviewer.core.arrays import IndexArray
from ecgviewer.core.beats import BeatTable, new_beats
from ecgviewer.core.labels import BXB_MAP, LITERATURE_MAP, UNSET, BeatClass
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Record
from ecgviewer.preprocessing import pipeline
from training.command_line import (
    existing_folder,
    names_of,
    new_file,
    program,
    write_json,
)
from training.errors import TrainingError
from training.records.dataset import (
    AAMI_OUTPUTS,
    CLASSES,
    REFERENCE,
    Beats,
    LabelledRecord,
    load_records,
    open_annotated,
)
from training.records.detected import detected_figures
from training.records.patients import Patients, file_name_of, name_in
from training.records.released_analysis import last_words, released_analysis
from training.records.splits import DS1, DS2, LeakageError, patient_of
from training.records.trained_classes import TrainedClasses, refuse_other_classes
from training.scoring.by_patient import (
    bootstrap_intervals,
    confusions_by_patient,
    mean_f1,
    patient_rows,
)
from training.scoring.metrics import (
    classification_figures,
    confusion_figures,
    confusion_matrix,
)

#: What the method's publication reports, to print beside.
PUBLISHED = {"accuracy": 0.8618, "sensitivity V": 0.93, "macro_f1": 0.60}


def reference_figures(
    classifier: Classifier,
    data: Path,
    names: Sequence[str],
    records: Sequence[LabelledRecord],
    lead: str = "",
) -> dict[str, Any]:
    """Return all figures on the reference's beats of N, S and V.

    Parameters
    ----------
    classifier : Classifier
    data : Path
        Folder of the records.
    names : sequence of str
        Their files.
    records : sequence of LabelledRecord
        The same ones.
    lead : str
        The one to look at; empty for those of `released_analysis`.
    """
    classes = TrainedClasses.of(classifier)
    said = [analysed_beats(classifier, data / name, classes, lead) for name in names]
    return beat_figures(Beats.of(records), np.concatenate(said))


def analysed_beats(
    classifier: Classifier,
    path: Path,
    classes: TrainedClasses,
    lead: str = "",
    annotator: str = REFERENCE,
) -> Probabilities:
    """Return what the application says of the reference's beats of the classes."""
    record, reference = open_annotated(path, annotator)
    analysis = released_analysis(record, classifier, lead)
    beats, rows = _placed(record, analysis, reference, classes)
    said: Probabilities = last_words(analysis, len(classes), beats).probabilities[rows]
    return said


def analysed_outputs(
    classifier: Classifier, path: Path, classes: TrainedClasses
) -> tuple[Probabilities, npt.NDArray[np.float16]]:
    """Return what `analysed_beats` returns, and the numbers that suggestions need.

    Returns
    -------
    probabilities : ndarray of float32, shape (n_beats, n_classes)
    embedding : ndarray of float16, shape (n_beats, n_units)
        As the application keeps it.
    """
    record, reference = open_annotated(path)
    analysis = released_analysis(record, classifier)
    beats, rows = _placed(record, analysis, reference, classes)
    for _ in analysis.run(beats):
        pass
    probabilities, embedding = analysis.outputs.of(beats.beat_id)
    return probabilities[rows], embedding[rows]


def _placed(
    record: Record,
    analysis: RecordAnalysis,
    reference: BeatTable,
    classes: TrainedClasses,
) -> tuple[BeatTable, IndexArray]:
    """Return the reference's beats as the application places them.

    And the rows of those of the classes, in the order of the reference.
    """
    refined = pipeline.refine_beats(record, analysis.lead, reference.sample)
    order = np.argsort(refined, kind="stable")
    rows = np.argsort(order)[classes.outputs_of(reference.symbol) != UNSET]
    return new_beats(refined[order]), rows


def beat_figures(beats: Beats, probabilities: Probabilities) -> dict[str, Any]:
    """Return all figures of all classified beats of some records, and each patient's.

    By the literature's map of symbols to classes, and in short by that of ``bxb``,
    for which escape beats are S.
    """
    names = np.array([record.name for record in beats.records])[beats.record]
    patients = np.array([record.patient for record in beats.records])
    classes = beats.classes.names
    patient = patients[beats.record]
    predicted = np.argmax(probabilities, axis=1)
    figures = classification_figures(
        beats.label, probabilities, names, patient, classes
    )
    confusions = confusions_by_patient(beats.label, predicted, patient, len(classes))
    figures |= {
        "mean_f1_of_patients": mean_f1(list(confusions.values()), classes),
        "intervals": bootstrap_intervals(list(confusions.values()), classes),
        "patients": patient_rows(confusions, classes),
    }
    if beats.classes != AAMI_OUTPUTS:
        return figures
    symbols = np.concatenate([record.symbols for record in beats.records])
    escapes = np.isin(symbols, [s for s in BXB_MAP if BXB_MAP[s] != LITERATURE_MAP[s]])
    by_bxb = np.where(escapes, CLASSES.index(BeatClass.S), beats.label)
    confusion = confusion_matrix(by_bxb, predicted, len(CLASSES))
    return figures | {"bxb_map": confusion_figures(confusion, classes)}


def refuse_trained(bundle: Bundle, records: Iterable[str]) -> None:
    """Check that no record is of a patient that the bundle was trained on.

    But for 202, where the published division was trained on, whose 201 is of the same
    patient: its figures are given with and without it.

    Raises
    ------
    LeakageError
        Naming the records.
    """
    known, patients = set(bundle.patients), Patients.of_bundle(bundle)
    seen = [record for record in records if patients.of(record) in known]
    if seen and set(seen) != set(overlap(bundle)):
        raise LeakageError(
            f"{bundle.classifier_id} was trained on the patients of "
            f"{', '.join(seen)}: figures on them say nothing. Give other records, or "
            "--allow-trained to see them marked."
        )


def overlap(bundle: Bundle) -> tuple[str, ...]:
    """Return the test records of DS2 whose patients the published DS1 holds."""
    if not set(DS1) <= set(bundle.training_records):
        return ()
    known = {patient_of(record) for record in DS1}
    return tuple(record for record in DS2 if patient_of(record) in known)


def chosen_records(bundle: Bundle, words: Sequence[str]) -> tuple[str, ...]:
    """Return the records that ``ds2``, ``test`` or a list of names stands for.

    Raises
    ------
    TrainingError
        If that is none.
    """
    names = names_of(words)
    if names == ("ds2",):
        return DS2
    names = bundle.test_records if names == ("test",) else names
    if not names:
        raise TrainingError(
            f"{bundle.classifier_id} has no test records, or no record is named. Name "
            "some with --records."
        )
    return names


def report(figures: dict[str, Any], *, own: bool = False) -> str:
    """Return the figures as lines of text, beside those published.

    Parameters
    ----------
    figures : dict
        Of `beat_figures`.
    own : bool
        Whether they are of somebody's own records or classes, with which those
        published have nothing to do.
    """
    values = {key: v for key, v in figures.items() if isinstance(v, float)}
    for key in ("f1", "sensitivity", "ppv"):
        values |= {f"{key} {name}": value for name, value in figures[key].items()}
    published = {} if own else PUBLISHED
    lines = [] if own else [f"{'':32s}{'here':>8s}{'published':>11s}"]
    lines += [_line(key, value, published) for key, value in values.items()]
    return "\n".join([*lines, f"confusion, rows reference: {figures['confusion']}"])


def _line(key: str, value: float | None, published: Mapping[str, float]) -> str:
    here = "-" if value is None else f"{value:.4f}"
    there = f"{published[key]:.4f}" if key in published else ""
    return f"{key:32s}{here:>8s}{there:>11s}".rstrip()


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate")
    parser.add_argument("--bundle", required=True, help="name or folder of a bundle")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of records"
    )
    parser.add_argument(
        "--records", nargs="+", required=True, help="ds2, test or names"
    )
    parser.add_argument(
        "--lead",
        default="",
        help="the one lead to look at (default: those that the bundle learned from)",
    )
    parser.add_argument(
        "--detected", action="store_true", help="find the beats, as the program does"
    )
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
    names = chosen_records(bundle, args.records)
    # A record is known by what is in it: somebody's own may be called 100 as well.
    names = tuple(name_in(args.data, file_name_of(name)) for name in names)
    patients = Patients.of_bundle(bundle)
    trained = [n for n in names if patients.of(n) in bundle.patients]
    if not args.allow_trained:
        refuse_trained(bundle, names)
    files = tuple(map(file_name_of, names))
    figures = _evaluate(bundle, args.data, files, args.lead, detected=args.detected)
    figures |= {"classifier_id": bundle.classifier_id, "records": list(names)}
    every = "every" if bundle.every_lead else "preferred"
    figures["lead"] = args.lead or every
    if trained:
        figures["trained_on"] = trained
        print(f"TRAINED ON THE PATIENTS OF {', '.join(trained)}: no test figures")
    print(report(figures, own=TrainedClasses.of(bundle) != TrainedClasses()))
    if args.json:
        write_json(args.json, figures)
    return 0


def _evaluate(
    bundle: Bundle, data: Path, names: Sequence[str], lead: str, *, detected: bool
) -> dict[str, Any]:
    classifier = BeatClassifier(bundle)
    classifier.check_golden()
    classes = TrainedClasses.of(bundle)
    if detected:
        refuse_other_classes(bundle)
        return detected_figures(classifier, data, names, lead)
    records = load_records(data, names, bundle.spec, classes, lead)
    patients = Patients.of_bundle(bundle)
    records = [patients.naming(record) for record in records]
    return reference_figures(classifier, data, names, records, lead)


if __name__ == "__main__":
    raise SystemExit(main())
