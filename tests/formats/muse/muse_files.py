"""GE MUSE files made of their parts, good ones and odd ones."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Sequence
from zlib import crc32

import numpy as np

BEGIN = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
DOCTYPE = '<!DOCTYPE RestingECG SYSTEM "restecg.dtd">\n'


def lead(name: str, values: Sequence[int] = (1, 2), **fields: str) -> str:
    """Return a lead; other fields are written as they stand."""
    data = np.array(values, "<i2").tobytes()
    written = {
        "LeadSampleCountTotal": str(len(values)),
        "LeadAmplitudeUnitsPerBit": "4.88",
        "LeadAmplitudeUnits": "MICROVOLTS",
        "LeadID": name,
        "LeadSampleSize": "2",
        "LeadDataCRC32": str(crc32(data)),
        "WaveFormData": encodebytes(data).decode(),
        **fields,
    }
    return (
        f"<LeadData>{''.join(_element(*each) for each in written.items())}</LeadData>"
    )


def waveform(*leads: str, kind: str = "Rhythm", base: str = "500") -> str:
    """Return a waveform."""
    return (
        f"<Waveform><WaveformType>{kind}</WaveformType><SampleBase>{base}</SampleBase>"
        f"<SampleExponent>0</SampleExponent>{''.join(leads)}</Waveform>"
    )


def muse(*parts: str, before: str = BEGIN + DOCTYPE) -> str:
    """Return a file."""
    return f"{before}<RestingECG>{''.join(parts)}</RestingECG>"


def good(n: int = 4) -> str:
    """Return a file with a median beat and a rhythm of I, II and V1."""
    ramp = range(n)
    return muse(
        waveform(lead("I", [7] * 3), kind="Median", base="1000"),
        waveform(lead("I", ramp), lead("II", [2] * n), lead("V1", [-5] * n)),
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{text}</{name}>"
