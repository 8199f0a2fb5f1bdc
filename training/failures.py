"""Pictures of the surest errors, as a cardiologist sees them.

python -m training.failures --bundle NAME --data DIR --records ds2|test|LIST --out PNG
python -m training.failures --networks DIR [--timing DIR...] --data DIR... --out PNG

A line for each error: the leads of the record with the symbols of the reference above
and the answers below; of a bundle also what it saw of the beat, on the lead that
decided, and the heat map. --networks is the --work of `training.fold_networks`: errors
of patients that were held out, as in `training.worst_patients`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import BeatClassifier, Classifier
from ecgviewer.core.beats import new_beats
from ecgviewer.core.explanation import Explanation
from ecgviewer.preprocessing import pipeline
from training.command_line import (
    add_judge_options,
    extra_packages,
    new_file,
    program,
)
from training.error_strips import draw_strip
from training.errors import TrainingError
from training.evaluate import chosen_records, refuse_trained
from training.records.dataset import AAMI_OUTPUTS, open_annotated
from training.records.released_analysis import released_analysis
from training.records.trained_classes import TrainedClasses
from training.scoring.judged_records import (
    JudgedRecord,
    judged_by_bundle,
    judged_by_networks,
)

with extra_packages():
    import matplotlib as mpl
    from matplotlib.figure import Figure

#: Errors shown of each kind, all of different records.
_EACH = 2
_AROUND_S = 3.0
#: Widths of the strip, and of three channels and the heat map beside it.
_STRIP, _BESIDE = 5.0, (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, eq=False)
class Failure:
    """A beat that the classifier got wrong, in a row of its record."""

    record: JudgedRecord
    row: int

    @property
    def predicted(self) -> int:
        """What the beat is called: a position among the classes."""
        return int(self.record.said[self.row])

    @property
    def confidence(self) -> float:
        """How sure the classifier is of that."""
        return float(self.record.probabilities[self.row].max())


def surest_errors(judged: Sequence[JudgedRecord], n_classes: int) -> list[Failure]:
    """Return the most confident errors of each kind, the kinds in order of number."""
    found: dict[tuple[int, int], list[Failure]] = {}
    counts: dict[tuple[int, int], int] = {}
    for record in judged:
        for kind, rows in _kinds(record, n_classes):
            surest = record.probabilities[rows, kind[1]].argmax()
            found.setdefault(kind, []).append(Failure(record, int(rows[surest])))
            counts[kind] = counts.get(kind, 0) + len(rows)
    kinds = sorted(found, key=lambda kind: -counts[kind])
    ranked = (sorted(found[kind], key=lambda f: -f.confidence) for kind in kinds)
    return [failure for some in ranked for failure in some[:_EACH]]


def _kinds(
    record: JudgedRecord, n_classes: int
) -> Iterator[tuple[tuple[int, int], np.ndarray[Any, Any]]]:
    outputs = range(n_classes)
    for true, said in product(outputs, outputs):
        if true != said:
            rows = np.flatnonzero((record.label == true) & (record.said == said))
            if len(rows):
                yield (true, said), rows


def draw_failures(
    failures: Sequence[Failure],
    names: Sequence[str],
    path: Path,
    classifier: Classifier | None = None,
) -> None:
    """Write a line for each failure: strip and, of a classifier, what it saw."""
    mpl.use("agg")
    widths = [_STRIP, *(_BESIDE if classifier else ())]
    size = (9 + 4 * bool(classifier), 2.2 * len(failures))
    figure = Figure(figsize=size, layout="constrained", dpi=80)
    axes = figure.subplots(
        len(failures), len(widths), width_ratios=widths, squeeze=False
    )
    for line, failure in zip(axes, failures, strict=True):
        record, row = failure.record, failure.row
        draw_strip(line[0], record, row, names, _AROUND_S)
        true, said = names[record.label[row]], names[failure.predicted]
        title = f"{record.name}: {true}, called {said} with {failure.confidence:.2f}"
        line[0].set_title(title, fontsize=9, loc="left", pad=12)
        if classifier:
            _draw_seen(line[1:], _explained(classifier, failure), failure.predicted)
    figure.savefig(path)


def _explained(classifier: Classifier, failure: Failure) -> Explanation:
    """Return why the application says what it says of the beat."""
    record, reference = open_annotated(failure.record.path)
    analysis = released_analysis(record, classifier)
    own = failure.record.sample[failure.row : failure.row + 1]
    places = pipeline.refine_beats(record, analysis.lead, reference.sample)
    place = pipeline.refine_beats(record, analysis.lead, own)
    beats = new_beats(np.sort(places))
    row = int(np.searchsorted(beats.sample, place)[0])
    return analysis.explain(beats, int(beats.beat_id[row]))


def _draw_seen(axes: Sequence[Any], seen: Explanation, predicted: int) -> None:
    shown = (*np.moveaxis(seen.image, -1, 0), seen.heat_maps[predicted])
    titles = (f"{seen.lead}: beat", "difference", "typical beat", "heat map")
    for ax, title, image in zip(axes, titles, shown, strict=True):
        ax.imshow(image, aspect="auto", cmap="magma")
        ax.set_title(title, fontsize=7)
        ax.set_axis_off()


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.failures")
    add_judge_options(parser)
    parser.add_argument("--records", nargs="+", help="ds2, test or names")
    parser.add_argument("--out", type=new_file, required=True, help="PNG to write")
    args = parser.parse_args(argv)
    if bool(args.networks) == bool(args.bundle and args.records):
        parser.error("give either --bundle with --records, or --networks")
    return args


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Draw what the command line asks for; return the exit status."""
    args = _arguments(argv)
    classifier, names = None, AAMI_OUTPUTS.names
    if args.networks:
        judged = list(judged_by_networks(args.networks, args.data, args.timing))
    else:
        bundle = load_bundle(find_bundle(args.bundle))
        records = chosen_records(bundle, args.records)
        refuse_trained(bundle, records)
        classifier, names = BeatClassifier(bundle), TrainedClasses.of(bundle).names
        judged = list(judged_by_bundle(classifier, args.data[0], records))
    failures = surest_errors(judged, len(names))
    if not failures:
        raise TrainingError("No error is made on these records.")
    draw_failures(failures, names, args.out, classifier)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
