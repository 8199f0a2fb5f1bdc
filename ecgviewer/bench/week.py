"""What the analysis takes of a week of one lead, and of a day of twelve."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from ecgviewer.bench.memory import known
from ecgviewer.bench.stopwatch import Figures
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.synthetic_ecg import synthetic_record

WEEK_S, DAY_S = 7 * 86_400.0, 86_400.0
_FS = 250
#: Recorded over and over: what is synthesised must fit into memory.
_PART_S = 21_600.0
_GAIN = 200


def measure(
    _path: Path, *, week_s: float = WEEK_S, day_s: float = DAY_S, n_leads: int = 12
) -> Figures:
    """Return time and peak memory of an analysis, each in a process of its own.

    `analyze_week_s` and `peak_week_mb`: 168 h of one lead at 250 Hz, from its files to
    the CSV and the annotations, as `ecgviewer analyze` does it. `analyze_12_leads_s`
    and `peak_12_leads_mb`: 24 h of twelve leads.
    """
    part = synthetic_record(min(_PART_S, week_s), _FS, n_leads=3).record.signal
    week_done_s, week_mb = _analysed(part[:1], week_s)
    leads = part[np.arange(n_leads) % len(part)]
    day_done_s, day_mb = _analysed(leads, day_s)
    return {
        "analyze_week_s": round(week_done_s, 1),
        **known("peak_week_mb", week_mb),
        "analyze_12_leads_s": round(day_done_s, 1),
        **known("peak_12_leads_mb", day_mb),
    }


def _analysed(part: Float32Array, duration_s: float) -> tuple[float, float]:
    """Return seconds and peak memory, MB, of the analysis of a part over and over."""
    with tempfile.TemporaryDirectory() as folder:
        header = _repeated(Path(folder), part, duration_s)
        output = subprocess.run(
            [sys.executable, "-m", "ecgviewer.bench.analysed", str(header)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
    done_s, peak_mb = (float(word) for word in output.split())
    return done_s, peak_mb


def _repeated(folder: Path, part: Float32Array, duration_s: float) -> Path:
    """Write a record in format 16 that is longer than memory would hold, perhaps."""
    frames = np.rint(part.T * _GAIN).astype("<i2").tobytes()
    times = max(1, round(duration_s * _FS / part.shape[1]))
    with (folder / "long.dat").open("wb") as file:
        for _ in range(times):
            file.write(frames)
    line = "long.dat 16 {gain}/mV 16 0 0 0 0 lead {number}\n"
    lines = [line.format(gain=_GAIN, number=n + 1) for n in range(len(part))]
    header = folder / "long.hea"
    n_samples = times * part.shape[1]
    text = f"long {len(part)} {_FS} {n_samples}\n{''.join(lines)}"
    header.write_text(text, encoding="ascii")
    return header
