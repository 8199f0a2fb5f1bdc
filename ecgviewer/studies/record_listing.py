"""Which records a folder has, and which files each of them is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ecgviewer.formats.record_formats import own_files_of, record_files
from ecgviewer.studies.entry import Stamps
from ecgviewer.studies.folder_listing import FolderListing

#: In place of size and time of a file that is not there.
_ABSENT = (-1, 0)


def record_files_in(
    listing: FolderListing, known: Mapping[str, Stamps]
) -> dict[Path, Stamps]:
    """Return the records of a folder, each with its own files.

    Records that are segments of another one are left out.

    Parameters
    ----------
    listing : FolderListing
    known : mapping of str to Stamps
        By the paths of records, their own files when they were read last: those that
        have not changed are not opened.
    """
    found: dict[Path, Stamps] = {}
    for path in record_files(listing.path):
        if path.name in listing.files and path not in found:
            before = known.get(str(path))
            now = before and _stamps(before, listing)
            if before is None or now != before:
                now = _stamps({path.name, *own_files_of(path)}, listing)
            found[path] = now or {}
    parts = {name for path, own in found.items() for name in own if name != path.name}
    return {path: own for path, own in found.items() if path.name not in parts}


def _stamps(names: Iterable[str], listing: FolderListing) -> Stamps:
    return {name: listing.files.get(name, _ABSENT) for name in sorted(names)}
