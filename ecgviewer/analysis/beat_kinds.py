"""Groups the beats of a record by shape and prematurity, on the lead in use."""

from __future__ import annotations

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.record import Record
from ecgviewer.preprocessing.beat_shapes import beat_shapes


def group_record(record: Record, lead: str, beats: BeatTable) -> BeatGroups:
    """Return the groups of beats of a record.

    Parameters
    ----------
    record : Record
        The recording.
    lead : str
        Name of the lead whose shapes are compared.
    beats : BeatTable
        The beats.

    Raises
    ------
    KeyError
        If the record has no lead of that name.
    """
    shapes = beat_shapes(record, record.lead_index(lead), beats)
    return BeatGroups.of(shapes, record.fs)


def regroup(
    groups: BeatGroups, record: Record, lead: str, beats: BeatTable
) -> BeatGroups:
    """Return groups with some beats that were added or moved put into them.

    The others stay where the reviewer has them. See `group_record`.
    """
    shapes = beat_shapes(record, record.lead_index(lead), beats)
    return groups.with_shapes(shapes, record.fs)
