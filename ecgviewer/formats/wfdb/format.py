"""WFDB among the formats for records."""

from __future__ import annotations

import re
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.record_format import FormatReader, RecordOutline
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotations import Annotations
from ecgviewer.formats.wfdb.annotator_names import check_annotator
from ecgviewer.formats.wfdb.header import NULL_SEGMENT, read_header
from ecgviewer.formats.wfdb.layout import layout_of
from ecgviewer.formats.wfdb.record import header_path, read_record

#: A record line: the name, perhaps segments, the number of signals, the rate.
_RECORD_LINE = re.compile(rb"[^\s/]+(/\d+)?\s+\d+(\s+[\d.].*)?\s*")


def is_header(first: bytes, path: Path) -> bool:
    """Return whether a file begins as a header does; raw signals have no mark."""
    if b"\0" in first:
        return False
    lines = first.removeprefix(b"\xef\xbb\xbf").splitlines()
    said = [line.strip() for line in lines if not line.lstrip().startswith(b"#")]
    return bool(_RECORD_LINE.fullmatch(next(filter(None, said), b"")))


def outline(path: Path) -> RecordOutline:
    """Return what a header says.

    Raises
    ------
    RecordError
        If it cannot be read.
    """
    header = read_header(path)
    return RecordOutline(
        path=path,
        name=path.stem,
        annotation_fs=header.fs,
        length=header.n_frames,
        samples_per_step=lambda: layout_of(header).samples_per_frame,
    )


def signal_files_of(path: Path) -> frozenset[str]:
    """Return the names of the files that a header names: signals, and segments'."""
    try:
        header = read_header(path)
    except RecordError:
        return frozenset()
    names = {Path(signal.file_name).name for signal in header.signals}
    for segment in header.segments:
        # Segments have none themselves, and one elsewhere is refused when it is read.
        is_beside = Path(segment.name).name == segment.name
        if is_beside and segment.name not in (NULL_SEGMENT, path.stem):
            part = path.with_name(f"{segment.name}{path.suffix}")
            names |= {part.name, *_signals_of(part)}
    return frozenset(names)


def _signals_of(path: Path) -> set[str]:
    try:
        return {Path(signal.file_name).name for signal in read_header(path).signals}
    except RecordError:
        return set()


def annotations_beside(path: Path, annotator: str) -> Annotations:
    """Read the annotation file of an annotator beside a header.

    Raises
    ------
    AnnotationError
        If there is none, or it cannot be read.
    """
    check_annotator(annotator)
    return read_annotations(path.with_suffix(f".{annotator}"))


READER = FormatReader(
    sniff=is_header,
    read=read_record,
    outline=outline,
    read_annotations=annotations_beside,
    own_files=signal_files_of,
    file_of=header_path,
)
