"""MAT files among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader
from ecgviewer.formats.mat.record import is_mat, pattern_of, read_recording
from ecgviewer.formats.record_format import FormatReader

_SHORT = ShortReader(read_recording, "mat-1")

READER = FormatReader(is_mat, _SHORT.read, _SHORT.outline, pattern=pattern_of)
