"""The multiplex groups of a DICOM waveform, and the leads that are a rhythm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.core.units import millivolts
from ecgviewer.formats.clinical.fields import number
from ecgviewer.formats.clinical.short_record import LeadPart, Rhythm
from ecgviewer.formats.clinical.small_file import REMEDY
from ecgviewer.formats.dicom.dataset import Dataset
from ecgviewer.formats.dicom.lead_names import name_of
from ecgviewer.formats.dicom.samples import linear, type_of

_MOST_FS = 1e6


def rhythm_of(dataset: Dataset, path: Path) -> Rhythm:
    """Return the leads that were recorded; those derived, as medians, are left out.

    Raises
    ------
    RecordError
        If there is none, or it cannot be understood; the message names the remedy.
    """
    groups = list(getattr(dataset, "WaveformSequence", None) or [])
    recorded = [each for each in groups if not _is_derived(each)]
    if not groups:
        raise RecordError(
            f"{path} has no waveform (5400,0100). It is a picture or a report, or not "
            f"DICOM, or was cut off. {REMEDY}"
        )
    if not recorded:
        raise RecordError(
            f"{path} has no rhythm, only waveforms that are derived, as median beats "
            f"are ({len(groups)}). {REMEDY}"
        )
    fs = _fs(max(recorded, key=_length), path)
    taken = [each for each in recorded if _fs(each, path) == fs]
    notices: list[str] = []
    parts = [
        part for each in taken for part in _leads(each, path, fs, notices, dataset)
    ]
    if len(taken) < len(recorded):
        notices.append(
            f"{path.name} has {len(recorded)} waveforms of several sampling "
            f"frequencies; those of {fs:g} Hz are shown."
        )
    if not parts:
        raise RecordError(f"{path} has no lead in volts. {REMEDY}")
    return Rhythm(fs, _placed(parts), notices)


def _placed(parts: list[LeadPart]) -> list[LeadPart]:
    """Return parts of which those of one name follow each other in time.

    What was recorded of a lead at the same time again is another lead.
    """
    placed: list[LeadPart] = []
    for part in parts:
        name, repeat = part.name, 1
        while any(_overlap(each, part) for each in placed if each.name == name):
            repeat += 1
            name = f"{part.name} ({repeat})"
        placed.append(replace(part, name=name))
    return placed


def _overlap(one: LeadPart, other: LeadPart) -> bool:
    return one.first < other.stop and other.first < one.stop


def _is_derived(group: Dataset) -> bool:
    label = str(getattr(group, "MultiplexGroupLabel", "")).upper()
    originality = str(getattr(group, "WaveformOriginality", "")).upper()
    return originality == "DERIVED" or "MEDIAN" in label


def _length(group: Dataset) -> int:
    return int(getattr(group, "NumberOfWaveformSamples", 0))


def _fs(group: Dataset, path: Path) -> float:
    fs = number(str(getattr(group, "SamplingFrequency", ""))) or 0.0
    if not 0 < fs <= _MOST_FS:
        raise RecordError(
            f"{path}: a waveform has no sampling frequency (003A,001A). {REMEDY}"
        )
    return fs


def _leads(
    group: Dataset,
    path: Path,
    fs: float,
    notices: list[str],
    dataset: Dataset,
) -> Iterator[LeadPart]:
    kind = str(group.WaveformSampleInterpretation)
    dtype = _dtype(group, kind, dataset, path)
    channels = list(group.ChannelDefinitionSequence)
    raw = _samples(bytes(group.WaveformData or b""), dtype, len(channels))
    stated = _length(group)
    if len(raw) < stated:
        notices.append(
            f"{path.name} has {len(raw):,} samples of each lead of {stated:,}."
        )
    padding = _padding(group, dtype)
    offset_ms = number(str(getattr(group, "MultiplexGroupTimeOffset", ""))) or 0.0
    first = max(round(offset_ms * fs / 1000), 0)
    pairs = zip(channels, raw[:stated].T, strict=True)
    for number_in_group, (channel, samples) in enumerate(pairs, 1):
        name = name_of(channel) or f"lead {number_in_group}"
        scale = _scale(channel)
        if scale is None:
            notices.append(f"{path.name}: {name} is not in volts, and is left out.")
            continue
        digital = linear(samples, kind)
        if padding is not None and np.any(samples == padding):
            digital = np.where(samples == padding, np.nan, digital).astype(np.float32)
        yield LeadPart(name, digital, *scale, first)


def _dtype(group: Dataset, kind: str, dataset: Dataset, path: Path) -> np.dtype[Any]:
    bits = int(group.WaveformBitsAllocated)
    little = dataset.original_encoding[1] is not False
    if (found := type_of(bits, kind, little)) is not None:
        return found
    raise RecordError(
        f"{path}: samples of {bits} bits as {kind} (5400,1006) are not known. {REMEDY}"
    )


def _samples(data: bytes, dtype: np.dtype[Any], n_leads: int) -> npt.NDArray[Any]:
    """Return the samples of a group, shape (n_samples, n_leads)."""
    n = len(data) // dtype.itemsize // max(n_leads, 1)
    whole = data[: n * n_leads * dtype.itemsize]
    return np.frombuffer(whole, dtype).reshape(n, n_leads)


def _scale(channel: Dataset) -> tuple[float, float] | None:
    """Return a step in mV and the digital value of 0 mV; None if it has no volts.

    A value is the sample x sensitivity x correction, plus the baseline, which is in
    units of the sensitivity.
    """
    sensitivity = number(str(getattr(channel, "ChannelSensitivity", "")))
    units = getattr(channel, "ChannelSensitivityUnitsSequence", None) or []
    unit = millivolts(str(getattr(units[0], "CodeValue", "?"))) if units else None
    if not sensitivity or not unit:
        return None
    factor = number(str(getattr(channel, "ChannelSensitivityCorrectionFactor", "")))
    baseline = number(str(getattr(channel, "ChannelBaseline", "")))
    step = sensitivity * (factor or 1.0)
    return step * unit, (0.0 - (baseline or 0.0)) / step


def _padding(group: Dataset, dtype: np.dtype[Any]) -> int | None:
    value = getattr(group, "WaveformPaddingValue", None)
    if isinstance(value, bytes) and len(value) >= dtype.itemsize:
        return int(np.frombuffer(value, dtype, 1)[0])
    return None
