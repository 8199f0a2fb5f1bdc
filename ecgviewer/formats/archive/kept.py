"""Records of archives, taken out once and kept in the application's cache."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import shutil
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.archive.members import (
    HEADER,
    Taker,
    headers_in,
    opened,
)
from ecgviewer.formats.archive.names import MARK, archive_of
from ecgviewer.formats.wfdb.annotator_names import fault_of_name
from ecgviewer.formats.wfdb.header import NULL_SEGMENT, Segment, read_header
from ecgviewer.resources import user_cache_folder

#: What all records that are kept may take up.
MAX_BYTES = 4_000_000_000
_FOLDER = "archives"
_FEW = 8


def kept_header(path: Path) -> Path:
    """Return the header of a record that lies in an archive, taken out of it.

    Parameters
    ----------
    path : Path
        Of the archive, with a record's name behind a number sign.

    Raises
    ------
    RecordError
        If the archive is damaged, encrypted or a bomb, or has no such record.
    """
    place, wanted = archive_of(path)
    with opened(place) as archive:
        member = _chosen(path, place, headers_in(archive), wanted)
        begins, name = posixpath.split(member)
        folder = user_cache_folder() / _FOLDER / _key(place, member)
        if not (folder / name).is_file():
            _take_out(archive, place, begins, name, folder)
            _trim(folder)
    with suppress(OSError):
        os.utime(folder)
    return folder / name


def _chosen(path: Path, place: Path, headers: dict[str, str], wanted: str) -> str:
    if not headers:
        raise RecordError(
            f"{place} holds no WFDB record: there is no header (.hea) in it. Unpack "
            "it, and open the recording that is in it."
        )
    if not wanted and len(headers) == 1:
        return next(iter(headers.values()))
    if wanted in headers:
        return headers[wanted]
    names = ", ".join([*headers][:_FEW]) + ("…" if len(headers) > _FEW else "")
    said = f"has no record {wanted!r}" if wanted else f"holds {len(headers)} records"
    raise RecordError(
        f"{place} {said}: {names}. Open one by its name behind the archive's, as in "
        f"{place.name}{MARK}{next(iter(headers))}."
    )


def _key(place: Path, member: str) -> str:
    status = place.stat()
    facts = [str(place.absolute()), status.st_size, status.st_mtime_ns, member]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _take_out(
    archive: zipfile.ZipFile, place: Path, begins: str, name: str, folder: Path
) -> None:
    """Put all files of a record into a folder, which is there whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        taker = Taker(archive, place, made, begins)
        _take_record(taker, name)
        stem = name.removesuffix(HEADER)
        for beside in taker.names_beside(stem):
            if not fault_of_name(beside.removeprefix(f"{stem}.")):
                taker.take(beside)
        with suppress(OSError):
            # Another window may have been as fast.
            made.rename(folder)
    except RecordError as error:
        raise RecordError(str(error).replace(str(made), str(place))) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _take_record(taker: Taker, name: str) -> None:
    # Segments have none of their own.
    for segment in _take_signals(taker, name):
        if segment.name != NULL_SEGMENT:
            _take_signals(taker, f"{segment.name}{HEADER}")


def _take_signals(taker: Taker, name: str) -> tuple[Segment, ...]:
    header = taker.take(name)
    if header is None:
        return ()
    found = read_header(header)
    for signal in found.signals:
        if signal.file_name not in (NULL_SEGMENT, "-"):
            taker.take(posixpath.join(posixpath.dirname(name), signal.file_name))
    return found.segments


def _trim(used: Path) -> None:
    """Delete the records that were used longest ago, if there are too many."""
    with suppress(OSError):
        kept = [each for each in used.parent.iterdir() if each.is_dir()]
        sizes = {each: _n_bytes(each) for each in kept}
        for each in sorted(kept, key=lambda folder: folder.stat().st_mtime):
            if sum(sizes.values()) <= MAX_BYTES:
                break
            if each != used:
                shutil.rmtree(each, ignore_errors=True)
                del sizes[each]


def _n_bytes(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
