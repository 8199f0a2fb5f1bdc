"""Records named by a URL: fetched into a local folder, again when they have changed.

fsspec knows S3 and its like, HTTP and more. It comes with the extra ``remote`` and is
imported when a URL is named. A URL is carried as a path, which writes two slashes as
one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ecgviewer.core.errors import InputError, RecordError
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.record_format import RecordFormat
from ecgviewer.formats.record_formats import FORMATS, ZIP, find_record, own_files_of
from ecgviewer.resources import user_cache_folder

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+):/{1,3}(?P<rest>.*)")
#: What of a file's description changes with it, as far as a server says so.
_MARKS = (
    "ETag", "etag", "md5", "Content-MD5", "LastModified", "Last-Modified", "mtime",
    "updated", "created", "size",
)  # fmt: skip
#: What records may take up here; those used longest ago go first.
_MAX_BYTES = 2**34
_STATE = ".fetched.json"
#: What formats have their marks in.
_FIRST_BYTES = 4096
_NO_FSSPEC = (
    "fsspec, which reads records from a URL, is not installed. Install it with: pip "
    "install 'ecgviewer[remote]'"
)


def is_remote(path: Path) -> bool:
    """Return whether a path stands for a URL."""
    return bool(_URL.fullmatch(path.as_posix())) and not path.exists()


def url_of(path: Path) -> str:
    """Return the URL that a path stands for."""
    match = _URL.fullmatch(path.as_posix())
    if match is None:
        raise ValueError(f"{path} is not a URL")
    root = "/" if match["scheme"] == "file" else ""
    return f"{match['scheme']}://{root}{match['rest']}"


def local_record(
    path: Path, cache: Path | None = None, annotators: Sequence[str] = ()
) -> Path:
    """Return a record's file on this computer: fetched, where a URL is named.

    Parameters
    ----------
    path : Path
        A record, or what stands for the URL of one.
    cache : Path, optional
        Where fetched records are kept; the user's cache folder by default.
    annotators : sequence of str
        Whose annotation files beside it are fetched, too, as far as they are there.

    Raises
    ------
    InputError
        If fsspec is missing, or the URL cannot be read.
    OSError
        If it cannot be kept.
    """
    if not is_remote(path):
        return path
    with _said_of(url_of(path)):
        return _Fetching(path, cache).record(annotators)


def local_file(path: Path, cache: Path | None = None) -> Path:
    """Return one file on this computer, as `local_record` does a record and its files.

    Raises
    ------
    InputError, OSError
        As for `local_record`.
    """
    if not is_remote(path):
        return path
    with _said_of(url_of(path)):
        return _Fetching(path, cache).file()


def remote_exists(path: Path) -> bool:
    """Return whether there is a file at a URL.

    Raises
    ------
    InputError
        If fsspec is missing, or knows no such URLs.
    """
    with _reading(path) as (system, name):
        return bool(system.isfile(name))


def remote_files(folder: Path) -> list[Path]:
    """Return the files that lie in a folder at a URL, without those of folders below.

    Raises
    ------
    InputError
        If fsspec is missing, or the URL cannot be read.
    """
    with _reading(folder) as (system, name):
        return [
            Path(system.unstrip_protocol(each["name"]))
            for each in system.ls(name, detail=True)
            if each["type"] == "file"
        ]


def remote_records(path: Path) -> list[Path]:
    """Return the records that a URL names: one, those below a folder or of a pattern.

    Raises
    ------
    InputError
        If fsspec is missing, or the URL cannot be read.
    """
    with _reading(path) as (system, name):
        if any(sign in name for sign in "*?["):
            found = system.glob(name)
        # A web server is asked for a folder by reading all of what is there.
        elif not names_a_record(name) and system.isdir(name):
            found = system.find(name)
        else:
            return [path]
        return [
            Path(system.unstrip_protocol(each))
            for each in sorted(found)
            if _is_record(each, system)
        ]


def names_a_record(name: str) -> bool:
    """Return whether a name is one that a record may be opened by."""
    return bool(_formats_of(name))


def _formats_of(name: str) -> list[RecordFormat]:
    path = Path(name)
    return [f for f in FORMATS if f.has_ending(path) and f.record_file(path) == path]


def _is_record(name: str, system: Any) -> bool:  # noqa: ANN401 - of an extra
    """Return whether a file is a record: by its ending, or else its beginning."""
    formats = _formats_of(name)
    # Which records an archive has is known when it is here.
    if any(f is ZIP or not f.shares_ending for f in formats):
        return True
    if not formats:
        return False
    # Servers that know no ranges send all of it.
    first = system.cat_file(name, 0, _FIRST_BYTES)[:_FIRST_BYTES]
    return any(f.reader.sniff(first, Path(name)) for f in formats)


def _opened(path: Path) -> tuple[Any, str]:
    if find_spec("fsspec") is None:
        raise InputError(_NO_FSSPEC)
    from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

    system, name = url_to_fs(url_of(path))
    # What was there when this process looked last may have changed.
    system.invalidate_cache()
    return system, str(name)


@contextmanager
def _said_of(url: str) -> Iterator[None]:
    """Turn whatever a server or its library says into a message that names the URL."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        said = str(error) or type(error).__name__
        raise RecordError(
            f"{url} cannot be read: {said}. Check the address, the network and the "
            "credentials."
        ) from error


