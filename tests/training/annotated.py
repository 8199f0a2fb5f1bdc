"""Synthetic records with their reference annotations beside them."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record


def annotated_record(
    folder: Path, name: str, seed: int = 7, duration_s: float = 60.0
) -> SyntheticEcg:
    """Write a record and its ``.atr`` into a folder."""
    ecg = synthetic_record(duration_s, seed=seed, name=name)
    write_record(folder, ecg.record)
    reference = folder / f"{name}.atr"
    reference.unlink(missing_ok=True)
    write_annotations(reference, new_annotations(ecg.beats.sample, ecg.beats.symbol))
    return ecg
