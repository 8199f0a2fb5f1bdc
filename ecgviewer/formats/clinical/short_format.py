"""How a short recording becomes a record, for the formats of such recordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.formats.clinical.short_record import ShortRecording
from ecgviewer.formats.clinical.xml_file import root_name
from ecgviewer.formats.record_format import FormatReader, RecordOutline


@dataclass(frozen=True)
class ShortReader:
    """What a format does with a file, which is read whole.

    Attributes
    ----------
    read_recording : callable
        Returns what a file says of its recording; raises RecordError.
    rule : str
        Goes into each identity, so that another rule never gives the same one.
    """

    read_recording: Callable[[Path], ShortRecording]
    rule: str

    def read(self, path: Path) -> Record:
        """Open a recording.

        Raises
        ------
        RecordError
            If it cannot be opened; the message names the file, the place and the
            remedy.
        """
        return self.read_recording(path).record(self.rule)

    def outline(self, path: Path) -> RecordOutline:
        """Return what a file says of itself.

        Raises
        ------
        RecordError
            If it cannot be opened.
        """
        found = self.read_recording(path)
        return RecordOutline(found.path, found.path.name, found.fs, found.n_samples)


def xml_reader(root: str, reader: ShortReader) -> FormatReader:
    """Return a reader of XML files, which the name of their root element tells.

    Parameters
    ----------
    root : str
        Name of the root element.
    reader : ShortReader
    """
    return FormatReader(
        sniff=lambda first, path: root_name(first) == root,
        read=reader.read,
        outline=reader.outline,
    )
