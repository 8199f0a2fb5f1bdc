"""Mortara files made of their parts, good ones and odd ones."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

import numpy as np

BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n'


def channel(name: str, values: Sequence[int] = (1, 2), **fields: str) -> str:
    """Return a lead; other fields are written as they stand."""
    written = {
        "OFFSET": "0",
        "BITS": "16",
        "FORMAT": "SIGNED",
        "UNITS_PER_MV": "400",
        "DURATION": str(len(values)),
        "SAMPLE_FREQ": "500",
        "NAME": name,
        "ENCODING": "BASE64",
        "DATA": b64encode(np.array(values, "<i2").tobytes()).decode(),
        **fields,
    }
    return f"<CHANNEL {' '.join(f'{k}={v!r}' for k, v in written.items())}/>"


def mortara(*parts: str, about: str = "") -> str:
    """Return a file."""
    return f"{BEGIN}<ECG {about}>{''.join(parts)}</ECG>"


def good(n: int = 4) -> str:
    """Return a file with a typical cycle and a rhythm of I, II and V1."""
    typical = "<TYPICAL_CYCLE UNITS_PER_MV='200' SAMPLE_FREQ='1000'/>"
    leads = {"I": range(n), "II": [2] * n, "V1": [-5] * n}
    return mortara(typical, *(channel(*each) for each in leads.items()))
