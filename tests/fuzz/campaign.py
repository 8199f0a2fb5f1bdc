"""A long run of hostile inputs, recorded: how many, what was found, the slowest.

`python -m tests.fuzz.campaign --inputs 1000000 --out FILE` runs each target in
processes of their own, so that one which dies is a finding too. FILE is written again
after each of them; findings are kept beside it. `--formats` runs the readers of
recordings alone, or those named, each with as many inputs, and goes on where FILE ends.
Temporary folders in memory (`TMPDIR=/dev/shm`) make it several times as fast.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.fuzz.mutations import changed, some_changes
from tests.fuzz.targets import TARGETS, run
from tests.fuzz.watch import nothing_touched_outside

#: A hang, by the issue of the project.
_SLOW_S = 2.0
#: Inputs after which the record is written.
_PART = 100_000
_HIGHEST = ("slowest_s", "peak_mb")
_WARMING = 50
#: Targets that reach libraries in C, which could take the process with them.
_NATIVE = ("signal", "network", "golden", "mat")
_MOST_FINDINGS = 20
#: Shares of the inputs; reading signals and bundles takes longest.
SHARES = {
    "header": 23, "signal": 8, "annotations": 12, "journal": 18, "chained_journal": 9,
    "csv": 18, "csv_record": 5, "edf": 10, "rhythms_csv": 2, "bundle": 3, "golden": 1,
    "network": 0.1, "record": 1,
}  # fmt: skip
#: Readers of recordings and of their annotations.
FORMATS = (
    "header", "signal", "annotations", "edf", "ishne", "ishne_annotations", "aecg",
    "muse", "cardiosoft", "philips", "mortara", "dicom", "scp", "mat", "xdf", "zip",
    "csv_record",
)  # fmt: skip
#: Inputs of a reader after which the next one has its turn.
_TURN = 25_000


def fuzz(name: str, inputs: int, seed: int, findings: Path) -> dict[str, Any]:
    """Fuzz one target and return what is to be recorded."""
    target, dice = TARGETS[name], random.Random(f"{name} {seed}")
    refused, slowest_s, found = 0, 0.0, 0
    # Files are written by the hundred thousand, and need not outlive a power cut.
    unsynced = patch("os.fsync", lambda _: None)
    with unsynced, tempfile.TemporaryDirectory(prefix="ecgviewer-fuzz-") as place:
        folder = Path(place)
        seeds = target.seeds(folder)
        for number in range(inputs):
            data = changed(dice.choice(seeds), some_changes(dice))
            if name in _NATIVE:
                (findings / f"{name}.now").write_bytes(data)
            # Of this process, since the machine may have other work.
            started = time.process_time()
            try:
                if number < _WARMING:
                    refused += bool(run(target, data, folder))
                else:
                    with nothing_touched_outside(folder):
                        refused += bool(run(target, data, folder))
            except Exception as error:
                found += 1
                _keep(findings, name, data, repr(error))
            took_s = time.process_time() - started
            if took_s > _SLOW_S:
                found += 1
                _keep(findings, name, data, f"took {took_s:.1f} s")
            slowest_s = max(slowest_s, took_s)
            if found >= _MOST_FINDINGS:
                inputs = number + 1
                break
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (findings / f"{name}.now").unlink(missing_ok=True)
    return {
        "inputs": inputs,
        "refused": refused,
        "findings": found,
        "slowest_s": round(slowest_s, 3),
        "peak_mb": round(peak_mb),
    }


def _keep(findings: Path, name: str, data: bytes, why: str) -> None:
    number = len(list(findings.glob(f"{name}-*.bin")))
    (findings / f"{name}-{number:03}.bin").write_bytes(data)
    (findings / f"{name}-{number:03}.txt").write_text(why[:2000], encoding="utf-8")


def campaign(inputs: int, seed: int, out: Path) -> dict[str, Any]:
    """Fuzz every target in turn, a part of the inputs at a time; record it in `out`."""
    findings = out.with_suffix(".findings")
    findings.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {name: {} for name in SHARES}
    record: dict[str, Any] = {}
    parts = max(inputs // _PART, 1)
    for part in range(parts):
        for name, share in SHARES.items():
            n = max(round(inputs / parts * share / sum(SHARES.values())), 1)
            _add(results[name], _in_a_process(name, n, 1000 * seed + part, findings))
            record = _record(results, seed)
            out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return record


def formats_campaign(
    names: Sequence[str], inputs: int, seed: int, out: Path
) -> dict[str, Any]:
    """Fuzz each reader, the least fuzzed first; go on where `out` ends."""
    findings = out.with_suffix(".findings")
    findings.mkdir(parents=True, exist_ok=True)
    known = json.loads(out.read_bytes())["targets"] if out.exists() else {}
    results: dict[str, Any] = {**{name: {} for name in names}, **known}
    left = {name for name in names if results[name].get("inputs", 0) < inputs}
    while left:
        # Of names alike, always the same.
        name = min(sorted(left), key=lambda each: results[each].get("inputs", 0))
        done = results[name].get("inputs", 0)
        n, part = min(_TURN, inputs - done), 1000 * seed + done // _TURN
        result = _in_a_process(name, n, part, findings)
        _add(results[name], result)
        # One that died has said so and gets no more.
        if done + n >= inputs or "inputs" not in result:
            left.remove(name)
        record = _record(results, seed)
        out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return _record(results, seed)


def _in_a_process(name: str, n: int, seed: int, findings: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.fuzz.campaign", "--target", name]
    options = ["--inputs", str(n), "--seed", str(seed), "--out", str(findings)]
    ended = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        last = findings / f"{name}.now"
        _keep(findings, name, last.read_bytes() if last.exists() else b"", ended.stderr)
        return {"findings": 1}
    result: dict[str, Any] = json.loads(ended.stdout)
    return result


def _add(total: dict[str, Any], result: dict[str, Any]) -> None:
    for key, value in result.items():
        known = total.get(key, 0)
        total[key] = max(known, value) if key in _HIGHEST else known + value


def _record(results: dict[str, Any], seed: int) -> dict[str, Any]:
    return {
        "seed": seed,
        "inputs": sum(result.get("inputs", 0) for result in results.values()),
        "findings": sum(result.get("findings", 0) for result in results.values()),
        "targets": results,
    }


def main() -> int:
    """Run a campaign, or one target of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", choices=TARGETS)
    parser.add_argument("--formats", nargs="*", choices=FORMATS, metavar="NAME")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    if given.target:
        given.out.mkdir(parents=True, exist_ok=True)
        print(json.dumps(fuzz(given.target, given.inputs, given.seed, given.out)))
        return 0
    if given.formats is None:
        record = campaign(given.inputs, given.seed, given.out)
    else:
        names = given.formats or FORMATS
        record = formats_campaign(names, given.inputs, given.seed, given.out)
    return 1 if record["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
