"""What `ecgviewer analyze` has finished in a folder, so that it can go on later.

A file of JSON lines, one for each record that is done; of several lines for one
record the last counts. A torn or foreign line is passed over: its record is analysed
again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ecgviewer.formats.files.atomic import replace_link

LOG_NAME = "analyze.jsonl"


@dataclass(frozen=True)
class FinishedRecord:
    """A record whose outputs are written.

    Attributes
    ----------
    record : str
        Name of the record.
    checksum : str
        `Record.checksum` of what was analysed.
    classifier_id : str
        What classified it.
    lead : str
        The leads that were asked for, with commas; empty for all.
    annotator : str
        Ending of the annotation file.
    n_beats : int
        Beats found.
    files : mapping of str to str
        Names of the files that were written, with the SHA-256 of each.
    leads : tuple of str
        The leads that were analysed; none in a log of a program that looked at one.
    """

    record: str
    checksum: str
    classifier_id: str
    lead: str
    annotator: str
    n_beats: int
    files: Mapping[str, str]
    leads: tuple[str, ...] = ()

    def is_whole(self, folder: Path) -> bool:
        """Return whether the files are in the folder as they were written."""
        return bool(self.files) and self.files == digests(
            [folder / name for name in self.files]
        )


def digests(paths: list[Path]) -> dict[str, str]:
    """Return the SHA-256 of files by name, empty for one that is not there."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else ""
        for path in paths
    }


@dataclass(frozen=True)
class AnalysisLog:
    """What analyses have written into a folder.

    Attributes
    ----------
    done : mapping of str to FinishedRecord
        What is done, by the record's name.
    outputs : mapping of str to frozenset of (str, str)
        Name and SHA-256 of every file that was ever written for a record.
    """

    done: Mapping[str, FinishedRecord]
    outputs: Mapping[str, frozenset[tuple[str, str]]]


def read_log(folder: Path) -> AnalysisLog:
    """Return what is done in a folder."""
    path = folder / LOG_NAME
    if path.is_symlink() or not path.is_file():
        return AnalysisLog({}, {})
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    done: dict[str, FinishedRecord] = {}
    outputs: dict[str, frozenset[tuple[str, str]]] = {}
    for entry in filter(None, map(_parsed, lines)):
        done[entry.record] = entry
        before = outputs.get(entry.record, frozenset())
        outputs[entry.record] = before | {
            (name, str(digest)) for name, digest in entry.files.items()
        }
    return AnalysisLog(done, outputs)


def _parsed(line: str) -> FinishedRecord | None:
    try:
        content = json.loads(line)
        leads = tuple(map(str, content.get("leads", ())))
        entry = FinishedRecord(**{**content, "leads": leads})
    except (ValueError, TypeError, AttributeError):
        return None
    fits = isinstance(entry.record, str) and isinstance(entry.files, dict)
    return entry if fits else None


def append_to_log(folder: Path, entry: FinishedRecord) -> None:
    """Note that a record is done; a link under the log's name is replaced.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = folder / LOG_NAME
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    try:
        with open(path, "a+b", opener=replace_link) as file:
            # A line that a crash tore must not swallow this one.
            if file.tell():
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else "\n" + line
            file.write(line.encode(errors="replace"))
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
