"""Section 4 of an SCP-ECG file: where its beats are, and what was done around them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.small_file import REMEDY
from ecgviewer.formats.scp.sections import ScpFile

_ZONES = 4
#: Milliseconds of the reference beat, its fiducial point and the number of beats.
_HEAD = struct.Struct("<HHH")
#: Of each beat: its type, and where subtraction begins, the fiducial point, the end.
_BEAT = struct.Struct("<HIII")
#: Of each beat: where the zone that is kept at the full rate begins and ends.
_PROTECTED = struct.Struct("<II")
#: The type of beats that the reference beat was subtracted from.
_TYPICAL = 0

#: The first and the last sample of a zone, from 1 on.
Zone = tuple[int, int]


@dataclass(frozen=True)
class QrsZones:
    """The beats of a recording; samples are counted from 1 on, as in section 3.

    Attributes
    ----------
    duration_ms : int
        Of the reference beat.
    fiducial : int
        The sample of the reference beat that lies on those of the beats.
    subtracted : tuple
        First sample, fiducial point and last sample where it was subtracted.
    protected : tuple of Zone
        Where all samples are stored.
    """

    duration_ms: int
    fiducial: int
    subtracted: tuple[tuple[int, int, int], ...]
    protected: tuple[Zone, ...]

    def subtracted_within(self, lead: Zone) -> Iterator[tuple[int, int, int]]:
        """Yield where the reference beat was taken off a lead.

        That is the first and the last sample, and the sample of the reference beat,
        from 0 on, that belongs to the first.
        """
        zones = ((begin, end) for begin, _, end in self.subtracted)
        for n, begin, end in _apart(zones, lead):
            yield begin, end, self.fiducial - self.subtracted[n][1] + begin - 1

    def protected_within(self, lead: Zone) -> Iterator[Zone]:
        """Yield the zones of a lead that are stored in full, one after the other."""
        for _, begin, end in _apart(self.protected, lead):
            yield begin, end


def _apart(zones: Iterable[Zone], lead: Zone) -> Iterator[tuple[int, int, int]]:
    """Yield what of each zone lies in a lead and in no zone before, with its number."""
    after = lead[0]
    for n, (begin, end) in enumerate(zones):
        first, last = max(begin, after), min(end, lead[1])
        if first <= last:
            yield n, first, last
            after = last + 1


def read_zones(file: ScpFile) -> QrsZones:
    """Return what section 4 says.

    Raises
    ------
    RecordError
        If it is not there, or cut off.
    """
    section = file.sections.get(_ZONES, b"")
    duration_ms, fiducial, n = (
        _HEAD.unpack_from(section) if len(section) >= _HEAD.size else (0, 0, 0)
    )
    beats = section[_HEAD.size :][: n * _BEAT.size]
    if not n or len(beats) < n * _BEAT.size:
        raise RecordError(
            f"{file.path}: its rhythm was compressed around its beats, and the places "
            f"of these (section 4) are missing or cut off. {REMEDY}"
        )
    rest = section[_HEAD.size + len(beats) :][: n * _PROTECTED.size]
    whole = len(rest) // _PROTECTED.size * _PROTECTED.size
    return QrsZones(
        duration_ms,
        fiducial,
        tuple(
            (begin, at, end)
            for kind, begin, at, end in _BEAT.iter_unpack(beats)
            if kind == _TYPICAL and begin
        ),
        tuple(zone for zone in _PROTECTED.iter_unpack(rest[:whole]) if zone[0]),
    )
