"""What a WFDB record knows besides what every record does: frames and its header."""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.core.record import Record
from ecgviewer.formats.wfdb.identity import had_checksum


@dataclass(frozen=True)
class WfdbRecord(Record):
    """A record that was read from WFDB files; its path is that of the header.

    Attributes
    ----------
    samples_per_frame : int
        Samples of the record per frame of the files; annotation files without a time
        resolution of their own count frames.
    """

    samples_per_frame: int = 1

    @property
    def annotation_fs(self) -> float:
        """Frames per second."""
        return self.fs / self.samples_per_frame

    def had_checksum(self, former: str, former_name: str) -> bool:
        """Return whether the record had a checksum before its header was changed.

        See `identity.had_checksum`.
        """
        if self.path is None:
            return False
        return had_checksum(self.path, self.checksum, former, former_name)
