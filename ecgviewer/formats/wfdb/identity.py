"""What a WFDB record is known by: its signals, whatever else its header says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.header import (
    SignalLine,
    read_header,
)
from ecgviewer.formats.wfdb.layout import Layout, Stretch, layout_of
from ecgviewer.formats.wfdb.signals import signal_files

#: Goes into each identity, so that another rule never gives the same one.
_RULE = "wfdb-signals-1"
_BLOCK = 2**20
#: Bytes hashed at most to find out what a header was before, and how many headers are
#: tried all the same.
_MOST_HASHED, _LEAST_TRIED = 2**26, 8
#: The format of which the header gives the first sample.
_DIFFERENCES = "8"


def checksum_and_identity(header: Path, fs: float, layout: Layout) -> tuple[str, str]:
    """Return what the files of a record are known by; each is read once.

    Parameters
    ----------
    header : Path
        The record's header.
    fs : float
        Frames per second.
    layout : Layout
        Where its signals are.

    Returns
    -------
    checksum : str
        SHA-256 of the header and the signal files, one after the other in the order of
        the header.
    identity : str
        SHA-256 over the signal files and what places their samples in time and among
        the leads. Names, gains, dates, comments and line ends of the header, and names
        of files, are not part of it.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    checksum, digests = hashlib.sha256(), {}
    for path in files_of(header, layout):
        digest = hashlib.sha256()
        for block in _blocks(path):
            checksum.update(block)
            digest.update(block)
        digests[path] = digest.hexdigest()
    facts = {
        "rule": _RULE,
        "fs": fs,
        "n_frames": layout.n_frames,
        "n_leads": len(layout.signals),
        "stretches": [_facts(stretch, digests) for stretch in layout.stretches],
    }
    identity = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    return checksum.hexdigest(), identity.hexdigest()


def files_of(header: Path, layout: Layout) -> list[Path]:
    """Return the files of a record in the order of its checksum, the header first."""
    files = [header]
    for stretch in layout.stretches:
        files.append(stretch.header.path)
        files += [file.path for file in signal_files(stretch.header)]
    return list(dict.fromkeys(files))


def _facts(stretch: Stretch, digests: dict[Path, str]) -> list[Any]:
    files = signal_files(stretch.header)
    signals = [_signal_facts(signal) for signal in stretch.header.signals]
    contents = [[len(file.signals), digests[file.path]] for file in files]
    return [stretch.start, stretch.n_frames, stretch.leads, signals, contents]


def _signal_facts(signal: SignalLine) -> list[Any]:
    begins_at = signal.initial_value if signal.fmt == _DIFFERENCES else 0
    places = [signal.samples_per_frame, signal.skew, signal.byte_offset]
    return [signal.fmt, *places, begins_at]


@lru_cache(maxsize=256)
def had_checksum(header: Path, checksum: str, former: str, former_name: str) -> bool:
    """Return whether a record surely had a checksum before its header was changed.

    Tried are other line ends, fewer comments, and another name of the record and its
    files: what a header was before it was edited otherwise cannot be known.

    Parameters
    ----------
    header : Path
        The record's header.
    checksum : str
        The record's checksum now; of files that are the same the answer is kept.
    former : str
        The checksum that it may have had.
    former_name : str
        What the record may have been called then.
    """
    try:
        _, *others = files_of(header, layout_of(read_header(header)))
        size = max(sum(path.stat().st_size for path in others), 1)
        headers = _former_headers(
            header.read_bytes(), header.stem.encode(), former_name.encode()
        )
        n_tried = max(_MOST_HASHED // size, _LEAST_TRIED)
        digests = [hashlib.sha256(data) for data in islice(headers, n_tried)]
        for path in others:
            for block in _blocks(path):
                for digest in digests:
                    digest.update(block)
    except (RecordError, OSError):
        return False
    return any(digest.hexdigest() == former for digest in digests)


def _former_headers(data: bytes, name: bytes, former: bytes) -> Iterator[bytes]:
    """Yield what a header may have been, the likeliest first, none of them twice."""
    seen: set[bytes] = set()
    for lines in _former_lines(data.splitlines(), name, former):
        for end in (b"\n", b"\r\n"):
            text = end.join(lines)
            for candidate in (text + end, text):
                if candidate not in seen:
                    seen.add(candidate)
                    yield candidate


def _former_lines(
    lines: list[bytes], name: bytes, former: bytes
) -> Iterator[list[bytes]]:
    names = (lines, _renamed(lines, name, former)) if name != former else (lines,)
    comments = [n for n, line in enumerate(lines) if line.lstrip().startswith(b"#")]
    for gone in _left_out(comments):
        for each in names:
            yield [line for n, line in enumerate(each) if n not in gone]


def _left_out(comments: list[int]) -> Iterable[set[int]]:
    yield set()
    for n in range(1, len(comments) + 1):
        yield set(comments[-n:])
        yield set(comments[:n])
        yield {comments[n - 1]}


def _renamed(lines: list[bytes], name: bytes, former: bytes) -> list[bytes]:
    """Return lines in which a record and its files have their former name."""
    # A line begins with the name of the record or of a file, if it is not a comment.
    named = re.compile(rb"\s*" + re.escape(name) + rb"(?=[\s./]|$)")
    found = [(line, named.match(line)) for line in lines]
    return [former + line[m.end() :] if m else line for line, m in found]


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
