"""Scores the detector of fibrillation and flutter, and the one of pacemaker spikes.

python -m training.evaluate_shockable --data DIR [--paced] [--json]

Episodes of flutter are those between `[` and `]` in the reference of DS1; whatever is
found elsewhere in DS1, or on the records and the noise of nstdb, is false. With
--paced, spikes are counted on all of mitdb instead.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from ecgviewer.preprocessing.findings import signal_findings
from training.command_line import existing_folder, program
from training.errors import TrainingError
from training.records.splits import DS1, PACED

_DAY_S = 86_400.0
_NOISE = ("bw", "em", "ma")
#: Found next to an episode for this long is not called false: its edges are a matter of
#: opinion, and windows are four seconds long.
_EDGE_S = 4.0

Stretch = tuple[float, float]


@dataclass(frozen=True)
class ShockableScore:
    """What was found in a record, in seconds.

    Attributes
    ----------
    episodes, found : int
        Episodes of the reference, and those of which something was found.
    covered_s, episodes_s : float
        How much of the episodes was found, and how long they are.
    false_s, other_s : float
        What was found elsewhere, and how much elsewhere there is.
    """

    record: str
    episodes: int
    found: int
    covered_s: float
    episodes_s: float
    false_s: float
    other_s: float


def score_shockable(path: Path) -> ShockableScore:
    """Return how the flutter of a record is found; without annotations it has none."""
    record = read_record(path)
    leads = _leads(record)
    chaos = signal_findings(record, leads).states.fibrillating()
    ends = zip(chaos.start.tolist(), chaos.stop.tolist(), strict=True)
    found = [(start / record.fs, stop / record.fs) for start, stop in ends]
    episodes = _episodes(path, record)
    wide = [(start - _EDGE_S, stop + _EDGE_S) for start, stop in episodes]
    covered = [sum(_shared(episode, each) for each in found) for episode in episodes]
    near = sum(_shared(episode, each) for episode in wide for each in found)
    episodes_s = sum(stop - start for start, stop in episodes)
    return ShockableScore(
        record=record.name,
        episodes=len(episodes),
        found=sum(each > 0 for each in covered),
        covered_s=sum(covered),
        episodes_s=episodes_s,
        false_s=max(sum(stop - start for start, stop in found) - near, 0.0),
        other_s=record.duration_s - episodes_s,
    )


def _leads(record: Record) -> list[int]:
    # Noise alone is named as noise; it is looked at as if it were an ECG.
    return ecg_leads(record)


def _episodes(path: Path, record: Record) -> list[Stretch]:
    reference = path.with_suffix(".atr")
    if not reference.is_file():
        return []
    annotations = read_annotations(reference)
    edges = (annotations.sample[annotations.symbol == each] for each in "[]")
    return [
        (float(start) / record.fs, float(stop) / record.fs)
        for start, stop in zip(*edges, strict=True)
    ]


def _shared(one: Stretch, other: Stretch) -> float:
    return max(min(one[1], other[1]) - max(one[0], other[0]), 0.0)


def shockable_report(name: str, scores: Sequence[ShockableScore]) -> str:
    """Return the lines of a group of records."""
    false_s = sum(score.false_s for score in scores)
    other_s = sum(score.other_s for score in scores)
    lines = [
        f"{name}: {len(scores)} records, {false_s:.0f} s found in error in "
        f"{other_s / 3600:.1f} h, {false_s / 60 * _DAY_S / other_s:.2f} minutes a day"
    ]
    lines += [
        f"  {score.record:8} {score.found} of {score.episodes} episodes, "
        f"{score.covered_s:.0f} of {score.episodes_s:.0f} s"
        for score in scores
        if score.episodes
    ]
    lines += [
        f"  {score.record:8} {score.false_s:.0f} s"
        for score in scores
        if score.false_s > 0
    ]
    return "\n".join(lines)


def count_spikes(path: Path) -> int:
    """Return how many pacemaker spikes are found in a record."""
    record = read_record(path)
    return len(signal_findings(record, _leads(record)).spikes)


def spikes_report(spikes: dict[str, int]) -> str:
    """Return which records are said to be paced, and which are."""
    lines = [
        f"  {name:8} {number:5} spikes{'' if name in PACED else ', and is not paced'}"
        for name, number in spikes.items()
        if number or name in PACED
    ]
    found = sum(spikes.get(name, 0) > 0 for name in PACED)
    false = sum(number > 0 for name, number in spikes.items() if name not in PACED)
    others = len(spikes) - sum(name in spikes for name in PACED)
    head = f"paced: {found} of {len(PACED)} records found, {false} of {others} others"
    return "\n".join([head, *lines])


@program
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; status 1 if the records are not there."""
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluate_shockable", description=__doc__
    )
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of databases"
    )
    parser.add_argument("--paced", action="store_true", help="count spikes instead")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.paced:
        paths = _headers(options.data / "mitdb")
        spikes = {path.stem: count_spikes(path) for path in paths}
        print(json.dumps(spikes, indent=1) if options.json else spikes_report(spikes))
        return 0
    groups = {
        "DS1": [path for path in _headers(options.data / "mitdb") if path.stem in DS1],
        "nstdb": _headers(options.data / "nstdb"),
    }
    scores = {
        name: [score_shockable(path) for path in paths]
        for name, paths in groups.items()
    }
    if options.json:
        document = {k: [asdict(score) for score in some] for k, some in scores.items()}
        print(json.dumps(document, indent=1))
    else:
        print("\n".join(shockable_report(*each) for each in scores.items()))
    return 0


def _headers(folder: Path) -> list[Path]:
    headers = sorted(folder.glob("*.hea"))
    if not headers:
        raise TrainingError(
            f"no record in {folder}. Name the folder in which the databases are."
        )
    return headers


if __name__ == "__main__":
    raise SystemExit(main())
