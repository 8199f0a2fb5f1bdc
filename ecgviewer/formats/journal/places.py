"""Where the journal of a reader for a record is, or is to be."""

from __future__ import annotations

import glob
import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.formats.files.ordinary_file import leads_out
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import read_header, reader_of
from ecgviewer.formats.journal.identity import is_of

#: How the name of a journal ends.
JOURNAL_SUFFIX = ".ecgedits.jsonl"
#: Characters of an identity in the name of a journal.
_MARK = 16


def journal_path(
    record: Record, reader: str, fallback_folder: Path, annotator: str = ""
) -> Path:
    """Return where the journal of a reader for a record is, or is to be.

    Parameters
    ----------
    record : Record
        The recording.
    reader : str
        Who reviews.
    fallback_folder : Path
        Where journals go whose record lies in a folder that cannot be written.
    annotator : str
        Whose annotations are reviewed; empty for the beats that were detected.

    Returns
    -------
    Path
        ``<record>.<reader>.ecgedits.jsonl`` beside the record, or in the fallback
        folder with part of the identity in its name, where many records meet. The
        review of annotations has the annotator's name after the reader's. Where the
        file of that name is another reader's (see `namesake`), a digest keeps them
        apart.
    """
    found = find_journal(record, reader, fallback_folder, annotator)
    if found:
        return found
    beside, elsewhere = _places(record, reader, fallback_folder, annotator)
    return beside if beside and can_write(beside.parent) else elsewhere


def find_journal(
    record: Record, reader: str, fallback_folder: Path, annotator: str = ""
) -> Path | None:
    """Return the journal that there is, or None. See `journal_path`."""
    beside, elsewhere = _places(record, reader, fallback_folder, annotator)
    if beside and beside.exists():
        return beside
    return elsewhere if elsewhere.exists() else None


def journals_of(record: Record, fallback_folder: Path) -> tuple[Path, ...]:
    """Return every file with the name of a journal of a record.

    Those beside the record come first. Whose they are their headers say, not their
    names, which cannot hold every name of a reader.
    """
    beside: list[Path] = []
    if record.path:
        start = glob.escape(f"{name_part(record.name)}.")
        beside = sorted(record.path.parent.glob(f"{start}*{JOURNAL_SUFFIX}"))
    return (*beside, *_elsewhere(record, fallback_folder, JOURNAL_SUFFIX))


def namesake(
    record: Record, reader: str, fallback_folder: Path, annotator: str = ""
) -> str:
    """Return the other reader whose journal has the name that this one's would have.

    There is one where names of files ignore case, as "Ada" and "ada". Empty if there
    is none.
    """
    named = _named(record, reader, fallback_folder, annotator)
    found = (reader_of(path) for path in named if path and _is_of_other(path, reader))
    return next(found, "")


def _places(
    record: Record, reader: str, fallback_folder: Path, annotator: str
) -> tuple[Path | None, Path]:
    """Return the journal's place beside the record, if it has one, and elsewhere."""
    named = _named(record, reader, fallback_folder, annotator)
    marked = _named(record, reader, fallback_folder, annotator, apart=True)
    beside = marked[0] if _is_of_other(named[0], reader) else named[0]
    return beside, marked[1] if _is_of_other(named[1], reader) else named[1]


def _is_of_other(path: Path | None, reader: str) -> bool:
    return bool(path and path.exists() and reader_of(path) not in ("", reader))


def journal_name(
    record: str,
    reader: str,
    annotator: str = "",
    mark: str = "",
    *,
    apart: bool = False,
) -> str:
    """Return the name of the file of a journal.

    Parameters
    ----------
    record, reader, annotator : str
        Their names.
    mark : str
        Part of the identity of the recording, in a folder where many records meet.
    apart : bool
        A digest of the reader's name is in it in any case.
    """
    name = f"{name_part(record)}-{mark}" if mark else name_part(record)
    return f"{name}{_ending(reader, annotator, apart=apart)}"


def _ending(reader: str, annotator: str, *, apart: bool) -> str:
    whose = _marked(reader) if apart else name_part(reader)
    source = f".{name_part(annotator)}" if annotator else ""
    return f".{whose}{source}{JOURNAL_SUFFIX}"


def _named(
    record: Record,
    reader: str,
    fallback_folder: Path,
    annotator: str,
    *,
    apart: bool = False,
) -> tuple[Path | None, Path]:
    """Return both places of a journal by what stands for its reader in its name."""
    ending = _ending(reader, annotator, apart=apart)
    called = journal_name(record.name, reader, annotator, _mark(record), apart=apart)
    new = fallback_folder / called
    elsewhere = next(_elsewhere(record, fallback_folder, ending), new)
    if record.path is None:
        return None, elsewhere
    beside = record.path.with_name(f"{name_part(record.name)}{ending}")
    # Nothing is ever written through a link that came with somebody's folder.
    return None if leads_out(beside) else beside, elsewhere


def _elsewhere(record: Record, folder: Path, ending: str) -> Iterator[Path]:
    """Yield the journals of a record in the folder where many records meet.

    Their names have the record's identity, or its checksum from when version 0.1 made
    them, which a change of the header has changed.
    """
    start = f"{name_part(record.name)}-"
    found = sorted(folder.glob(f"{glob.escape(start)}*{glob.escape(ending)}"))
    marks = (_mark(record), record.checksum[:_MARK])
    for path in found:
        mark, _, rest = path.name[len(start) :].partition(".")
        exact = ending == JOURNAL_SUFFIX or f".{rest}" == ending
        known = mark in marks or (len(mark) == _MARK and _is_of(path, record))
        if exact and known:
            yield path


def _mark(record: Record) -> str:
    return (record.identity or record.checksum)[:_MARK]


def _is_of(path: Path, record: Record) -> bool:
    try:
        return is_of(record, read_header(path))
    except (JournalError, OSError):
        return False


def name_part(text: str) -> str:
    """Return text as part of a file name without dots; a digest keeps texts apart."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", text)[:40]
    return plain if plain == text and text else _marked(text)


def _marked(text: str) -> str:
    """Return text as part of a file name that differs from others by a digest."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", text)[:40]
    return f"{plain}-{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:8]}"


def can_write(folder: Path) -> bool:
    """Return whether files can be made in a folder."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
