"""Small records for the random walk: usual, odd and broken ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record

_TWELVE = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
_FS = 360.0
#: Records that only those moves go to which `--leave-out extremes` leaves out.
EXTREME = ("tiny_gain", "small_gain", "slowest", "last_year")


def write_records(folder: Path) -> dict[str, Path]:
    """Write every record into a folder of its own; return the headers by name."""
    records = [*_usual(), *_odd()]
    paths = {record.name: _write(folder, record) for record in records}
    paths.update(_annotated(folder))
    paths.update(_rewritten(folder))
    paths.update(_broken(folder))
    return paths


def _write(folder: Path, record: Record) -> Path:
    place = folder / record.name
    place.mkdir(parents=True)
    return write_record(place, record)


def _usual() -> list[Record]:
    twelve = synthetic_record(20.0, name="twelve", n_leads=3).record
    return [
        synthetic_record(30.0, name="plain").record,
        synthetic_record(150.0, name="longer", n_leads=3, seed=2).record,
        replace(
            twelve,
            leads=tuple(Lead(name) for name in _TWELVE),
            source=np.tile(twelve.signal, (4, 1)),
        ),
    ]


def _odd() -> list[Record]:
    noise = np.random.default_rng(1).standard_normal((2, 7200)).astype(np.float32)
    beats = synthetic_record(20.0, name="beats").record
    with_gaps = beats.signal.copy()
    with_gaps[:, 2000:4000] = np.nan
    fast = np.repeat(beats.signal[:1], 2, axis=1)[:, ::5]
    return [
        _record("flat", np.zeros((2, 3600), np.float32)),
        _record("missing", np.full((2, 3600), np.nan, np.float32)),
        _record("gaps", with_gaps),
        _record("noise", noise),
        _record("large", beats.signal * 60),
        _record("rapid", fast),
        _record("one_sample", noise[:, :1]),
        _record("three_samples", noise[:, :3]),
        _record("short", beats.signal[:, :700]),
        _record("slow", noise[:, :400], fs=1.0),
        _record("quick", np.repeat(beats.signal, 10, axis=1), fs=10 * _FS),
        _record("unnamed", beats.signal, leads=("", "")),
        _record("alike", beats.signal, leads=("II", "II")),
        _record("markup", beats.signal, leads=("<b>V1</b>", "<img src='x'>&V2")),
        _record("long_names", beats.signal, leads=("L" * 300, "é漢" * 80)),
        _record("n" * 150, beats.signal),
    ]


def _record(
    name: str,
    signal: np.ndarray,
    fs: float = _FS,
    leads: tuple[str, ...] = ("MLII", "V1"),
) -> Record:
    named = tuple(Lead(lead) for lead in leads[: len(signal)])
    return Record(name, fs, named, signal, checksum=name)


def _annotated(folder: Path) -> dict[str, Path]:
    ecg = synthetic_record(60.0, name="annotated", seed=3)
    header = _write(folder, ecg.record)
    for annotator, (sample, symbol) in _annotations(ecg).items():
        path = header.with_suffix(f".{annotator}")
        write_annotations(path, new_annotations(sample, symbol))
    return {"annotated": header}


def _annotations(ecg: SyntheticEcg) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    sample, symbol = ecg.beats.sample, ecg.beats.symbol
    n = ecg.record.n_samples
    return {
        "atr": (sample, symbol),
        "ann": (sample[::2] + 3, symbol[::2]),
        "none": (sample[:0], symbol[:0]),
        "edge": (np.array([0, 0, 1, n - 1, n + 900]), np.array(list("N+V~N"))),
    }


def _rewritten(folder: Path) -> dict[str, Path]:
    """Return records whose headers say what the writer never would."""
    changes = {
        "clock": ((" 360 7200", " 360 7200 23:59:50 28/02/2020"),),
        "last_year": ((" 360 7200", " 360 7200 23:59:50 31/12/9999"),),
        "slowest": ((" 360 7200", " 1e-300 7200"),),
        "small_gain": ((" 200/", " 0.01/"),),
        "tiny_gain": ((" 200/", " 1e-7/"),),
        "units": (("/mV", "/µV"),),
    }
    paths = {}
    for name, texts in changes.items():
        path = _write(folder, synthetic_record(20.0, name=name).record)
        header = path.read_text("utf-8")
        for old, new in texts:
            if old not in header:
                raise ValueError(f"{old!r} is not in the header of {name}")
            header = header.replace(old, new)
        path.write_text(header, encoding="utf-8")
        paths[name] = path
    return paths


def _broken(folder: Path) -> dict[str, Path]:
    without = _write(folder, synthetic_record(5.0, name="no_signal").record)
    without.with_suffix(".dat").unlink()
    cut = _write(folder, synthetic_record(5.0, name="cut").record)
    data = cut.with_suffix(".dat").read_bytes()
    cut.with_suffix(".dat").write_bytes(data[: len(data) // 3])
    garbage = folder / "garbage" / "garbage.hea"
    garbage.parent.mkdir()
    garbage.write_bytes(bytes(range(256)))
    absent = folder / "garbage" / "absent.hea"
    return {"no_signal": without, "cut": cut, "garbage": garbage, "absent": absent}
