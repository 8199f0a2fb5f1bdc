"""`ecgviewer compare`: two annotators as EC57 asks."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ecgviewer.analysis.batch_places import with_remote
from ecgviewer.analysis.compare import Choices, compare_records
from ecgviewer.analysis.compare_report import report_document, report_text
from ecgviewer.commands.messages import say_failure
from ecgviewer.commands.options import (
    add_classes,
    add_csv,
    add_engine_options,
    engine_of,
    seconds,
)
from ecgviewer.core.ec57.episodes import EpisodeRules
from ecgviewer.core.ec57.rules import LEARNING_S


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ecgviewer compare`."""
    parser.add_argument(
        "records",
        type=Path,
        nargs="+",
        metavar="RECORD",
        help="a record, or the URL of one, of a folder or a pattern (with "
        "ecgviewer[remote])",
    )
    parser.add_argument(
        "reference",
        metavar="REF",
        help="reference annotator, or a CSV file; or its URL",
    )
    parser.add_argument("test", metavar="TEST", help="test annotator, in the same way")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--whole", action="store_true", help="include the first five minutes"
    )
    parser.add_argument(
        "--episodes",
        action="store_true",
        help="report episodes of atrial and ventricular fibrillation, too",
    )
    parser.add_argument(
        "--shortest-episode",
        type=seconds,
        default=0.0,
        metavar="SECONDS",
        help="leave out shorter episodes",
    )
    parser.add_argument(
        "--without-flutter",
        action="store_true",
        help="leave the reference's atrial flutter out of the predictivity of AF",
    )
    add_csv(parser)
    add_engine_options(parser)
    add_classes(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare annotators; return the exit status, 1 if a record failed."""
    comparison = compare_records(
        with_remote(arguments.records),
        arguments.reference,
        arguments.test,
        Choices(
            arguments.classes,
            0.0 if arguments.whole else LEARNING_S,
            EpisodeRules(arguments.shortest_episode, arguments.without_flutter),
        ),
        engine_of(arguments),
    )
    if arguments.json:
        print(json.dumps(report_document(comparison), indent=1))
    elif comparison.records:
        print(report_text(comparison, episodes=arguments.episodes))
    for failure in comparison.failed:
        say_failure(failure.record, failure.message)
    return 1 if comparison.failed else 0
