"""The markers of a record: texts of its annotation files beside beats and rhythms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ecgviewer.core.errors import InputError
from ecgviewer.core.items.marker import Marker
from ecgviewer.core.record import Record
from ecgviewer.formats.record_formats import annotation_sources, annotations_of
from ecgviewer.formats.wfdb.rhythm_marks import is_rhythm

#: Files that this program wrote hold the notes of reviews.
_OURS = "ecgviewer"


def markers_of(record: Record, *, blind: bool = False) -> tuple[Marker, ...]:
    """Return the markers of a record, by sample.

    What lies outside the record is left out, and so are rhythms, files that cannot be
    read and files that this program wrote.

    Parameters
    ----------
    record : Record
    blind : bool
        Leave out files with beats, whose texts may give them away.
    """
    sources = annotation_sources(record)
    names = sources.others if blind else (*sources.others, *sources.with_beats)
    found = {marker for name in names for marker in _in_file(record, name)}
    return tuple(sorted(found, key=lambda each: (each.sample, each.text)))


def _in_file(record: Record, annotator: str) -> Iterator[Marker]:
    try:
        file = annotations_of(record, annotator)
    except (InputError, OSError):
        return
    if file.writer.startswith(_OURS):
        return
    places = file.samples_in(record)
    inside = (places >= 0) & (places < record.n_samples)
    for row in np.flatnonzero(inside & ~file.is_beat & ~is_rhythm(file)).tolist():
        if text := file.text(row).strip():
            yield Marker(int(places[row]), text, annotator)
