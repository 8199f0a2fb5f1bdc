"""What another reader or a file says of a record, to be shown beside the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import LITERATURE_MAP, Labels, Symbols, labels_of
from ecgviewer.core.record import Lead, Samples
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind, kind_of_code
from ecgviewer.core.rhythm.episodes import Episode, ReaderRhythms

#: Signals whose quality is given one by one.
_QUALITY_BITS = 4


class BandKind(Enum):
    """What a stretch of the record is."""

    RHYTHM = "rhythm"
    NOISE = "noise"


@dataclass(frozen=True)
class Band:
    """Samples [start, stop), what they are, and a code for where there is no room."""

    start: int
    stop: int
    kind: BandKind
    text: str
    code: str = ""


@dataclass(frozen=True)
class Flag:
    """Something that is said of one sample: a note, a pacing spike, an ST episode."""

    sample: int
    text: str


@dataclass(frozen=True, eq=False)
class AnnotationLayer:
    """Beats, bands and flags of one source.

    Attributes
    ----------
    name : str
        The annotator, or the reader.
    sample : ndarray of int64
        R-peaks in order.
    label : ndarray of uint8
        AAMI class of each; UNSET for none.
    symbol : ndarray of str
        WFDB symbol of each; empty for none.
    bands : tuple of Band
        In order of their starts.
    flags : tuple of Flag
        In order.
    labelled_by : mapping of str to ndarray of bool
        Which beats each reader labelled, or the annotator, whose name is in brackets.
    notices : tuple of str
        What a reader should know of the source.
    """

    name: str
    sample: Samples
    label: Labels
    symbol: Symbols
    bands: tuple[Band, ...] = ()
    flags: tuple[Flag, ...] = ()
    labelled_by: Mapping[str, BoolArray] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    def labels_in(self, scheme: LabelScheme) -> Labels:
        """Return the class of a scheme that each beat has, UNSET for none."""
        return self.label if scheme == AAMI else scheme.labels_of(self.symbol)


def layer_of(
    name: str, rows: AnnotationColumns, leads: tuple[Lead, ...], n_samples: int
) -> AnnotationLayer:
    """Return an annotation file as a layer.

    Rhythm changes (``+``) and ventricular flutter (``[`` to ``]``) are bands up to the
    next change, signal quality (``~``) is a band while it is not clean, and everything
    else that is not a beat is a flag. What lies outside the record is left out; what
    began before its start and goes on begins with it.
    """
    rows = _within(rows, n_samples)
    beat = np.isin(rows.symbol, list(LITERATURE_MAP))
    bands = [
        *_rhythms(rows, n_samples),
        *_flutter(rows, n_samples),
        *_noise(rows, leads, n_samples),
    ]
    return AnnotationLayer(
        name,
        rows.sample[beat],
        labels_of(rows.symbol[beat]),
        rows.symbol[beat],
        tuple(sorted(bands, key=lambda band: band.start)),
        _flags(rows, ~beat),
        {f"[{name}]": np.ones(np.count_nonzero(beat), bool)},
    )


def bands_of(rhythms: ReaderRhythms, leads: tuple[Lead, ...]) -> tuple[Band, ...]:
    """Return a reader's episodes as bands, in order of their starts."""
    return tuple(_band(episode, leads) for episode in rhythms.episodes)


def _band(episode: Episode, leads: tuple[Lead, ...]) -> Band:
    if episode.kind is EpisodeKind.NOISE:
        text = _quality_text(episode.lead_quality, leads) or episode.kind.text
        return Band(episode.start, episode.stop, BandKind.NOISE, text, "noise")
    kind, code = BandKind.RHYTHM, episode.kind.code
    return Band(episode.start, episode.stop, kind, episode.text, code)


def _within(rows: AnnotationColumns, n_samples: int) -> AnnotationColumns:
    goes_on = np.isin(rows.symbol, list("+[~"))
    within = (rows.sample < n_samples) & ((rows.sample >= 0) | goes_on)
    kept = np.flatnonzero(within)
    return AnnotationColumns(
        np.maximum(rows.sample[kept], 0),
        rows.symbol[kept],
        rows.subtype[kept],
        [rows.aux[row] for row in kept.tolist()],
    )


def _rhythms(rows: AnnotationColumns, n_samples: int) -> list[Band]:
    found = [
        i
        for i in np.flatnonzero(rows.symbol == "+").tolist()
        if rows.aux[i].startswith("(")
    ]
    ends = [*(int(rows.sample[i]) for i in found[1:]), n_samples]
    bands = []
    for i, stop in zip(found, ends, strict=False):
        code = rows.aux[i].lstrip("(").strip()
        kind, start = kind_of_code(code), int(rows.sample[i])
        title = kind.text if kind else code
        if code and stop > start:
            bands.append(Band(start, stop, BandKind.RHYTHM, title, code))
    return bands


def _flutter(rows: AnnotationColumns, n_samples: int) -> list[Band]:
    ends = rows.sample[rows.symbol == "]"]
    bands = []
    for start in rows.sample[rows.symbol == "["].tolist():
        later = ends[ends > start]
        stop = int(later[0]) if len(later) else n_samples
        text = "ventricular flutter or fibrillation"
        bands.append(Band(start, stop, BandKind.RHYTHM, text, "VF"))
    return bands


def _noise(
    rows: AnnotationColumns, leads: tuple[Lead, ...], n_samples: int
) -> list[Band]:
    found = np.flatnonzero(rows.symbol == "~")
    starts = rows.sample[found].tolist()
    bands = []
    for i, start, stop in zip(found, starts, [*starts[1:], n_samples], strict=False):
        text = _quality_text(int(rows.subtype[i]), leads)
        if text and stop > start:
            bands.append(Band(start, stop, BandKind.NOISE, text, "noise"))
    return bands


def _quality_text(subtype: int, leads: tuple[Lead, ...]) -> str:
    """Return what a subtype of ``~`` says: noisy signals, and below those unreadable.

    The lower four bits stand for noise in signals 0 to 3, the upper four for signals
    that cannot be read (annot.5); -1 for all of them.
    """
    if subtype == -1:
        return "unreadable"
    bad = [i for i in range(_QUALITY_BITS) if subtype >> (i + _QUALITY_BITS) & 1]
    noisy = [i for i in range(_QUALITY_BITS) if subtype >> i & 1 and i not in bad]
    parts = []
    for word, numbers in (("noise in", noisy), ("unreadable:", bad)):
        names = [leads[i].title for i in numbers if i < len(leads)]
        if names:
            parts.append(f"{word} {', '.join(names)}")
    return ", ".join(parts)


def _flags(rows: AnnotationColumns, other: np.ndarray) -> tuple[Flag, ...]:
    flags = []
    for i in np.flatnonzero(other).tolist():
        symbol, text = str(rows.symbol[i]), rows.aux[i].strip()
        if symbol in "[]~" or (symbol == "+" and text.startswith("(")):
            continue
        flags.append(Flag(int(rows.sample[i]), text or symbol))
    return tuple(flags)
