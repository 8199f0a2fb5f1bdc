"""What lies in an archive, by its directory; what a record needs is taken out of it."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from ecgviewer.core.errors import RecordError

HEADER = ".hea"
#: What a record may inflate to, for each byte of the archive and at all.
_MOST_INFLATED, _SPARE, _MOST_BYTES = 100, 2**20, 2**33
_BLOCK = 2**20
#: Headers that are looked at for segments, and how much of each.
_MOST_HEADERS, _LONGEST = 2000, 2**16
_ENCRYPTED = 1
#: Others ask for as much memory as the archive says.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError),
    *(RuntimeError, EOFError, ValueError),
)
_REMEDY = "Download it again, or unpack it and open the record that is in it."


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive, and put what is wrong with it into words.

    Raises
    ------
    RecordError
        If it is damaged, or cannot be read.
    """
    try:
        with _with_directory(path) as archive:
            yield archive
    except _ERRORS as error:
        raise RecordError(f"{path} is damaged: {_said(error)}. {_REMEDY}") from error
    except FileNotFoundError as error:
        raise RecordError(f"{path} does not exist. Check its name.") from error
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}.") from error


def _said(error: Exception) -> str:
    return str(error).rstrip(".")


def _with_directory(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise RecordError(
            f"{path} is an archive (ZIP) that is damaged: {_said(error)}. The "
            "directory at its end is missing or spoiled, as where a download or a "
            f"copy stopped early. {_REMEDY}"
        ) from error


def headers_in(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the members that are headers of records, by what readers call these.

    That is the name without ending, with its folder where there are several of a name.
    Headers of segments are left out where the record that they are of is there.
    """
    found = [
        name
        for name in archive.namelist()
        if name.endswith(HEADER) and not PurePosixPath(name).name.startswith(".")
    ]
    segments = _segments(archive, found)
    found = [name for name in found if name not in segments]
    stems = [PurePosixPath(name).stem for name in found]
    times = Counter(stems)
    return {
        stem if times[stem] == 1 else _flat(name.removesuffix(HEADER)): name
        for stem, name in zip(stems, found, strict=True)
    }


def _segments(archive: zipfile.ZipFile, headers: list[str]) -> set[str]:
    """Return the headers that others name as those of their segments."""
    found: set[str] = set()
    for header in headers[:_MOST_HEADERS]:
        if _fault(archive.getinfo(header)):
            continue
        with archive.open(header) as file:
            lines = file.read(_LONGEST).decode("latin-1").splitlines()
        said = [line.split() for line in lines if line.strip() and line[0] != "#"]
        if said and "/" in said[0][0]:
            folder = posixpath.dirname(header)
            names = (posixpath.join(folder, f"{line[0]}{HEADER}") for line in said[1:])
            found.update(name for name in names if name != header)
    return found


def _fault(info: zipfile.ZipInfo) -> str:
    """Return why a member is not read, empty where it is."""
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted. Unpack it with its password"
    if info.compress_type not in _METHODS:
        return f"is packed by method {info.compress_type}, not deflated. Unpack it"
    return ""


def _flat(name: str) -> str:
    """Return a name with its folders that can be part of a file's name."""
    return name.strip("/").replace("/", "_")


class Taker:
    """Takes files of one record out of an archive, into a folder.

    Parameters
    ----------
    archive : ZipFile
    path : Path
        Of the archive.
    folder : Path
        Where they go, with the folders below that of the record's header.
    begins : str
        The folder of the record's header in the archive.
    """

    def __init__(
        self, archive: zipfile.ZipFile, path: Path, folder: Path, begins: str
    ) -> None:
        self._archive, self._path = archive, path
        self._folder, self._begins = folder, begins
        self._names = frozenset(archive.namelist())
        size = path.stat().st_size
        self._room = min(_MOST_INFLATED * size + _SPARE, _MOST_BYTES)

    def take(self, name: str) -> Path | None:
        """Return a file beside the header or below, taken out; None if there is none.

        Raises
        ------
        RecordError
            If the name leads elsewhere, or the file is encrypted or a bomb.
        """
        plain = posixpath.normpath(name.replace("\\", "/"))
        if plain.startswith(("/", "..")) or ":" in plain:
            raise RecordError(
                f"{self._path} has a header that names a file outside its folder: "
                f"{name}. It is not opened."
            )
        member = posixpath.join(self._begins, plain)
        target = self._folder / plain
        if member not in self._names or target.exists():
            return target if target.exists() else None
        info = self._archive.getinfo(member)
        if fault := _fault(info):
            raise RecordError(
                f"{self._path} {fault}, and open the record that is in it."
            )
        self._room -= info.file_size
        if self._room < 0:
            raise RecordError(
                f"{self._path} holds files of more than {_MOST_INFLATED} times its "
                f"size, such as {member}, and is not opened. {_REMEDY}"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._archive.open(info) as source, target.open("wb") as file:
            _copy(source, file)
        return target

    def names_beside(self, stem: str) -> Iterator[str]:
        """Yield the names of files beside the header that begin with its name."""
        for member in sorted(self._names):
            folder, name = posixpath.split(member)
            if folder == self._begins and name.startswith(f"{stem}."):
                yield name


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    while block := source.read(_BLOCK):
        target.write(block)
