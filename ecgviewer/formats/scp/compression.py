"""Undoes what carts do to a rhythm before it is coded (EN 1064, annex C).

The reference beat is subtracted from each beat that is like it, and what is left
between the QRS complexes is averaged over a few samples. The second loses something.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.scp.coded_leads import CodedLeads, coded_leads
from ecgviewer.formats.scp.qrs_zones import QrsZones, Zone, read_zones

_BEAT = 5
#: The most samples that the standard has averaged.
_MOST_AVERAGED = 4
#: Samples that are worked out at once.
_PIECE = 2**12
_ELSE = "Export the recording without compression, or as DICOM or aECG."


@dataclass(frozen=True)
class Compression:
    """What was done to a rhythm.

    Attributes
    ----------
    zones : QrsZones
    n_averaged : int
        Samples that one value stands for where a lead is not protected; 1 for none.
    beats : tuple of ndarray of int16
        The reference beat of each lead; empty if it was not subtracted.
    interval_us : int
        Microseconds between two samples of the recording.
    """

    zones: QrsZones
    n_averaged: int
    beats: tuple[npt.NDArray[np.int16], ...]
    interval_us: int

    @property
    def notices(self) -> tuple[str, ...]:
        """What readers of the recording should know."""
        if self.n_averaged == 1:
            return ()
        return (
            f"the cart stored this ECG with losses: one value for {self.n_averaged} "
            "samples outside the QRS complexes. What lies between is interpolated, and "
            "P waves, ST segments and T waves are smoothed.",
        )

    def n_stored(self, lead: Zone) -> int:
        """Return how many values stand for the samples of a lead."""
        return sum(
            end - begin + 1 if whole else -(-(end - begin + 1) // self.n_averaged)
            for begin, end, whole in self._runs(lead)
        )

    def restored(
        self, values: npt.NDArray[np.int16], number: int, lead: Zone
    ) -> npt.NDArray[np.int16]:
        """Return the samples of a lead by what is stored of it."""
        samples, at = np.empty(lead[1] - lead[0] + 1, np.int16), 0
        for begin, end, whole in self._runs(lead):
            run = samples[begin - lead[0] : end - lead[0] + 1]
            n = len(run) if whole else -(-len(run) // self.n_averaged)
            stored, at = values[at : at + n], at + n
            if whole:
                run[:] = stored
            else:
                self._interpolate(stored, run)
        if self.beats:
            self._add_beats(samples, self.beats[number], lead)
        return samples

    def _runs(self, lead: Zone) -> Iterator[tuple[int, int, bool]]:
        """Yield first and last sample of each run, and whether it is stored in full."""
        if self.n_averaged == 1:
            yield *lead, True
            return
        after = lead[0]
        for begin, end in self.zones.protected_within(lead):
            if after < begin:
                yield after, begin - 1, False
            yield begin, end, True
            after = end + 1
        if after <= lead[1]:
            yield after, lead[1], False

    def _interpolate(
        self, stored: npt.NDArray[np.int16], run: npt.NDArray[np.int16]
    ) -> None:
        begins = np.arange(0, len(run), self.n_averaged, dtype=np.float64)
        ends = np.minimum(begins + self.n_averaged, len(run)) - 1
        middles = (begins + ends) / 2
        for at in range(0, len(run), _PIECE):
            places = np.arange(at, min(at + _PIECE, len(run)))
            run[at : at + _PIECE] = np.rint(np.interp(places, middles, stored))

    def _add_beats(
        self,
        samples: npt.NDArray[np.int16],
        beat: npt.NDArray[np.int16],
        lead: Zone,
    ) -> None:
        for begin, end, at in self.zones.subtracted_within(lead):
            # Where the reference beat does not reach, nothing was subtracted.
            begin, at = begin + max(-at, 0), max(at, 0)
            added = beat[at : at + max(end - begin + 1, 0)]
            samples[begin - lead[0] : begin - lead[0] + len(added)] += added


def compression_of(
    rhythm: CodedLeads, n_leads: int, *, is_subtracted: bool
) -> Compression | None:
    """Return what was done to a rhythm; None if nothing was.

    Raises
    ------
    RecordError
        If what is needed to undo it is missing or cannot be.
    """
    if not is_subtracted and not rhythm.flag:
        return None
    zones = read_zones(rhythm.file)
    reference = coded_leads(rhythm.file, _BEAT, "reference beat")
    n_averaged = _n_averaged(rhythm, reference)
    beats: list[npt.NDArray[np.int16]] = []
    if is_subtracted:
        _check_steps(rhythm, reference)
        n = zones.duration_ms * 1000 // reference.interval_us
        beats = reference.read([n] * n_leads)
    return Compression(zones, n_averaged, tuple(beats), reference.interval_us)


def _n_averaged(rhythm: CodedLeads, reference: CodedLeads) -> int:
    n, rest = divmod(rhythm.interval_us, reference.interval_us)
    if rest or not 1 <= n <= (_MOST_AVERAGED if rhythm.flag else 1):
        raise RecordError(
            f"{rhythm.file.path}: its rhythm (section 6) has {rhythm.interval_us} µs "
            f"between samples and its reference beat (section 5) "
            f"{reference.interval_us} µs, which do not go together. {_ELSE}"
        )
    return n


def _check_steps(rhythm: CodedLeads, reference: CodedLeads) -> None:
    if rhythm.step_nv != reference.step_nv:
        raise RecordError(
            f"{rhythm.file.path}: its rhythm (section 6) has steps of "
            f"{rhythm.step_nv} nV and its reference beat (section 5) of "
            f"{reference.step_nv} nV, so that one cannot be added to the other. {_ELSE}"
        )
