"""The variables of a MAT file of version 5 as arrays, texts, lists and fields.

scipy.io reads these files, too, and allocates what they claim before it looks at what
they hold; here nothing is allocated that is not there.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ecgviewer.formats.mat.elements import MATRIX, Element, Elements, damaged, variables

#: A variable: an array, a text, a cell array, or the fields of a structure.
Value: TypeAlias = "npt.NDArray[Any] | str | list[Value] | dict[str, Value]"

_CELL, _STRUCT, _CHAR = 1, 2, 4
_NUMERIC = range(6, 16)
_TYPES = {
    1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8",
    12: "i8", 13: "u8",
}  # fmt: skip
_ENCODINGS = {16: "utf-8", 17: "utf-16", 18: "utf-32"}
_UTF8 = 16
_COMPLEX = 0x0800
#: Where codes begin that are not those of letters.
_SURROGATES = 0xD800
#: Structures in structures beyond which nothing is looked for.
_DEEPEST = 8
#: An element takes up this many bytes at least.
_LEAST_BYTES = 8


def read_variables(path: object, data: bytes) -> dict[str, Value]:
    """Return the variables of a file that can be recordings or say something of them.

    Parameters
    ----------
    path : object
        What messages call the file.
    data : bytes
        The whole file.

    Raises
    ------
    RecordError
        If the file is damaged.
    """
    found: dict[str, Value] = {}
    for elements in variables(path, data):
        name, value = _matrix(elements, 0)
        if value is not None and name:
            found[name] = value
    return found


def _matrix(elements: Elements, depth: int) -> tuple[str, Value | None]:
    if not elements.left:
        # So is an empty cell.
        return "", None
    flags = _integers(elements, elements.next())
    shape = _integers(elements, elements.next())
    name = bytes(elements.next().data).decode("latin-1")
    if not flags or min(shape, default=-1) < 0:
        raise damaged(elements.path, f"{name or 'a variable'} has no size")
    kind, n = flags[0] & 0xFF, math.prod(shape)
    if depth > _DEEPEST or flags[0] & _COMPLEX:
        return name, None
    if kind in _NUMERIC:
        return name, _numbers(elements, name, tuple(shape))
    if kind == _CHAR:
        return name, _text(elements, elements.next(), shape)
    if kind == _CELL:
        return name, _cells(elements, name, n, depth)
    # Of structures that are arrays, which of them would it be?
    return name, _fields(elements, depth) if kind == _STRUCT and n == 1 else None


def _integers(elements: Elements, element: Element) -> list[int]:
    return [int(value) for value in _array(elements, element)]


def _array(elements: Elements, element: Element) -> npt.NDArray[Any]:
    code = _TYPES.get(element.kind)
    if code is None or len(element.data) % int(code[1]):
        raise damaged(elements.path, f"numbers of type {element.kind} are not known")
    return np.frombuffer(element.data, f"{elements.order}{code}")


def _numbers(
    elements: Elements, name: str, shape: tuple[int, ...]
) -> npt.NDArray[Any] | None:
    values = _array(elements, elements.next())
    if len(values) != math.prod(shape):
        raise damaged(
            elements.path,
            f"{name or 'a variable'} claims {math.prod(shape):,} values and has "
            f"{len(values):,}",
        )
    return values.reshape(shape, order="F")


def _text(elements: Elements, element: Element, shape: list[int]) -> Value | None:
    """Return a text, or a list of those that stand one below another."""
    encoding = _ENCODINGS.get(element.kind)
    if encoding:
        wide = (
            "" if element.kind == _UTF8 else "-le" if elements.order == "<" else "-be"
        )
        text = bytes(element.data).decode(encoding + wide, "replace")
    else:
        text = of_codes(_array(elements, element))
    n_rows = shape[0] if shape else 0
    if n_rows < 2 or len(text) != math.prod(shape):
        return text.strip()
    return [text[row::n_rows].strip() for row in range(n_rows)]


def of_codes(codes: npt.NDArray[Any]) -> str:
    """Return the text that codes of letters stand for."""
    return "".join(chr(c) if 0 < c < _SURROGATES else " " for c in codes.tolist())


def _cells(elements: Elements, name: str, n: int, depth: int) -> list[Value]:
    if n * _LEAST_BYTES > elements.left:
        raise damaged(elements.path, f"{name or 'a cell'} claims {n:,} cells")
    cells = [_inner(elements, depth) for _ in range(n)]
    return [cell for cell in cells if cell is not None]


def _fields(elements: Elements, depth: int) -> dict[str, Value]:
    lengths = _integers(elements, elements.next())
    names = bytes(elements.next().data)
    length = lengths[0] if lengths else 0
    if length < 1:
        raise damaged(elements.path, "a structure has fields without names")
    found: dict[str, Value] = {}
    for at in range(0, len(names) - length + 1, length):
        name = names[at : at + length].partition(b"\0")[0].decode("latin-1")
        value = _inner(elements, depth)
        if value is not None:
            found[name] = value
    return found


def _inner(elements: Elements, depth: int) -> Value | None:
    element = elements.next()
    if element.kind != MATRIX:
        raise damaged(elements.path, f"type {element.kind} stands where a value should")
    inner = Elements(elements.path, element.data, elements.order)
    return _matrix(inner, depth + 1)[1]
