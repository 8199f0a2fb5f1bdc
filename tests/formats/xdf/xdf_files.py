"""XDF files made for tests, chunk by chunk."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

START_S = 1000.0
_CODES = {"int16": "<i2", "float32": "<f4"}


def length(n: int) -> bytes:
    """Return a length as LabRecorder writes it."""
    return b"\x01" + bytes([n]) if n < 256 else b"\x04" + struct.pack("<I", n)


def chunk(tag: int, content: bytes) -> bytes:
    """Return a chunk."""
    return length(len(content) + 2) + struct.pack("<H", tag) + content


def header(
    labels: Sequence[str] = ("II", "V1"),
    kind: str = "int16",
    unit: str = "microvolts",
    fs: float = 250.0,
    type_: str = "ECG",
    n_channels: int | None = None,
    name: str = "heart",
) -> bytes:
    """Return the XML of a stream."""
    channels = "".join(
        f"<channel><label>{label}</label><unit>{unit}</unit></channel>"
        for label in labels
    )
    n = len(labels) if n_channels is None else n_channels
    return (
        f'<?xml version="1.0"?><info><name>{name}</name><type>{type_}</type>'
        f"<channel_count>{n}</channel_count><nominal_srate>{fs}</nominal_srate>"
        f"<channel_format>{kind}</channel_format><hostname>lab</hostname><desc>"
        f"<manufacturer>Maker</manufacturer><channels>{channels}</channels></desc></info>"
    ).encode()


def stream(number: int, xml: bytes) -> bytes:
    """Return the chunk that begins a stream."""
    return chunk(2, struct.pack("<I", number) + xml)


def samples(
    number: int,
    values: np.ndarray,
    first_s: float | None = None,
    every_s: float | None = None,
) -> bytes:
    """Return a chunk of samples; the first has its time, or every one."""
    content = struct.pack("<I", number) + length(len(values))
    for n, row in enumerate(values):
        if every_s is not None and first_s is not None:
            content += b"\x08" + struct.pack("<d", first_s + n * every_s)
        elif n == 0 and first_s is not None:
            content += b"\x08" + struct.pack("<d", first_s)
        else:
            content += b"\0"
        content += row.tobytes()
    return chunk(3, content)


def values(n: int, kind: str = "int16", first: int = 0) -> np.ndarray:
    """Return samples of two channels."""
    ramp = np.arange(2 * first, 2 * (first + n)) * 37 % 401 - 200
    return ramp.reshape(n, 2).astype(_CODES[kind])


def file(*chunks: bytes) -> bytes:
    """Return a file."""
    head = b'<?xml version="1.0"?><info><version>1.0</version><datetime>'
    head += b"2024-05-06T07:08:09+0200</datetime></info>"
    return b"XDF:" + chunk(1, head) + b"".join(chunks)


def good(n: int, kind: str = "int16", *, stamped: bool = False) -> bytes:
    """Return a file with an ECG of two leads, and a stream of markers."""
    marker = header(("",), "string", "", 0, "Markers", name="markers")
    text = struct.pack("<I", 2) + length(1) + b"\x08" + struct.pack("<d", START_S)
    every = 0.004 if stamped else None
    half = n // 2
    return file(
        stream(1, header(kind=kind)),
        stream(2, marker),
        samples(1, values(half, kind), START_S, every),
        chunk(4, struct.pack("<Idd", 1, START_S, 0.0)),
        chunk(3, text + length(5) + b"hello"),
        samples(1, values(n - half, kind, half), START_S + half / 250, every),
        chunk(6, struct.pack("<I", 1) + b"<info><sample_count>1</sample_count></info>"),
    )
