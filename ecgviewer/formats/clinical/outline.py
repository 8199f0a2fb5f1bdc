"""What is known of a short recording before it is a record."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_record import ShortRecording
from ecgviewer.formats.record_format import RecordOutline


def outline_of(recording: ShortRecording) -> RecordOutline:
    """Return the outline of a recording."""
    path = recording.path
    return RecordOutline(path, path.name, recording.fs, recording.n_samples)
