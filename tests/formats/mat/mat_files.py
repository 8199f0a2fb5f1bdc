"""MAT files made for tests: by scipy, by h5py as MATLAB 7.3 does, and by hand."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import scipy.io


def leads(n_leads: int = 2, n_samples: int = 200) -> np.ndarray[Any, np.dtype[Any]]:
    """Return whole numbers that repeat after a while."""
    ramp = np.arange(n_leads * n_samples) * 37 % 401 - 200
    return ramp.reshape(n_leads, n_samples).astype(np.int16)


def saved(compressed: bool = False, **variables: object) -> bytes:
    """Return a file of version 5."""
    file = io.BytesIO()
    # Stubs of scipy want the name of a file.
    target: Any = file
    scipy.io.savemat(target, dict(variables), do_compression=compressed)
    return file.getvalue()


def element(kind: int, data: bytes) -> bytes:
    """Return an element, padded."""
    return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)


def matrix(*parts: bytes) -> bytes:
    """Return a variable of elements."""
    return element(14, b"".join(parts))


def flags(kind: int) -> bytes:
    """Return the element that says what a variable is."""
    return element(6, struct.pack("<II", kind, 0))


def shape(*sizes: int) -> bytes:
    """Return the element with the shape."""
    return element(5, struct.pack(f"<{len(sizes)}i", *sizes))


def name(text: str) -> bytes:
    """Return the element with the name."""
    return element(1, text.encode())


def by_hand(*variables: bytes, mark: bytes = b"IM") -> bytes:
    """Return a file of variables."""
    head = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack("<H", 0x0100) + mark
    return head + b"".join(variables)


def saved_hdf(fill: Any) -> bytes:
    """Return a file of version 7.3, whose HDF5 part a function fills."""
    import h5py

    file = io.BytesIO()
    with h5py.File(file, "w", userblock_size=512) as made:
        fill(made)
    data = bytearray(file.getvalue())
    data[:128] = b"MATLAB 7.3 MAT-file, HDF5 schema 1.00".ljust(124) + b"\x00\x02IM"
    return bytes(data)


def fill_hdf(file: Any, values: np.ndarray[Any, np.dtype[Any]]) -> None:
    """Fill a file of version 7.3 with leads, their names, a rate and a unit."""
    import h5py

    def text(where: Any, key: str, words: str) -> Any:
        codes = np.array([[ord(letter)] for letter in words], np.uint16)
        made = where.create_dataset(key, data=codes)
        made.attrs["MATLAB_class"] = np.bytes_("char")
        return made

    group = file.create_group("ECG")
    group.create_dataset("data", data=values.T, compression="gzip")
    group.create_dataset("fs", data=[[250.0]])
    text(group, "units", "mV")
    refs = file.create_group("#refs#")
    names = [text(refs, str(n), f"V{n + 1}").ref for n in range(len(values))]
    group.create_dataset("leads", data=np.array([names], h5py.ref_dtype))
