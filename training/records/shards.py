"""Annotated records as shards on disk: prepared once, mapped into memory, not held.

Thousands of records train without being in memory: of a shard's lead only the parts
that an epoch looks at are read. Each record is a shard of its own, so the work is
spread over processes by an engine and goes on where it was stopped.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ecgviewer.analysis.engine import Engine
from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.record import Record
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from ecgviewer.preprocessing.patient import Patient
from ecgviewer.preprocessing.pipeline import PreparedLead
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.errors import TrainingError
from training.networks.training_run import preprocessing_sources, program_digest
from training.records import dataset
from training.records.dataset import (
    AAMI_OUTPUTS,
    REFERENCE,
    LabelledRecord,
    labelled,
    open_annotated,
)
from training.records.trained_classes import TrainedClasses

#: What training keeps between runs.
CACHE = Path.home() / ".cache" / "ecgviewer-training"
_COLUMNS = ("samples", "labels", "symbols")
_PATIENT = tuple(f.name for f in fields(Patient) if f.name != "unknown")


def sharded_records(
    folder: Path,
    names: Sequence[str],
    spec: PreprocessingSpec,
    engine: Engine,
    shards: Path,
    classes: TrainedClasses = AAMI_OUTPUTS,
) -> list[LabelledRecord]:
    """Return annotated records whose leads stay on disk, the same for any engine.

    Parameters
    ----------
    folder : Path
        Of the records.
    names : sequence of str
        Of the records.
    spec : PreprocessingSpec
        How leads are prepared.
    engine : Engine
        Where records are prepared.
    shards : Path
        Folder for the shards; those that are there and fit are used.
    classes : TrainedClasses
        What beats are kept, and what they are.
    """
    return records_of(Shards(folder, spec, shards, classes), names, engine)


def sharded_leads(
    folder: Path,
    names: Sequence[str],
    spec: PreprocessingSpec,
    engine: Engine,
    shards: Path,
) -> list[LabelledRecord]:
    """Return each ECG lead of annotated records, one after the other under its name.

    Parameters are those of `sharded_records`, which returns one lead of each record.
    """
    work = Shards(folder, spec, shards, every_lead=True)
    return records_of(work, names, engine)


def records_of(
    work: Shards, names: Sequence[str], engine: Engine
) -> list[LabelledRecord]:
    """Return the records that some work prepares; those that are there are read."""
    work.shards.mkdir(parents=True, exist_ok=True)
    bar = ProgressLine(len(names))
    records: list[LabelledRecord] = []
    for stems in engine.map(work, names):
        records += [replace(read_shard(stem), classes=work.classes) for stem in stems]
        bar.advance()
    bar.clear()
    return records


@dataclass(frozen=True)
class Shards:
    """Prepares records; can be sent to another process.

    Parameters are those of `sharded_records`; `annotator` says whose beats are learned
    from.
    """

    folder: Path
    spec: PreprocessingSpec
    shards: Path
    classes: TrainedClasses = AAMI_OUTPUTS
    every_lead: bool = False
    annotator: str = REFERENCE

    def __call__(self, name: str) -> list[Path]:
        """Write the shards of a record unless they are there; return their stems."""
        record, beats = open_annotated(self.folder / name, self.annotator)
        key = self._key(record, beats)
        if not self.every_lead:
            return [self._shard(record, beats, None, f"{name}-{key}")]
        return [
            self._shard(record, beats, lead, f"{name}-lead{lead}-{key}")
            for lead in ecg_leads(record)
        ]

    def _shard(
        self, record: Record, beats: BeatTable, lead: int | None, name: str
    ) -> Path:
        stem = self.shards / name
        if not stem.with_suffix(".npz").is_file():
            made = labelled(record, beats, self.spec, self.classes, lead)
            write_shard(made, stem)
        return stem

    def _key(self, record: Record, beats: BeatTable) -> str:
        """Return what changes with spec, annotations, signal and program.

        By content: a file may be corrected without its size or time telling.
        """
        sources = (*preprocessing_sources(), Path(dataset.__file__), Path(__file__))
        text = json.dumps(
            [
                *(program_digest(sources), self.spec.to_json(), record.checksum),
                self.classes.content,
            ]
        )
        digest = hashlib.sha256(text.encode())
        for column in (beats.sample, beats.symbol):
            digest.update(np.ascontiguousarray(column).view(np.uint8).data)
        return digest.hexdigest()[:16]


def kept_on_disk(record: LabelledRecord, folder: Path) -> LabelledRecord:
    """Return a record whose lead is in a folder rather than in memory."""
    number = sum(1 for _ in folder.glob("*.npz"))
    write_shard(record, folder / f"{number}")
    return replace(
        read_shard(folder / f"{number}"),
        classes=record.classes,
        patient_name=record.patient_name,
    )


def release_leads(records: Sequence[LabelledRecord]) -> None:
    """Give back the memory of leads that are on disk, until they are read again."""
    if not hasattr(mmap.mmap, "madvise"):
        return
    for record in records:
        base: Any = record.prepared.values
        while base is not None and not isinstance(base, mmap.mmap):
            base = getattr(base, "base", None)
        if base is not None:
            base.madvise(mmap.MADV_DONTNEED)


def write_shard(record: LabelledRecord, stem: Path) -> None:
    """Write a record as ``.npy``, its lead, and ``.npz``, all the rest."""
    lead = record.prepared
    arrays: dict[str, Any] = {name: getattr(record, name) for name in _COLUMNS}
    if record.quality is not None:
        arrays["quality"] = record.quality
    if lead.patient is not None:
        arrays |= {f"patient_{n}": getattr(lead.patient, n) for n in _PATIENT}
        unknown = lead.patient.unknown
        arrays["patient_unknown"] = np.stack([unknown.start, unknown.stop])
    ratio = (lead.ratio.numerator, lead.ratio.denominator)
    with replace_file(stem.with_suffix(".npy")) as file:
        np.save(file, lead.values)
    # The last to be written: where it is, the shard is whole.
    with replace_file(stem.with_suffix(".npz")) as file:
        np.savez(
            file,
            name=np.array(record.name),
            identity=np.array(record.identity),
            fs=record.fs,
            lead_fs=lead.fs,
            ratio=ratio,
            flat_below=lead.flat_below,
            **arrays,
        )


def read_shard(stem: Path) -> LabelledRecord:
    """Return the record of a shard; its lead is mapped, not read.

    Raises
    ------
    TrainingError
        If the files are damaged; the message says to remove them.
    """
    try:
        values = np.load(stem.with_suffix(".npy"), mmap_mode="r", allow_pickle=False)
        rest = BytesIO(stem.with_suffix(".npz").read_bytes())
        with np.load(rest, allow_pickle=False) as arrays:
            known = dict(arrays)
        return _record(np.asarray(values), known)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise TrainingError(
            f"{stem}.npz is not a shard: {error}. Remove it, to have it made again."
        ) from error


def _record(values: Any, known: dict[str, Any]) -> LabelledRecord:  # noqa: ANN401
    patient = None
    if f"patient_{_PATIENT[0]}" in known:
        given = {name: known[f"patient_{name}"] for name in _PATIENT}
        # Numbers come back as arrays without dimensions.
        given = {n: v if v.ndim else v.item() for n, v in given.items()}
        # Shards of before have none.
        unknown = known.get("patient_unknown", np.empty((2, 0), np.int64))
        patient = Patient(**given, unknown=UnknownStretches.of(*unknown))
    numerator, denominator = known["ratio"].tolist()
    return LabelledRecord(
        str(known["name"]),
        PreparedLead(
            values,
            float(known["lead_fs"]),
            Fraction(numerator, denominator),
            patient,
            flat_below=float(known["flat_below"]),
        ),
        float(known["fs"]),
        known["samples"],
        known["labels"],
        known["symbols"],
        quality=known.get("quality"),
        identity=str(known["identity"]),
    )
