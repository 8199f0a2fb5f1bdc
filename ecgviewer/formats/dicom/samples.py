"""The samples of DICOM waveforms: integers, or bytes on a logarithmic scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

#: Bits of a sample and how it is to be understood (PS3.3, C.10.9.1.5).
_TYPES = {
    (8, "SB"): "i1",
    (8, "UB"): "u1",
    (8, "MB"): "u1",
    (8, "AB"): "u1",
    (16, "SS"): "i2",
    (16, "US"): "u2",
    (32, "SL"): "i4",
    (32, "UL"): "u4",
}


def type_of(bits: int, interpretation: str, little: bool) -> np.dtype[Any] | None:
    """Return the type of samples; None if it is not known."""
    known = _TYPES.get((bits, interpretation.upper()))
    return None if known is None else np.dtype(("<" if little else ">") + known)


def linear(raw: npt.NDArray[Any], interpretation: str) -> npt.NDArray[Any]:
    """Return samples on a linear scale: those of ITU-T G.711 are expanded."""
    tables = {"MB": _MU_LAW, "AB": _A_LAW}
    table = tables.get(interpretation.upper())
    return raw if table is None else table[raw]


def _mu_law() -> npt.NDArray[np.int16]:
    """Return the 14-bit values of mu-law: 0 to 8031, and the same below 0."""
    code = ~np.arange(256) & 0xFF
    size = ((((code & 15) << 1) + 33) << (code >> 4 & 7)) - 33
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _a_law() -> npt.NDArray[np.int16]:
    """Return the 13-bit values of A-law: 1 to 4032, and the same below 0."""
    code = np.arange(256) ^ 0x55
    segment, step = code >> 4 & 7, code & 15
    low = 2 * step + 1
    high = (2 * step + 33) << np.maximum(segment - 1, 0)
    size = np.where(segment == 0, low, high)
    return np.where(code & 0x80, size, -size).astype(np.int16)


_MU_LAW, _A_LAW = _mu_law(), _a_law()
