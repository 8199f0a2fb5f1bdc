"""Reads XML that may be anything, without entities, network or other files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.small_file import REMEDY
from ecgviewer.formats.files.ordinary_file import check_ordinary

#: More than a day of three leads as text.
_MOST_BYTES = 2**28
#: Elements and attributes that a file may have, and bytes for each one more. Each
#: costs about 300 bytes; real recordings have one in 60 to 400.
_SOME_NODES, _BYTES_A_NODE = 5000, 48
_CHUNK = 2**16
#: What may come before the root element: declaration, comments, document type.
_BEFORE_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")


@dataclass(frozen=True)
class XmlFile:
    """A file that was read.

    Attributes
    ----------
    path : Path
    root : Element
        Names of elements and attributes have no prefix of a namespace.
    checksum : str
        SHA-256 of the file.
    """

    path: Path
    root: Element
    checksum: str


def root_name(first: bytes) -> str:
    """Return the name of the root element by a file's first bytes, empty if none."""
    text, at = _decoded(first), 0
    while found := _BEFORE_ROOT.match(text, at):
        at = found.end()
    root = _ROOT.match(text, at)
    return root[1] if root else ""


def _decoded(first: bytes) -> str:
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return first.decode("utf-16", "replace")
    return first.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def read_xml(path: Path, root: str, kind: str) -> XmlFile:
    """Read a file of one kind.

    Parameters
    ----------
    path : Path
    root : str
        Name of its root element.
    kind : str
        What such a file is called in messages.

    Raises
    ------
    RecordError
        If it cannot be read or is of another kind; the message names the file, the
        place and the remedy.
    """
    reader = _Reader(path)
    try:
        check_ordinary(path, _MOST_BYTES)
        with path.open("rb") as file:
            found = reader.read(file.read, path.stat().st_size)
    except FileNotFoundError as error:
        raise RecordError(f"{path} does not exist. Check its name.") from error
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}.") from error
    if found.root.tag != root:
        raise RecordError(
            f"{path} is not {kind}: its root element is <{found.root.tag[:40]}> and "
            f"not <{root}>. XML is read of HL7 aECG, GE MUSE and CardioSoft, "
            "Philips and Mortara."
        )
    return found


class _Reader:
    """Builds a tree of what a parser finds, and refuses what none should need."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tree = TreeBuilder()
        self._n_nodes = 0
        self._most_nodes = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._tree.data
        self._parser = parser

    def read(self, read: Callable[[int], bytes], n_bytes: int) -> XmlFile:
        """Return the file whose bytes a function gives."""
        self._most_nodes = _SOME_NODES + n_bytes // _BYTES_A_NODE
        checksum = hashlib.sha256()
        try:
            while block := read(_CHUNK):
                checksum.update(block)
                self._parser.Parse(block, False)
            self._parser.Parse(b"", True)
        # An encoding that is not known, or is none.
        except (LookupError, ValueError) as error:
            raise self._fault(f"its encoding is not known ({error})") from error
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise self._fault(f"it is not XML, or was cut off: {what}") from error
        return XmlFile(self._path, self._tree.close(), checksum.hexdigest())

    def _doctype(self, name: str, system: object, public: object, inside: int) -> None:
        # A name of a document type is left alone: nothing is looked up.
        if inside:
            raise self._fault("it declares entities or types of its own")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._n_nodes += 1 + len(attributes)
        if self._n_nodes > self._most_nodes:
            raise self._fault("it has too many elements to be a recording")
        plain = {key.rpartition(":")[2]: text for key, text in attributes.items()}
        self._tree.start(name.rpartition(":")[2], plain)

    def _end(self, name: str) -> None:
        self._tree.end(name.rpartition(":")[2])

    def _fault(self, why: str) -> RecordError:
        line = self._parser.CurrentLineNumber
        return RecordError(f"{self._path}, line {line}: {why}. {REMEDY}")
