"""The elements that a MAT file of version 5 is made of, each within its bounds."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ecgviewer.core.errors import RecordError

#: Types of elements.
MATRIX, COMPRESSED = 14, 15
_HEADER, _TAG = 128, 8
#: What compressed variables may inflate to, for each byte of the file and beside that:
#: whole numbers written as double precision shrink to a tenth.
MOST_INFLATED, _SPARE = 16, 2**20
REMEDY = "Save it again in MATLAB: save('x.mat', '-v7')."


def damaged(path: object, what: str) -> RecordError:
    """Return what to say of a file that is not written as MAT files are."""
    return RecordError(f"{path} is damaged: {what}. {REMEDY}")


@dataclass(frozen=True)
class Element:
    """One element.

    Attributes
    ----------
    kind : int
        The type of its data.
    data : memoryview
        Never more than there is.
    """

    kind: int
    data: memoryview


class Elements:
    """Reads elements one after the other.

    Parameters
    ----------
    path : object
        What messages call the file.
    data : memoryview
        Those of a file below its header, or of an element.
    order : str
        ``<`` or ``>``, as in the header.
    """

    def __init__(self, path: object, data: memoryview, order: str) -> None:
        self.path, self.order = path, order
        self._data, self._at = data, 0

    @property
    def left(self) -> int:
        """How many bytes there still are."""
        return len(self._data) - self._at

    def next(self) -> Element:
        """Return the next element.

        Raises
        ------
        RecordError
            If it does not fit into what is left.
        """
        order = "little" if self.order == "<" else "big"
        tag = self._data[self._at : self._at + _TAG]
        if len(tag) < _TAG:
            raise damaged(self.path, "an element is missing")
        first = int.from_bytes(tag[:4], order)  # type: ignore[arg-type]
        n_bytes = int.from_bytes(tag[4:], order)  # type: ignore[arg-type]
        begins, kind = self._at + _TAG, first
        if first >> 16:
            # Up to four bytes stand in the tag itself.
            kind, n_bytes, begins = first & 0xFFFF, first >> 16, self._at + 4
            self._at += _TAG
        else:
            padding = 0 if kind == COMPRESSED else -n_bytes % 8
            self._at = min(begins + n_bytes + padding, len(self._data))
        if begins + n_bytes > len(self._data) or (first >> 16 and n_bytes > 4):
            raise damaged(
                self.path,
                f"it claims an element of {n_bytes:,} bytes, and "
                f"{len(self._data) - begins:,} are left",
            )
        return Element(kind, self._data[begins : begins + n_bytes])


def variables(path: object, data: bytes) -> Iterator[Elements]:
    """Yield what each variable of a file is made of.

    Parameters
    ----------
    path : object
        What messages call the file.
    data : bytes
        The whole file.

    Raises
    ------
    RecordError
        If the file is damaged, or inflates to far more than its size.
    """
    mark = data[_HEADER - 2 : _HEADER]
    order = {b"IM": "<", b"MI": ">"}.get(mark)
    if order is None:
        raise damaged(path, "its header does not say in which order bytes stand")
    elements = Elements(path, memoryview(data)[_HEADER:], order)
    room = MOST_INFLATED * len(data) + _SPARE
    while elements.left:
        element = elements.next()
        if element.kind == COMPRESSED:
            inflated = _inflated(path, element.data, room)
            room -= len(inflated)
            element = Elements(path, memoryview(inflated), order).next()
        if element.kind == MATRIX:
            yield Elements(path, element.data, order)


def _inflated(path: object, data: memoryview, most: int) -> bytes:
    packed = zlib.decompressobj()
    try:
        found = packed.decompress(data, max(most, 1))
    except zlib.error as error:
        raise damaged(path, "a compressed variable cannot be read") from error
    if packed.unconsumed_tail:
        raise RecordError(
            f"{path} inflates to more than {MOST_INFLATED} times its size and is not "
            "opened. Save it without compression: save('x.mat', '-v6')."
        )
    return found