@contextmanager
def _reading(path: Path) -> Iterator[tuple[Any, str]]:
    """Yield the file system of a URL and the name there; see `_said_of`."""
    with _said_of(url_of(path)):
        yield _opened(path)


class _Fetching:
    """The files of one URL, fetched into a folder of its own."""

    def __init__(self, path: Path, cache: Path | None) -> None:
        self._system, name = _opened(path)
        self._folder, _, self._name = name.rpartition("/")
        url = url_of(path)
        self._cache = cache or user_cache_folder() / "remote"
        digest = hashlib.sha256(url.encode()).hexdigest()
        self._place = self._cache / digest[:24]
        self._place.mkdir(parents=True, exist_ok=True)
        # Used now: what was used longest ago goes first.
        os.utime(self._place)
        self._marks = _marks_in(self._place)

    def record(self, annotators: Sequence[str]) -> Path:
        name = self._name
        if not Path(name).suffix and not self._system.exists(self._path(name)):
            name += ".hea"
        self._fetch(name)
        local = self._place / name
        others = sorted(own_files_of(local) - {name})
        if annotators:
            record = find_record(local).name
            others += [f"{record}.{annotator}" for annotator in annotators]
        for other in others:
            # Records tell which files they have; those that are missing they say, too.
            self._fetch_if_there(other)
        self._trim()
        return local

    def file(self) -> Path:
        self._fetch(self._name)
        self._trim()
        return self._place / self._name

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def _fetch_if_there(self, name: str) -> None:
        try:
            self._fetch(name)
        except FileNotFoundError:
            # What was there before is there no more.
            (self._place / name).unlink(missing_ok=True)

    def _fetch(self, name: str) -> None:
        if Path(name).name != name:
            raise RecordError(f"{name} leads out of the record's folder.")
        mark = _mark(self._system.info(self._path(name)))
        local = self._place / name
        if self._marks.get(name) == mark and local.is_file():
            return
        with (
            self._system.open(self._path(name), "rb") as source,
            replace_file(local) as target,
        ):
            shutil.copyfileobj(source, target, 2**20)
        self._marks[name] = mark
        with replace_file(self._place / _STATE) as file:
            file.write(json.dumps(self._marks).encode())

    def _trim(self) -> None:
        folders = sorted(
            (place.stat().st_mtime_ns, place)
            for place in self._cache.iterdir()
            if place.is_dir()
        )
        total = sum(_size(place) for _, place in folders)
        for _, place in folders:
            if total <= _MAX_BYTES:
                break
            if place != self._place:
                total -= _size(place)
                shutil.rmtree(place, ignore_errors=True)


def _marks_in(place: Path) -> dict[str, str]:
    """Return what is noted of each file that was fetched, by its name."""
    try:
        said = json.loads((place / _STATE).read_bytes())
        return {str(name): str(mark) for name, mark in said.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _mark(info: Mapping[str, Any]) -> str:
    said = [str(info[name]) for name in _MARKS if name in info]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
