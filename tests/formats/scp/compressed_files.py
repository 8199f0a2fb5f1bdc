"""SCP-ECG files of the compression that EN 1064 has beside codes, sample by sample."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.formats.scp.scp_files import ABOUT, ScpMade, tags

#: Of each beat: its type, and where subtraction begins, the fiducial point, the end.
Beat = tuple[int, int, int, int]


@dataclass(frozen=True)
class Compressed:
    """What a cart does to leads; samples are counted from 1 on.

    Attributes
    ----------
    leads : sequence of sequences of int
        As they were recorded.
    reference : sequence of sequences of int
        The reference beat of each lead.
    fiducial : int
        Its sample that lies on the fiducial points.
    beats : sequence of Beat
    protected : sequence of pairs of int
        First and last sample of each zone that is stored in full.
    n_averaged : int
        Samples that are averaged elsewhere.
    first : int
        The number of the first sample.
    """

    leads: Sequence[Sequence[int]]
    reference: Sequence[Sequence[int]]
    fiducial: int
    beats: Sequence[Beat]
    protected: Sequence[tuple[int, int]] = ()
    n_averaged: int = 1
    first: int = 1
    subtracts: bool = True

    def made(self, *, order: int = 2, tables: str | None = "standard") -> ScpMade:
        """Return the file."""
        stored = [self._stored(n) for n in range(len(self.leads))]
        beats = ScpMade(self.reference, order=order, tables=tables)
        return ScpMade(
            stored,
            codes=(1, 3),
            firsts=[self.first] * len(stored),
            lasts=[self.first + len(lead) - 1 for lead in self.leads],
            order=order,
            tables=tables,
            interval_us=2000 * self.n_averaged,
            flags=4 | self.subtracts,
            bimodal=int(self.n_averaged > 1),
            more={1: tags(ABOUT), 4: self._places(), 5: replace(beats).rhythm()},
        )

    def _places(self) -> bytes:
        n_ms = 2 * len(self.reference[0])
        head = struct.pack("<HHH", n_ms, self.fiducial, len(self.beats))
        beats = b"".join(struct.pack("<HIII", *beat) for beat in self.beats)
        return head + beats + b"".join(struct.pack("<II", *z) for z in self.protected)

    def _stored(self, number: int) -> list[int]:
        residual = dict(enumerate(self.leads[number], start=self.first))
        if self.subtracts:
            for kind, begin, at, end in self.beats:
                for sample in range(begin, end + 1):
                    place = self.fiducial + sample - at
                    if kind == 0 and sample in residual and place >= 1:
                        residual[sample] -= self.reference[number][place - 1]
        return [*residual.values()] if self.n_averaged == 1 else self._few(residual)

    def _few(self, residual: dict[int, int]) -> list[int]:
        """Return what protected zones hold, and means of what lies between."""
        stored: list[int] = []
        waiting: list[int] = []
        for sample, value in residual.items():
            is_kept = any(begin <= sample <= end for begin, end in self.protected)
            if waiting and (is_kept or len(waiting) == self.n_averaged):
                stored.append(round(sum(waiting) / len(waiting)))
                waiting = []
            if is_kept:
                stored.append(value)
            else:
                waiting.append(value)
        return [*stored, *([round(sum(waiting) / len(waiting))] if waiting else [])]
