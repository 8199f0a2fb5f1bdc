"""Opens DICOM waveforms."""

from __future__ import annotations

import warnings
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical import short_record
from ecgviewer.formats.clinical.short_record import ShortRecording, with_limb_leads
from ecgviewer.formats.dicom.dataset import read_dataset, unreadable
from ecgviewer.formats.dicom.details import details_of, start_time
from ecgviewer.formats.dicom.groups import rhythm_of


def read_recording(path: Path) -> ShortRecording:
    """Return what a file has of its rhythm; median beats are left out.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    path = Path(path)
    dataset, checksum = read_dataset(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rhythm = rhythm_of(dataset, path)
            details = short_record.details_of(*details_of(dataset))
            start = start_time(dataset)
    except RecordError:
        raise
    # Values are read from their bytes as they are asked for, with errors of any kind.
    except Exception as error:
        raise unreadable(path, error) from error
    return ShortRecording(
        path=path,
        checksum=checksum,
        fs=rhythm.fs,
        parts=with_limb_leads(rhythm.parts),
        start_time=start,
        details=details,
        notices=tuple(rhythm.notices),
    )
