"""MAT files among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader
from ecgviewer.formats.mat.record import is_mat, pattern_of, read_recording
from ecgviewer.formats.record_format import RecordFormat

_READER = ShortReader(read_recording, "mat-1")

MAT = RecordFormat(
    title="MAT recording",
    endings=(".mat",),
    sniff=is_mat,
    read=_READER.read,
    outline=_READER.outline,
    shares_ending=True,
    pattern=pattern_of,
)
