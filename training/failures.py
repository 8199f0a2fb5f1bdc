"""Pictures of a bundle's surest errors on test records.

python -m training.failures --bundle NAME --data DIR --records ds2|test|LIST --out PNG
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import find_bundle, load_bundle
from ecgviewer.classifier.runtime import BeatClassifier, Classifier
from training.command_line import (
    existing_folder,
    extra_packages,
    new_file,
    program,
)
from training.errors import TrainingError
from training.evaluate import analysed_beats, chosen_records, refuse_trained
from training.records.dataset import Beats, LabelledRecord, load_records
from training.records.patients import file_name_of
from training.records.trained_classes import TrainedClasses

with extra_packages():
    import matplotlib as mpl
    from matplotlib.figure import Figure

#: Errors shown of each kind, all of different records.
_EACH = 2
_AROUND_S = 3.0


@dataclass(frozen=True)
class Failure:
    """A beat that the classifier got wrong."""

    record: LabelledRecord
    row: int
    predicted: int
    confidence: float


def surest_errors(
    classifier: Classifier, records: Sequence[LabelledRecord], folder: Path
) -> list[Failure]:
    """Return the most confident errors of each kind, the kinds in order of number.

    Errors of the application's own analysis: of all leads that it looks at, and after
    what the record's context says.

    Parameters
    ----------
    classifier : Classifier
    records : sequence of LabelledRecord
        On the lead that is drawn.
    folder : Path
        Where they are.
    """
    found: dict[tuple[int, int], list[Failure]] = {}
    counts: dict[tuple[int, int], int] = {}
    for record in records:
        path = folder / file_name_of(record.name)
        probabilities = analysed_beats(classifier, path, record.classes)
        predicted = np.argmax(probabilities, axis=1)
        for kind, rows in _kinds(record, predicted):
            confidence = probabilities[rows, kind[1]]
            best = int(rows[np.argmax(confidence)])
            failure = Failure(record, best, kind[1], float(confidence.max()))
            found.setdefault(kind, []).append(failure)
            counts[kind] = counts.get(kind, 0) + len(rows)
    kinds = sorted(found, key=lambda kind: -counts[kind])
    ranked = (sorted(found[kind], key=lambda f: -f.confidence) for kind in kinds)
    return [failure for some in ranked for failure in some[:_EACH]]


def _kinds(
    record: LabelledRecord, predicted: np.ndarray[Any, Any]
) -> Iterator[tuple[tuple[int, int], np.ndarray[Any, Any]]]:
    outputs = range(len(record.classes))
    for true, said in product(outputs, outputs):
        if true != said:
            rows = np.flatnonzero((record.labels == true) & (predicted == said))
            if len(rows):
                yield (true, said), rows


def draw_failures(
    classifier: Classifier, failures: Sequence[Failure], path: Path
) -> None:
    """Write one line of pictures for each failure: trace, channels and heat map."""
    mpl.use("agg")
    figure = Figure(figsize=(11, 1.55 * len(failures)), layout="constrained", dpi=64)
    axes = figure.subplots(
        len(failures), 5, width_ratios=[4, 1, 1, 1, 1], squeeze=False
    )
    for line, failure in zip(axes, failures, strict=True):
        _draw_trace(line[0], failure)
        sample = failure.record.samples[failure.row : failure.row + 1]
        beat = Beats(
            [failure.record],
            np.zeros(1, np.int64),
            sample,
            failure.record.labels[failure.row : failure.row + 1],
        )
        inputs = beat.inputs(slice(None), classifier.spec)
        _, heat_maps = classifier.explain(inputs)
        titles = ("beat", "difference", "typical beat", "heat map")
        shown = (*np.moveaxis(inputs.images[0], -1, 0), heat_maps[failure.predicted])
        for ax, title, image in zip(line[1:], titles, shown, strict=True):
            ax.imshow(image, aspect="auto", cmap="magma")
            ax.set_title(title, fontsize=7)
            ax.set_axis_off()
    figure.savefig(path)


def _draw_trace(ax: Any, failure: Failure) -> None:  # noqa: ANN401
    record = failure.record
    lead = record.prepared
    centre = int(lead.from_record(record.samples[failure.row : failure.row + 1])[0])
    reach = round(_AROUND_S * lead.fs)
    start = max(centre - reach, 0)
    values = lead.values[start : centre + reach]
    time_s = (np.arange(len(values)) + start - centre) / lead.fs
    ax.plot(time_s, values, "k", linewidth=0.6)
    at = lead.from_record(record.samples)
    for row in np.flatnonzero(np.abs(at - centre) < reach):
        place = ((at[row] - centre) / lead.fs, values.max())
        ax.annotate(str(record.symbols[row]), place, fontsize=7, ha="center")
    names = record.classes.names
    true, said = names[record.labels[failure.row]], names[failure.predicted]
    ax.set_title(
        f"{record.name}, {record.samples[failure.row] / record.fs:.1f} s: {true}, "
        f"called {said} with {failure.confidence:.2f}",
        fontsize=8,
        loc="left",
    )
    ax.axvline(0, color="tab:red", linewidth=0.5)
    ax.tick_params(labelsize=6)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Draw what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.failures")
    parser.add_argument("--bundle", required=True, help="name or folder of a bundle")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of records"
    )
    parser.add_argument("--records", nargs="+", required=True)
    parser.add_argument("--out", type=new_file, required=True, help="PNG to write")
    args = parser.parse_args(argv)
    bundle = load_bundle(find_bundle(args.bundle))
    names = chosen_records(bundle, args.records)
    refuse_trained(bundle, names)
    classifier = BeatClassifier(bundle)
    records = load_records(args.data, names, bundle.spec, TrainedClasses.of(bundle))
    failures = surest_errors(classifier, records, args.data)
    if not failures:
        raise TrainingError(f"{bundle.classifier_id} makes no error on these records.")
    draw_failures(classifier, failures, args.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
