"""Philips files made of their parts: packed by a writer of XLI, or plain."""

from __future__ import annotations

import struct
from base64 import encodebytes
from collections.abc import Sequence

import numpy as np

_BITS, _END = 10, 1023
HEAD = '<restingecgdata xmlns="http://www3.medical.philips.com">'
SIGNAL = (
    "<dataacquisition date='{day}' time='{clock}'><machine>PageWriter</machine>"
    "<signalcharacteristics><samplingrate>500</samplingrate>{resolution}"
    "<signaloffset>0</signaloffset><signalsigned>{signed}</signalsigned>"
    "<numberchannelsallocated>{n}</numberchannelsallocated></signalcharacteristics>"
    "</dataacquisition>"
)


def remainders(leads: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return leads as XLI keeps them: limb leads less what I and II give."""
    one, two, three, avr, avl, avf = (np.array(lead) for lead in leads[:6])
    kept = [
        one,
        two,
        two - one - three,
        -avr - (one + two) // 2,
        (one - three) // 2 - avl,
        (two + three) // 2 - avf,
    ]
    return [*(each.tolist() for each in kept), *map(list, leads[6:])]


def differences(values: Sequence[int]) -> tuple[int, list[int]]:
    """Return the first second difference, and what is stored of the others."""
    at = [int(value) for value in values]
    second = [2 * b - a - c for a, b, c in zip(at, at[1:], at[2:], strict=False)]
    stored = [*at[:2], *(each + 64 for each in second[1:]), 64]
    return (second or [0])[0], stored[: len(at)]


def lzw(data: bytes) -> bytes:
    """Return bytes packed in codes of ten bits."""
    strings = {bytes([value]): value for value in range(256)}
    codes, current = [], b""
    for value in data:
        longer = current + bytes([value])
        if longer in strings:
            current = longer
            continue
        codes.append(strings[current])
        if len(strings) < _END:
            strings[longer] = len(strings)
        current = longer[-1:]
    codes += [strings[current], _END]
    bits = "".join(f"{code:010b}" for code in codes)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def xli(leads: Sequence[Sequence[int]]) -> bytes:
    """Return leads as they are packed."""
    found = b""
    for lead in leads:
        first, stored = differences(lead)
        halves = np.array(stored, ">i2").view(np.uint8).reshape(-1, 2).T
        packed = lzw(halves.tobytes())
        found += struct.pack("<ihh", len(packed), 1, first) + packed
    return found


def philips(
    leads: Sequence[Sequence[int]],
    *,
    packed: bool = True,
    old: bool = False,
    data: bytes | None = None,
    more: str = "",
    ms: int | None = None,
    labels: str = "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6",
    signed: str = "True",
    day: str = "2020-02-13",
    clock: str = "10:20:30",
) -> str:
    """Return a file of the schema 1.04, or an old one of 1.03."""
    plain = np.array(leads, "<i2").tobytes()
    known = data if data is not None else xli(remainders(leads)) if packed else plain
    n, ms = len(leads), len(leads[0]) * 2 if ms is None else ms
    if old:
        how = 'compressflag="True" compressmethod="XLI"' if packed else ""
        resolution = "<signalresolution>5</signalresolution>"
    else:
        how = f'compression="XLI" leadlabels="{labels}" numberofleads="{n}"'
        how = how if packed else how.replace("XLI", "Uncompressed")
        resolution = "<resolution>5</resolution>"
    signal = SIGNAL.format(
        n=n, resolution=resolution, signed=signed, day=day, clock=clock
    )
    return (
        f"{HEAD}{signal}{more}<waveforms><parsedwaveforms {how} "
        f'dataencoding="Base64" durationperchannel="{ms}">'
        f"{encodebytes(known).decode()}</parsedwaveforms><repbeats>"
        "<repbeat>AAAA</repbeat></repbeats></waveforms></restingecgdata>"
    )
