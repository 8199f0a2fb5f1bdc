"""Which reports are written in a folder, so that a run of many can go on later.

A file of JSON lines, one for each report; of several for one source the last counts. A
torn or foreign line is passed over: its report is written again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ecgviewer.formats.export.analysis_log import digests
from ecgviewer.formats.files.atomic import replace_link

LOG_NAME = "report.jsonl"


@dataclass(frozen=True)
class WrittenReport:
    """A report that is written.

    Attributes
    ----------
    source : str
        Name of the file it was made of; where nobody is to be named, that of the
        report.
    stands_for : str
        Digest of all that its facts depend on.
    files : mapping of str to str
        Names of its files, with the SHA-256 of each.
    """

    source: str
    stands_for: str
    files: Mapping[str, str]

    def is_whole(self, folder: Path) -> bool:
        """Return whether the files are in the folder as they were written."""
        return self.files == digests([folder / name for name in self.files])


@dataclass(frozen=True)
class ReportLog:
    """What has been written into a folder, by source: the last, and every file."""

    done: Mapping[str, WrittenReport]
    outputs: Mapping[str, frozenset[tuple[str, str]]]

    def of(self, source: str) -> ReportLog:
        """Return what is said of one source alone."""
        done = {source: self.done[source]} if source in self.done else {}
        return ReportLog(done, {source: self.outputs.get(source, frozenset())})


def read_log(folder: Path) -> ReportLog:
    """Return what is written in a folder."""
    path = folder / LOG_NAME
    if path.is_symlink() or not path.is_file():
        return ReportLog({}, {})
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    done: dict[str, WrittenReport] = {}
    outputs: dict[str, frozenset[tuple[str, str]]] = {}
    for entry in filter(None, map(_parsed, lines)):
        done[entry.source] = entry
        before = outputs.get(entry.source, frozenset())
        outputs[entry.source] = before | frozenset(entry.files.items())
    return ReportLog(done, outputs)


def _parsed(line: str) -> WrittenReport | None:
    try:
        entry = WrittenReport(**json.loads(line))
        files = {str(name): str(digest) for name, digest in entry.files.items()}
        return WrittenReport(str(entry.source), str(entry.stands_for), files)
    except (ValueError, TypeError, AttributeError):
        return None


def append_to_log(folder: Path, entry: WrittenReport) -> None:
    """Note that a report is written; a link under the log's name is replaced.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    line = json.dumps(asdict(entry)) + "\n"
    with open(str(folder / LOG_NAME), "a+b", opener=replace_link) as file:
        # A line that a crash tore must not swallow this one.
        if file.tell():
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else "\n" + line
        file.write(line.encode())
