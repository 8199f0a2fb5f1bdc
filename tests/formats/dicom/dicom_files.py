"""DICOM waveforms made by pydicom, good ones and odd ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_ECG = "1.2.840.10008.5.1.4.1.1.9.1.1"
_EXPLICIT = "1.2.840.10008.1.2.1"
_DTYPES = {"SS": "<i2", "US": "<u2", "SB": "i1", "UB": "u1", "MB": "u1", "SL": "<i4"}


@dataclass
class Group:
    """A multiplex group; values have a column for each lead."""

    values: npt.ArrayLike = field(default_factory=lambda: np.arange(8).reshape(4, 2))
    names: Sequence[str] = ("Lead I (Einthoven)", "Lead V1")
    codes: Sequence[str] = ("", "")
    sensitivity: str | None = "1.25"
    unit: str = "uV"
    correction: str | None = "1"
    baseline: str | None = "0"
    fs: float = 500
    bits: int = 16
    kind: str = "SS"
    derived: bool = False
    label: str = "RHYTHM"
    offset_ms: str | None = None
    padding: bytes | None = None
    n_stated: int | None = None

    def item(self) -> Any:
        """Return the group as an item of a sequence."""
        from pydicom.dataset import Dataset

        values = np.asarray(self.values)
        item = Dataset()
        item.WaveformOriginality = "DERIVED" if self.derived else "ORIGINAL"
        item.MultiplexGroupLabel = self.label
        item.NumberOfWaveformChannels = values.shape[1]
        n = len(values) if self.n_stated is None else self.n_stated
        item.NumberOfWaveformSamples = n
        item.SamplingFrequency = self.fs
        item.WaveformBitsAllocated = self.bits
        item.WaveformSampleInterpretation = self.kind
        if self.offset_ms is not None:
            item.MultiplexGroupTimeOffset = self.offset_ms
        if self.padding is not None:
            item.WaveformPaddingValue = self.padding
        item.WaveformData = values.astype(_DTYPES.get(self.kind, "<i2")).tobytes()
        channels = range(values.shape[1])
        item.ChannelDefinitionSequence = [self._channel(at) for at in channels]
        return item

    def _channel(self, at: int) -> Any:
        from pydicom.dataset import Dataset

        channel = Dataset()
        if self.names[at] or self.codes[at]:
            channel.ChannelSourceSequence = [coded(self.codes[at], self.names[at])]
        if self.sensitivity is not None:
            channel.ChannelSensitivity = self.sensitivity
            channel.ChannelSensitivityUnitsSequence = [coded(self.unit, "unit")]
        if self.correction is not None:
            channel.ChannelSensitivityCorrectionFactor = self.correction
        if self.baseline is not None:
            channel.ChannelBaseline = self.baseline
        return channel


def coded(code: str, meaning: str) -> Any:
    """Return a code and its meaning."""
    from pydicom.dataset import Dataset

    item = Dataset()
    item.CodeValue, item.CodeMeaning = code, meaning
    return item


def annotation(**fields: Any) -> Any:
    """Return an annotation."""
    from pydicom.dataset import Dataset

    item = Dataset()
    for name, value in fields.items():
        setattr(item, name, value)
    return item


@dataclass
class DicomFile:
    """A file to be made."""

    groups: Sequence[Group] = field(default_factory=lambda: [Group()])
    fields: dict[str, Any] = field(default_factory=dict)
    preamble: bool = True

    def data(self) -> bytes:
        """Return the bytes of the file."""
        from pydicom.dataset import FileDataset, FileMetaDataset

        meta = FileMetaDataset()
        meta.TransferSyntaxUID = _EXPLICIT
        meta.MediaStorageSOPClassUID = _ECG
        meta.MediaStorageSOPInstanceUID = "1.2.3"
        file = BytesIO()
        made = FileDataset(
            file, {}, file_meta=meta, preamble=b"\0" * 128 if self.preamble else None
        )
        made.SOPClassUID, made.SOPInstanceUID = _ECG, "1.2.3"
        for name, value in self.fields.items():
            setattr(made, name, value)
        if self.groups:
            made.WaveformSequence = [group.item() for group in self.groups]
        made.save_as(file, enforce_file_format=self.preamble)
        return file.getvalue()

    def write(self, path: Path) -> Path:
        """Write the file and return its path."""
        path.write_bytes(self.data())
        return path
