"""How a record in an archive is named by a path, and how archives begin."""

from __future__ import annotations

from pathlib import Path

MAGIC = b"PK\x03\x04"
#: Stands between the name of an archive and that of a record in it.
MARK = "#"


def archive_of(path: Path) -> tuple[Path, str]:
    """Return the archive that a record lies in, and the record's name there.

    Without a name, of the only record; `path` itself where it is not of that form.
    """
    before, mark, name = path.name.partition(f".zip{MARK}")
    return (path.with_name(f"{before}.zip"), name) if mark else (path, "")
