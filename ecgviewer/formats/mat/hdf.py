"""The variables of a MAT file of version 7.3, which is HDF5, by h5py, an extra."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.mat.elements import MOST_INFLATED, damaged
from ecgviewer.formats.mat.variables import Value, of_codes

#: Of h5py, which may not be installed.
_Node = Any
_DEEPEST, _MOST_NODES = 4, 2000


def read_hdf(path: object, data: bytes) -> dict[str, Value]:
    """Return the variables of a file; those of other files that it links are left out.

    Parameters
    ----------
    path : object
        What messages call the file.
    data : bytes
        The whole file.

    Raises
    ------
    RecordError
        If h5py is not installed, or the file cannot be read.
    """
    try:
        import h5py  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise RecordError(
            f"{path} is a MAT file of version 7.3, which is HDF5, and h5py, which "
            "reads these, is not installed. Install it: pip install ecgviewer[hdf5]"
        ) from error
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            return _Reader(h5py, file, MOST_INFLATED * len(data)).fields(file, 0)
    except RecordError as error:
        raise RecordError(f"{path} {error}") from error
    # h5py lets errors of every kind out of damaged files.
    except Exception as error:
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise damaged(path, why) from error


class _Reader:
    """Reads the nodes of a file, as many bytes as it has room for."""

    def __init__(self, h5py: Any, file: _Node, room: int) -> None:  # noqa: ANN401
        self._h5py, self._file, self._room = h5py, file, room
        self._left = _MOST_NODES

    def fields(self, group: _Node, depth: int) -> dict[str, Value]:
        """Return the variables of a file, or the fields of a structure."""
        found: dict[str, Value] = {}
        for name, node in self._own(group):
            value = self._value(node, depth)
            if value is not None:
                found[name] = value
        return found

    def _own(self, group: _Node) -> Iterator[tuple[str, _Node]]:
        """Yield what lies in this file; ``#refs#`` holds what cells refer to."""
        for name in group:
            if name.startswith("#") or self._left <= 0:
                continue
            self._left -= 1
            link = group.get(name, getlink=True)
            if isinstance(link, self._h5py.HardLink):
                yield name, group[name]

    def _value(self, node: _Node, depth: int) -> Value | None:
        if isinstance(node, self._h5py.Group):
            return self.fields(node, depth + 1) if depth < _DEEPEST else None
        if not isinstance(node, self._h5py.Dataset) or node.external or node.is_virtual:
            return None
        if node.dtype == self._h5py.ref_dtype:
            return self._cells(node, depth)
        if node.dtype.kind not in "iuf":
            return None
        values = self._read(node)
        kind = node.attrs.get("MATLAB_class", b"")
        if kind in (b"char", "char"):
            return of_codes(values.ravel().astype(np.int64)).strip()
        # MATLAB counts the other way round.
        return values.T

    def _read(self, node: _Node) -> np.ndarray[Any, Any]:
        self._room -= node.nbytes
        if self._room < 0:
            raise RecordError(
                f"holds arrays of more than {MOST_INFLATED} times its size and is not "
                "opened. Save it without compression."
            )
        return np.asarray(node[()])

    def _cells(self, node: _Node, depth: int) -> Value | None:
        found: list[Value] = []
        if node.size > self._left or depth >= _DEEPEST:
            return None
        self._left -= node.size
        for reference in self._read(node).ravel():
            with suppress(ValueError):
                value = self._value(self._file[reference], depth + 1)
                if value is not None:
                    found.append(value)
        return found
