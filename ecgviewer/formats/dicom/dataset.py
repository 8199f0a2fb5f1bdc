"""Reads the data set of a DICOM file by pydicom, which is an extra."""

from __future__ import annotations

import hashlib
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.small_file import REMEDY, bytes_of

#: Of pydicom, which may not be installed; any of its values may be of any type.
Dataset = Any

_MOST_BYTES = 2**28
#: A transfer syntax whose data would be inflated to any size.
_DEFLATED = b"1.2.840.10008.1.2.1.99"
#: What else a file says, above all pictures and what makers add, is not looked at.
_TAGS = (
    "SpecificCharacterSet", "AcquisitionDateTime", "ContentDate", "ContentTime",
    "StudyDate", "StudyTime", "Manufacturer", "ManufacturerModelName",
    "InstitutionName", "PatientName", "PatientID", "PatientBirthDate", "PatientSex",
    "PatientAge", "SoftwareVersions", "ReasonForStudy", "WaveformSequence",
    "WaveformAnnotationSequence", "Modality",
)  # fmt: skip


def read_dataset(path: Path) -> tuple[Dataset, str]:
    """Return the data set of a file, and the SHA-256 of the file.

    Raises
    ------
    RecordError
        If pydicom is not installed, or the file cannot be read; the message names the
        file and the remedy.
    """
    data = bytes_of(path, _MOST_BYTES)
    if _DEFLATED in data:
        raise RecordError(
            f"{path} is deflated as a whole, which is not read here. Export it as "
            "Explicit VR Little Endian."
        )
    return _parsed(path, data), hashlib.sha256(data).hexdigest()


def _parsed(path: Path, data: bytes) -> Dataset:
    try:
        import pydicom  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise RecordError(
            f"{path} is a DICOM file, and pydicom, which reads these, is not "
            "installed. Install it: pip install ecgviewer[dicom]"
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Forced, since makers leave out the preamble.
            return pydicom.dcmread(BytesIO(data), force=True, specific_tags=[*_TAGS])
    # pydicom lets errors of every kind out of damaged files.
    except Exception as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> RecordError:
    """Return what to say of an error of pydicom."""
    why = " ".join(str(error).split())[:200] or type(error).__name__
    return RecordError(f"{path} is not DICOM, or is damaged: {why}. {REMEDY}")
