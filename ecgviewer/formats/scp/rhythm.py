"""The leads of an SCP-ECG file: sections 3 and 6, restored where compressed."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.lead_codes import SCP_LEADS
from ecgviewer.formats.clinical.short_record import LeadPart, titled
from ecgviewer.formats.clinical.small_file import REMEDY
from ecgviewer.formats.scp.coded_leads import coded_leads
from ecgviewer.formats.scp.compression import compression_of
from ecgviewer.formats.scp.sections import ScpFile

_LEADS, _RHYTHM = 3, 6
_LEAD = struct.Struct("<IIB")
#: Of the second byte of section 3: the reference beat was subtracted.
_SUBTRACTED = 1


@dataclass(frozen=True)
class Rhythm:
    """The leads of a file.

    Attributes
    ----------
    fs : float
        Sampling frequency in Hz.
    parts : list of LeadPart
    notices : tuple of str
        What readers should know of how they were stored.
    """

    fs: float
    parts: list[LeadPart]
    notices: tuple[str, ...] = ()


def rhythm_of(file: ScpFile) -> Rhythm:
    """Return the leads of a file.

    Raises
    ------
    RecordError
        If they cannot be understood; the message names the place and the remedy.
    """
    about = file.sections.get(_LEADS, b"")
    if len(about) < 2 + _LEAD.size:
        raise RecordError(
            f"{file.path} has no rhythm (sections 3 and 6), or was cut off. {REMEDY}"
        )
    coded = coded_leads(file, _RHYTHM, "rhythm")
    n_leads = min(about[0], (len(about) - 2) // _LEAD.size)
    leads = list(_LEAD.iter_unpack(about[2 : 2 + n_leads * _LEAD.size]))
    zones = [(first, last) for first, last, _ in leads]
    done = compression_of(coded, n_leads, is_subtracted=bool(about[1] & _SUBTRACTED))
    coded.check([last - first + 1 for first, last in zones])
    if done:
        stored = coded.read([done.n_stored(zone) for zone in zones])
        values = [
            done.restored(each, n, zone)
            for n, (each, zone) in enumerate(zip(stored, zones, strict=True))
        ]
    else:
        values = coded.read([last - first + 1 for first, last in zones])
    names = titled(SCP_LEADS.get(code, "") for *_, code in leads)
    begin = min(first for first, _ in zones) if zones else 0
    parts = [
        LeadPart(name, each, coded.step_nv / 1e6, 0.0, first - begin)
        for name, (first, _), each in zip(names, zones, values, strict=True)
    ]
    interval_us = done.interval_us if done else coded.interval_us
    notices = (f"{file.path.name}: {each}" for each in (done.notices if done else ()))
    return Rhythm(1e6 / interval_us, parts, tuple(notices))
