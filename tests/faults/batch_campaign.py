"""Kills `ecgviewer analyze --jobs 2` at random moments and looks at what is left.

`python -m tests.faults.batch_campaign 200 6 FILE` writes what it found as JSON. A run
goes on where the one that was killed ended. When all records are done the folder is
emptied, except for a review in it, which no run may touch.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from ecgviewer.analysis.batch import BatchAnalysis, analyse_records
from ecgviewer.analysis.engine import InTurn
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.export.analysis_log import LOG_NAME, read_log
from ecgviewer.formats.export.review_export import export_csv
from ecgviewer.formats.wfdb.writer import write_record

_ROOT = Path(__file__).parents[2]
_CAMPAIGNS = 6
_SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
#: How long processes may take to end after the one that started them.
#: A process that is left stays for good; one that ends may have to wait for its turn.
_PATIENCE_S = 120.0


@dataclass
class Outcome:
    """What a campaign found; what `failures` adds up must be 0."""

    kills: int = 0
    by_signal: Counter[str] = field(default_factory=Counter)
    runs_that_ended_before: int = 0
    batches_finished: int = 0
    records_finished: int = 0
    unfinished_files_seen: int = 0
    runs_with_processes_left: int = 0
    spoiled_outputs: int = 0
    unknown_files: int = 0
    reviews_replaced: int = 0
    batches_not_resumed: int = 0

    @property
    def failures(self) -> int:
        """How often something was wrong."""
        return (
            self.runs_with_processes_left
            + self.spoiled_outputs
            + self.unknown_files
            + self.reviews_replaced
            + self.batches_not_resumed
        )


@dataclass(frozen=True)
class _Material:
    """Records, what their analysis must give, and a review that must stay."""

    records: list[Path]
    output: Path
    expected: dict[str, bytes]
    review: Path
    reviewed: bytes

    def names(self) -> set[str]:
        return {*self.expected, self.review.name, LOG_NAME}


def campaign(kills: int, longest_s: float, seed: int = 1) -> Outcome:
    """Kill this many runs, each after up to some seconds.

    Those should be as many as a whole run takes, which on a busy machine is long.
    """
    dice, outcome = random.Random(seed), Outcome()
    with tempfile.TemporaryDirectory(prefix="ecgviewer-") as name:
        material = _material(Path(name))
        while outcome.kills < kills:
            kind = dice.choice(_SIGNALS)
            _kill_one(material, kind, dice.uniform(0, longest_s), outcome)
            _look(material, outcome)
            if set(read_log(material.output).done) == _wanted(material):
                _finish(material, outcome)
        _finish(material, outcome)
    return outcome


def _wanted(material: _Material) -> set[str]:
    return {path.stem for path in material.records[1:]}


@cache
def _expected() -> dict[str, bytes]:
    """Return what the analysis of each record but the first must give."""
    with tempfile.TemporaryDirectory(prefix="ecgviewer-") as name:
        folder = Path(name)
        paths = [write_record(folder, ecg.record) for ecg in _recordings()[1:]]
        analysis = BatchAnalysis("", "", folder, "ecgv")
        written: dict[str, bytes] = {}
        for done in analyse_records(paths, analysis, InTurn(), force=False):
            if done.finished is None:
                raise RuntimeError(done.failure)
            for file in done.finished.files:
                written[file] = (folder / file).read_bytes()
    return written


def _recordings() -> list[SyntheticEcg]:
    return [synthetic_record(15.0, name=f"r{number}") for number in range(6)]


def _material(folder: Path) -> _Material:
    """Write records; the review is of the first, which is so refused in each run."""
    records, output = folder / "records", folder / "output"
    records.mkdir()
    output.mkdir()
    made = _recordings()
    paths = [write_record(records, ecg.record) for ecg in made]
    session = ReviewSession(made[0].record, made[0].beats)
    session.edit(relabel(session.beats, session.beats.beat_id[:9], BeatClass.V, 5))
    review = export_csv(session, output, "Ada")
    return _Material(paths, output, _expected(), review, review.read_bytes())


def _command(records: list[Path], output: Path) -> list[str]:
    analyze = [sys.executable, "-m", "ecgviewer", "analyze", "--jobs", "2"]
    return [*analyze, "-o", str(output), *map(str, records)]


def _kill_one(
    material: _Material, kind: signal.Signals, after_s: float, outcome: Outcome
) -> None:
    """Kill one run; its workers hold its outputs open as long as they live."""
    with subprocess.Popen(
        _command(material.records, material.output),
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as run:
        try:
            run.communicate(timeout=after_s)
            outcome.runs_that_ended_before += 1
            return
        except subprocess.TimeoutExpired:
            pass
        if kind is signal.SIGINT:
            # As a terminal sends it: to the workers too.
            os.killpg(run.pid, kind)
        else:
            run.send_signal(kind)
        outcome.kills += 1
        outcome.by_signal[kind.name] += 1
        try:
            run.communicate(timeout=_PATIENCE_S)
        except subprocess.TimeoutExpired:
            outcome.runs_with_processes_left += 1
            os.killpg(run.pid, signal.SIGKILL)


def _look(material: _Material, outcome: Outcome) -> None:
    for path in material.output.iterdir():
        if path.name.endswith(".ecgv.tmp"):
            outcome.unfinished_files_seen += 1
        elif path.name not in material.names():
            outcome.unknown_files += 1
        elif path.name in material.expected:
            whole = path.read_bytes() == material.expected[path.name]
            outcome.spoiled_outputs += not whole
    replaced = material.review.read_bytes() != material.reviewed
    outcome.reviews_replaced += replaced


def _finish(material: _Material, outcome: Outcome) -> None:
    """Let a run come to its end, look whether all is there, and empty the folder."""
    subprocess.run(
        _command(material.records, material.output),
        cwd=_ROOT,
        check=False,
        capture_output=True,
    )
    _look(material, outcome)
    done = read_log(material.output).done
    there = {path.name for path in material.output.iterdir()}
    # Not even an unfinished file is left.
    whole = there == material.names() and set(done) == _wanted(material)
    outcome.batches_not_resumed += not whole
    outcome.batches_finished += 1
    outcome.records_finished += len(done)
    for path in material.output.iterdir():
        if path != material.review:
            path.unlink()


def main(kills: int, longest_s: float, file: Path) -> int:
    """Run some campaigns beside each other and write what they found."""
    began = time.monotonic()
    # Before the threads: they would share one classifier.
    _expected()
    with ThreadPoolExecutor(_CAMPAIGNS) as threads:
        seeds = range(1, _CAMPAIGNS + 1)
        work = partial(campaign, kills // _CAMPAIGNS, longest_s)
        found = list(threads.map(work, seeds))
    summed: Counter[str] = Counter()
    signals: Counter[str] = Counter()
    for outcome in found:
        # Before 3.12, `asdict` makes other counters of counters.
        counts = asdict(replace(outcome, by_signal=Counter()))
        del counts["by_signal"]
        signals += outcome.by_signal
        # Unlike +, it keeps what is 0.
        summed.update(counts)
    failures = sum(outcome.failures for outcome in found)
    seconds = round(time.monotonic() - began)
    document = {
        "campaigns": _CAMPAIGNS,
        "longest_s": longest_s,
        **summed,
        "by_signal": signals,
        "failures": failures,
        "seconds": seconds,
    }
    file.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 1 if failures else 0


if __name__ == "__main__":
    # A shell has what it runs in the background ignore Ctrl+C, and its children too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])))
