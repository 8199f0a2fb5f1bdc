"""What the quality of the signal says of clean and of spoilt training records.

python -m training.evaluate_quality --data DIR [--json]

DIR holds mitdb and nstdb. Noise of nstdb is added to records of DS1 with many V at
calibrated ratios (the peak-to-peak QRS squared over 8, as in nst of PhysioNet, over the
noise's mean square), and steps and square pulses to 203 and 101.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.labels import BeatClass, class_of
from ecgviewer.core.predictions import UNREADABLE
from ecgviewer.core.record import Record, Samples
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.quality import beat_quality
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from training.command_line import existing_folder, program

#: Records of DS1, those with most V first.
RECORDS = (
    "208", "106", "223", "119", "203", "201", "215", "116", "207", "205", "124", "109",
    "101", "112", "118",
)  # fmt: skip
NOISES, RATIOS_DB = ("em", "ma", "bw"), (12, 6, 0, -6)
CHANGED = ("203", "101")
_SPOILT_S = (300.0, 1200.0)
_SAME_S, _QRS_S = 0.15, 0.1
_STEPS, _PULSES, _SEED = 50, 50, 7


def reference(path: Path) -> tuple[Samples, npt.NDArray[np.uint8]]:
    """Return the beats of a record's reference and their classes."""
    annotations = read_annotations(path.with_suffix(".atr"))
    classes = [class_of(symbol) for symbol in annotations.symbol.tolist()]
    beat = np.array([one is not None for one in classes])
    labels = np.array([one for one in classes if one is not None], np.uint8)
    return annotations.sample[beat], labels


def with_noise(
    signal: Float32Array, noise: Float32Array, peak_to_peak: Float32Array, db: int
) -> Float32Array:
    """Return a signal with noise of a ratio; all of shape (n_leads, n_samples)."""
    added = noise[:, : signal.shape[1]]
    added = added - added.mean(axis=1, keepdims=True)
    power = (peak_to_peak**2 / 8) / 10 ** (db / 10)
    gain = np.sqrt(power / added.var(axis=1))
    return np.asarray(signal + gain[:, None] * added, np.float32)


def qrs_heights(signal: Float32Array, beats: Samples, fs: float) -> Float32Array:
    """Return the median peak-to-peak QRS of each lead."""
    reach = round(_QRS_S * fs)
    inner = beats[(beats > reach) & (beats < signal.shape[1] - reach)][::10]
    around = signal[:, inner[:, None] + np.arange(-reach, reach)]
    return np.asarray(np.median(np.ptp(around, axis=2), axis=1))


def are_near(samples: Samples, others: Samples, reach: float) -> BoolArray:
    """Return which samples have another within reach."""
    if not len(others):
        return np.zeros(len(samples), bool)
    row = np.clip(np.searchsorted(others, samples), 1, max(len(others) - 1, 1))
    after = np.abs(others[np.minimum(row, len(others) - 1)] - samples)
    return np.asarray(np.minimum(np.abs(samples - others[row - 1]), after) <= reach)


def clean_counts(path: Path) -> dict[str, list[int]]:
    """Return how many N and V of a record are unreadable, of how many."""
    record = read_record(path)
    beats, labels = reference(path)
    poor = beat_quality(record.signal[0], record.fs, beats) < UNREADABLE
    return {
        name: [int(poor[labels == one].sum()), int((labels == one).sum())]
        for name, one in (("N", BeatClass.N), ("V", BeatClass.V))
    }


def noisy_counts(path: Path, noise: Float32Array, db: int) -> dict[str, list[int]]:
    """Return how many false and true beats are unreadable under noise, of how many."""
    record = read_record(path)
    start, stop = (round(edge_s * record.fs) for edge_s in _SPOILT_S)
    beats, _ = reference(path)
    heights = qrs_heights(record.signal, beats, record.fs)
    signal = with_noise(record.signal[:, start:stop], noise, heights, db)
    found = detect_r_peaks(signal, record.fs)
    poor = beat_quality(signal[0], record.fs, found) < UNREADABLE
    true = are_near(found, beats - start, _SAME_S * record.fs)
    return {
        "false": [int(poor[~true].sum()), int((~true).sum())],
        "true": [int(poor[true].sum()), int(true.sum())],
    }


def changed_counts(path: Path) -> dict[str, list[int]]:
    """Return how many added steps and pulses are marked, of how many.

    One is marked where all beats that are found at it, if any, are unreadable.
    """
    record = read_record(path)
    random = np.random.default_rng((_SEED, int(path.stem)))
    counts = {}
    for name, number in (("steps", _STEPS), ("pulses", _PULSES)):
        places = _places(record, random, number)
        signal = record.signal.copy()
        for start in places.tolist():
            length = random.uniform(0.08, 0.4) if name == "pulses" else 20.0
            size = random.choice((-1, 1)) * random.uniform(1.5, 4.0)
            signal[:, start : start + round(length * record.fs)] += np.float32(size)
        marked = sum(_marked(signal, record.fs, places))
        counts[name] = [int(marked), number]
    return counts


def _places(record: Record, random: np.random.Generator, number: int) -> Samples:
    """Return places all over a record, far enough from one another for steps back."""
    part = record.n_samples // number
    within = random.integers(part // 8, part // 4, number)
    return np.asarray(np.arange(number) * part + within, np.int64)


def _marked(signal: Float32Array, fs: float, places: Samples) -> Iterator[bool]:
    found = detect_r_peaks(signal, fs)
    readable = beat_quality(signal[0], fs, found) >= UNREADABLE
    for place in places.tolist():
        at = np.abs(found - place) <= _SAME_S * fs
        yield not readable[at].any()


def figures(data: Path) -> dict[str, Any]:
    """Return all counts over the records."""
    noises = {n: read_record(data / "nstdb" / f"{n}.hea").signal for n in NOISES}
    paths = [data / "mitdb" / f"{name}.hea" for name in RECORDS]
    return {
        "clean": _sum(clean_counts(path) for path in paths),
        "noisy": {
            f"{name} {db} dB": _sum(noisy_counts(path, noise, db) for path in paths)
            for name, noise in noises.items()
            for db in RATIOS_DB
        },
        "changes": {
            name: changed_counts(data / "mitdb" / f"{name}.hea") for name in CHANGED
        },
    }


def _sum(counts: Iterator[dict[str, list[int]]]) -> dict[str, list[int]]:
    total: dict[str, list[int]] = {}
    for some in counts:
        for name, pair in some.items():
            before = total.get(name, [0, 0])
            total[name] = [a + b for a, b in zip(before, pair, strict=True)]
    return total


def report(found: dict[str, Any]) -> str:
    """Return the figures as text: share of unreadable beats, or of marked changes."""
    rows = {"clean": found["clean"], **found["noisy"], **found["changes"]}
    return "\n".join(
        f"{name:10} "
        + "  ".join(
            f"{kind} {part} of {total} ({part / max(total, 1):.1%})"
            for kind, (part, total) in counts.items()
        )
        for name, counts in rows.items()
    )


@program
def main(arguments: Sequence[str] | None = None) -> int:
    """Print which beats are unreadable; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_quality")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of mitdb and nstdb"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = figures(options.data)
    print(json.dumps(found, indent=1) if options.json else report(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
