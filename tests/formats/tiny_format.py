"""A made-up file format for records, to see what a new one takes.

A line with a mark, a line of JSON, then float32 values; beats lie inside the file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Record
from ecgviewer.formats.record_format import FormatReader, RecordFormat, RecordOutline
from ecgviewer.formats.wfdb.annotations import (
    AnnotationError,
    Annotations,
    new_annotations,
)

_MARK = b"TINY 1\n"
SCORER = "scorer"


def write_tiny(folder: Path, name: str, record: Record, beats: list[int]) -> Path:
    """Write a record as `<name>.tiny` and return its path."""
    path = folder / f"{name}.tiny"
    head = {
        "fs": record.fs,
        "leads": [lead.name for lead in record.leads],
        "n": record.n_samples,
        "beats": beats,
    }
    line = json.dumps(head).encode() + b"\n"
    path.write_bytes(_MARK + line + record.signal.astype("<f4").tobytes())
    return path


def _is_tiny(first: bytes, path: Path) -> bool:
    return first.startswith(_MARK)


def _parts(path: Path) -> tuple[dict[str, Any], bytes]:
    if not path.is_file() or not path.read_bytes().startswith(_MARK):
        raise RecordError(f"{path} is not a TINY recording. Choose a .tiny file.")
    line, _, values = path.read_bytes()[len(_MARK) :].partition(b"\n")
    return json.loads(line), values


def _read(path: Path) -> Record:
    head, values = _parts(path)
    signal = np.frombuffer(values, "<f4").reshape(len(head["leads"]), head["n"])
    return Record(
        name=TINY.record_name(path),
        fs=head["fs"],
        leads=tuple(map(Lead, head["leads"])),
        source=signal.astype(np.float32),
        checksum=hashlib.sha256(path.read_bytes()).hexdigest(),
        identity=hashlib.sha256(b"tiny-1" + values).hexdigest(),
        path=path,
    )


def _outline(path: Path) -> RecordOutline:
    head, _ = _parts(path)
    return RecordOutline(path, TINY.record_name(path), head["fs"], head["n"])


def _annotators(record: Record) -> tuple[str, ...]:
    return (SCORER,)


def _read_annotations(path: Path, annotator: str) -> Annotations:
    if annotator != SCORER:
        raise AnnotationError(f"{path} has no annotations of {annotator}.")
    beats = _parts(path)[0]["beats"]
    return new_annotations(beats, ["N"] * len(beats))


READER = FormatReader(
    sniff=_is_tiny,
    read=_read,
    outline=_outline,
    annotators=_annotators,
    read_annotations=_read_annotations,
)
TINY = RecordFormat(
    "TINY recording", (".tiny",), lambda: READER, media_type="application/x-tiny"
)
