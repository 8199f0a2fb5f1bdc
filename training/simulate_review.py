"""What a review takes, by a simulated reader who knows the truth.

python -m training.simulate_review [--bundle NAME] --data DIR [--records ds2|LIST]
    [--jobs N] [--json [FILE]] [--estimates-only]

Each record is analysed end to end, with our detector and the classifier, and reviewed
until at most 0.5 % of its beats are wrong: by (a) scanning beat by beat, (b) the review
queue, (c) groups, then all of their galleries, (d) the same with suggestions between.
What the application says is left is held to the truth after looks in the queue, and
after kinds were accepted.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from ecgviewer.analysis.beat_kinds import group_record
from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.runtime import Classifier, load_classifier
from ecgviewer.commands.options import add_engine_options, engine_of
from ecgviewer.core.analysis_events import BeatsDetected
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.suggestions import Suggestions
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.review.session import ReviewSession
from training.command_line import (
    existing_folder,
    names_of,
    new_file,
    program,
    write_json,
)
from training.errors import TrainingError
from training.records.dataset import open_annotated
from training.records.released_analysis import released_analysis
from training.records.splits import DS2
from training.records.trained_classes import refuse_other_classes
from training.reviewing.estimates import (
    LOOKS,
    STAGES,
    kinds_summary,
    kinds_table,
    looks_table,
)
from training.reviewing.review_desk import ReviewDesk
from training.reviewing.review_strategies import (
    by_groups,
    by_queue,
    errors_left,
    finished,
    kinds_left,
    scan,
    with_suggestions,
)

STRATEGIES = ("scan", "queue", "groups", "suggestions")
#: The goal: the kinds need this share of scanning, as the median over records.
GOAL = 0.1
_STANDARD_OUTPUT = Path("-")


@dataclass(frozen=True, eq=False)
class Analysed:
    """A record after its analysis, before any review."""

    analysis: RecordAnalysis
    beats: BeatTable
    predictions: Predictions
    reference: BeatTable
    groups: BeatGroups

    def desk(self) -> ReviewDesk:
        """Return a review that has just begun."""
        session = ReviewSession(self.analysis.record, lead=self.analysis.lead_name)
        session.add_detected(self.beats)
        session.start_predictions(self.predictions)
        return ReviewDesk(session, self.reference, self.groups)

    def suggest(self, desk: ReviewDesk) -> Suggestions:
        """Return what the adapted classifier suggests now."""
        return self.analysis.suggest(desk.session.beats)


def analysed(classifier: Classifier, path: Path) -> Analysed:
    """Analyse a record as the application does, by the lead of the released figures."""
    record, reference = open_annotated(path)
    analysis = released_analysis(record, classifier)
    session = ReviewSession(record, lead=analysis.lead_name)
    predictions = Predictions.empty(classifier.classes, classifier.classifier_id)
    session.start_predictions(predictions)
    for event in analysis.run():
        if isinstance(event, BeatsDetected) and len(event.beats):
            session.add_detected(event.beats)
        elif isinstance(event, PredictionBatch):
            session.add_predictions(event)
    groups = group_record(record, analysis.lead_name, session.beats)
    return Analysed(analysis, session.beats, session.predictions, reference, groups)


@dataclass(frozen=True)
class Reviews:
    """Reviews one record after the other in every way; can be pickled."""

    bundle: str
    data: Path
    strategies: tuple[str, ...] = STRATEGIES

    def __call__(self, name: str) -> dict[str, Any]:
        """Return what the reviews of a record took."""
        found = analysed(_classifier(self.bundle), self.data / name)
        first = found.desk()
        result: dict[str, Any] = {
            "record": name,
            "beats": first.n_all,
            "wrong_at_first": first.n_wrong,
            "kinds": len(found.groups.codes),
            "errors_left": errors_left(first, LOOKS),
            "kinds_left": [
                {"stage": stage, **said}
                for stage, said in zip(STAGES, kinds_left(found.desk()), strict=True)
            ],
        }
        for strategy in self.strategies:
            result[strategy] = _reviewed(found, strategy)
        return result


def _reviewed(found: Analysed, strategy: str) -> dict[str, Any]:
    desk = found.desk()
    work: dict[str, Callable[[], None]] = {
        "scan": partial(scan, desk),
        "queue": partial(by_queue, desk),
        "groups": partial(by_groups, desk),
        "suggestions": partial(with_suggestions, desk, found.suggest),
    }
    finished(desk, work[strategy])
    effort = desk.effort
    return {
        "views": effort.views,
        "keys": effort.keys,
        "cost": effort.cost,
        "residual_error": round(desk.n_wrong / desk.n_all, 5),
    }


@cache
def _classifier(bundle: str) -> Classifier:
    classifier = load_classifier(bundle)
    refuse_other_classes(classifier)
    return classifier


def summary(records: Sequence[dict[str, Any]], bundle: str) -> dict[str, Any]:
    """Return all reviews and their medians, as JSON values.

    Records that need no review at all, with 99.5 % right at first, have no ratio.
    """
    estimated = {
        "classifier": bundle,
        "records": list(records),
        "kinds": kinds_summary(records),
    }
    if not all(strategy in r for r in records for strategy in STRATEGIES):
        return estimated
    ratios = {
        r["record"]: round(r["groups"]["cost"] / r["scan"]["cost"], 4)
        for r in records
        if r["scan"]["cost"]
    }
    medians = {
        strategy: {
            key: statistics.median(r[strategy][key] for r in records)
            for key in ("views", "keys", "cost", "residual_error")
        }
        for strategy in STRATEGIES
    }
    return {
        **estimated,
        "medians": medians,
        "ratio": ratios,
        "median_ratio": statistics.median(ratios.values()) if ratios else None,
        "failed": [name for name, ratio in ratios.items() if ratio > GOAL],
    }


def table(result: dict[str, Any]) -> str:
    """Return the reviews as a Markdown table, costs in views + keys."""
    lines = [
        "| record | beats | wrong | kinds | scan | queue | groups "
        "| suggestions | ratio |",
        "| --- " * 9 + "|",
    ]
    for record in result["records"]:
        costs = [f"{record[s]['views']:,} + {record[s]['keys']:,}" for s in STRATEGIES]
        ratio = result["ratio"].get(record["record"])
        cells = [
            record["record"],
            f"{record['beats']:,}",
            f"{record['wrong_at_first']:,}",
            f"{record['kinds']}",
            *costs,
            "–" if ratio is None else f"{ratio:.3f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    costs = [f"{result['medians'][s]['cost']:,.0f}" for s in STRATEGIES]
    median = result["median_ratio"]
    end = "–" if median is None else f"{median:.3f}"
    lines.append(f"| median cost | | | | {' | '.join(costs)} | {end} |")
    return "\n".join(lines)


@program
def main(arguments: Sequence[str] | None = None) -> int:
    """Review records and print the table, or JSON; return the exit status."""
    options = _parser().parse_args(arguments)
    names = names_of(options.records)
    names = DS2 if names == ("ds2",) else names
    if not names:
        raise TrainingError("No record is named. Name some with --records.")
    strategies = () if options.estimates_only else STRATEGIES
    work = Reviews(options.bundle, options.data, strategies)
    records = []
    line = ProgressLine(len(names))
    try:
        for record in engine_of(options).map(work, names):
            records.append(record)
            line.advance()
    finally:
        line.clear()
    result = summary(records, _classifier(options.bundle).classifier_id)
    text = json.dumps(result, indent=1)
    if options.json and options.json != _STANDARD_OUTPUT:
        write_json(options.json, result)
    if options.json == _STANDARD_OUTPUT:
        print(text)
    else:
        parts = [] if options.estimates_only else [table(result)]
        print(*parts, looks_table(records), kinds_table(result["kinds"]), sep="\n\n")
    return 0


def _new_file_or_output(text: str) -> Path:
    return _STANDARD_OUTPUT if Path(text) == _STANDARD_OUTPUT else new_file(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.simulate_review")
    parser.add_argument("--bundle", default="", help="name or folder; by default ours")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of records"
    )
    parser.add_argument("--records", nargs="+", default=["ds2"], help="ds2, or names")
    add_engine_options(parser)
    parser.add_argument(
        "--estimates-only",
        action="store_true",
        help="hold the estimates to the truth, without the four ways of reviewing",
    )
    parser.add_argument(
        "--json",
        type=_new_file_or_output,
        nargs="?",
        const=_STANDARD_OUTPUT,
        help="write the figures to this file, or print them alone",
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
