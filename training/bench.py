"""How much faster the application is than the method as its description reads.

python -m training.bench [--record FILE] [--beats N] [--json]

`literal_beats_per_s`: per-beat `librosa.stft`, colour map and resize, then Keras'
`predict` of the network with 32, 64 and 128 filters, on beats that are found, filtered
and cut already. `ours_beats_per_s`: all of it, from the record in memory over filter,
R-peaks, quality and pictures to probabilities, with the default classifier. Both
are medians of three runs, turn by turn, in this process; `ratio` is of the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# As the application does, before NumPy is imported; see ecgviewer.__main__.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from ecgviewer.bench.material import thirty_minutes
from ecgviewer.bench.stopwatch import seconds
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing import pipeline
from training.command_line import program, whole_number
from training.errors import TrainingError
from training.networks.literal import literal_network, literal_probabilities
from training.records.released_analysis import released_analysis

#: The bundle of the published method.
_METHOD = "seed-cnn"
_WARM_UP = 32


def measure(path: Path, n_beats: int = 400, runs: int = 3) -> dict[str, float]:
    """Return literal_beats_per_s, ours_beats_per_s and ratio on a record.

    Parameters
    ----------
    path : Path
        The record.
    n_beats : int
        Beats that the literal pipeline gets, at most: it takes about 10 ms for each.
    runs : int
        Of both, turn by turn.
    """
    record, classifier = read_record(path), load_classifier()
    spec = load_bundle(find_bundle(_METHOD)).spec
    lead = pipeline.choose_lead(record, spec)
    samples = pipeline.detect_beats(record, lead, spec)
    prepared = pipeline.prepare_lead(record, lead, spec)
    stretches = [
        pipeline.beat_trace(prepared, int(sample), spec)[1]
        for sample in samples[:n_beats]
    ]
    network = literal_network(spec.image_size)
    # librosa compiles, and Keras traces, at the first call.
    literal_probabilities(stretches[:_WARM_UP], spec, network)
    literal_s, ours_s = [], []
    for _ in range(runs):
        literal_s.append(
            seconds(lambda: literal_probabilities(stretches, spec, network))
        )
        ours_s.append(
            seconds(lambda: list(released_analysis(record, classifier).run()))
        )
    literal = len(stretches) / statistics.median(literal_s)
    ours = len(samples) / statistics.median(ours_s)
    return {
        "literal_beats_per_s": round(literal, 1),
        "ours_beats_per_s": round(ours, 1),
        "ratio": round(ours / literal, 2),
    }


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.bench")
    parser.add_argument("--record", type=Path, help="a record (mitdb 100)")
    parser.add_argument(
        "--beats", type=whole_number(1), default=400, help="for the literal way"
    )
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    if args.record and not args.record.is_file():
        raise TrainingError(f"{args.record} does not exist. Give a .hea file.")
    with thirty_minutes(args.record) as path:
        figures = measure(path, args.beats)
    if args.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
