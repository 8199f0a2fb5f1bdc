"""Where the journal of a reader for a record is, or is to be."""

from __future__ import annotations

import glob
import hashlib
import re
import tempfile
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.formats.files.ordinary_file import leads_out

#: How the name of a journal ends.
JOURNAL_SUFFIX = ".ecgedits.jsonl"


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
        ``<record>.<reader>.ecgedits.jsonl`` beside the header, or in the fallback
        folder with part of the checksum in its name, where many records meet. The
        review of annotations has the annotator's name after the reader's.
    """
    found = find_journal(record, reader, fallback_folder, annotator)
    if found:
        return found
    beside, elsewhere = _places(record, reader, fallback_folder, annotator)
    return beside if beside and _can_write(beside.parent) else elsewhere


def find_journal(
    record: Record, reader: str, fallback_folder: Path, annotator: str = ""
) -> Path | None:
    """Return the journal that there is, or None. See `journal_path`."""
    beside, elsewhere = _places(record, reader, fallback_folder, annotator)
    if beside and beside.exists():
        return beside
    return elsewhere if elsewhere.exists() else None


def journals_of(record: Record, fallback_folder: Path) -> dict[str, Path]:
    """Return every journal of a record, by what stands for its reader in its name.

    That is the reader, with the annotator after a dot where annotations were reviewed.
    """
    name = _file_name(record.name)
    found: dict[str, Path] = {}
    for folder, start in (
        (fallback_folder, f"{name}-{record.checksum[:16]}."),
        (record.header_path.parent if record.header_path else None, f"{name}."),
    ):
        if folder is None or not folder.is_dir():
            continue
        for path in sorted(folder.glob(f"{glob.escape(start)}*{JOURNAL_SUFFIX}")):
            found[path.name[len(start) : -len(JOURNAL_SUFFIX)]] = path
    return found


def _places(
    record: Record, reader: str, fallback_folder: Path, annotator: str
) -> tuple[Path | None, Path]:
    """Return the journal's place beside the header, if it has one, and elsewhere."""
    name = _file_name(record.name)
    source = f".{_file_name(annotator)}" if annotator else ""
    ending = f".{_file_name(reader)}{source}{JOURNAL_SUFFIX}"
    elsewhere = fallback_folder / f"{name}-{record.checksum[:16]}{ending}"
    if record.header_path is None:
        return None, elsewhere
    beside = record.header_path.with_name(f"{name}{ending}")
    # Nothing is ever written through a link that came with somebody's folder.
    return None if leads_out(beside) else beside, elsewhere


def _file_name(text: str) -> str:
    """Return text as part of a file name; a digest keeps changed ones apart."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", text)[:40]
    if plain == text and text:
        return plain
    return f"{plain}-{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:8]}"


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
