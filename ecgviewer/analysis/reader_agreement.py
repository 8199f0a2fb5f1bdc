"""How far two or more readers agree on classes of beats and rhythms, over records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.analysis.compare import CLASS_MAPS, Failure, failure_of
from ecgviewer.analysis.compare_sources import annotations_of, file_of
from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.agreement import Agreement, Kappa, cohen_kappa, fleiss_kappa
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S, match_beats
from ecgviewer.core.errors import InputError
from ecgviewer.core.labels import UNSET, BeatClass, labels_of
from ecgviewer.core.rhythm.episode_agreement import (
    KindAgreement,
    RhythmAgreement,
    compare_rhythms,
    together,
)
from ecgviewer.formats.record_format import RecordOutline
from ecgviewer.formats.record_formats import read_outline
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_in

_TITLES = {2: "Cohen's kappa", 3: "Fleiss' kappa"}


@dataclass(frozen=True)
class ReaderAgreement:
    """What readers agree on.

    Attributes
    ----------
    readers : tuple of str
        Annotators or files, as they were asked for.
    class_map : str
        Which of CLASS_MAPS says what class a symbol has.
    agreement : Agreement or None
        Over the beats that every reader has; None if there are none.
    n_unmatched : int
        Beats of the first reader that another one does not have.
    failed : tuple of Failure
        Records that could not be read.
    rhythms : tuple of KindAgreement
        By duration, over the records of which every reader is an annotation file: a
        CSV of beats says nothing of rhythms.
    notices : tuple of str
        What was wrong with files that could be.
    """

    readers: tuple[str, ...]
    class_map: str
    agreement: Agreement | None
    n_unmatched: int
    failed: tuple[Failure, ...]
    rhythms: tuple[KindAgreement, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Name of the statistic: Cohen's for two readers, Fleiss' for more."""
        return _TITLES[min(len(self.readers), 3)]


def reader_agreement(
    records: Sequence[Path], readers: Sequence[str], class_map: str = "bxb"
) -> ReaderAgreement:
    """Return how far readers agree on the beats that all of them have, and rhythms.

    Parameters
    ----------
    records : sequence of Path
        Files or names of the records.
    readers : sequence of str
        Two or more, each as for `compare_records`.
    class_map : str
        ``bxb`` or ``literature``, which differ on escape beats.

    Raises
    ------
    ValueError
        If there are fewer than two readers.
    """
    if len(readers) < 2:
        raise ValueError("agreement needs two readers or more")
    ratings: list[IntArray] = []
    names: list[str] = []
    rhythms: list[RhythmAgreement] = []
    failed = []
    notices: list[str] = []
    for record in records:
        try:
            outline = read_outline(record)
            read = [annotations_of(outline, reader) for reader in readers]
            said = [columns for columns, _ in read]
            rated = _ratings(outline, said, CLASS_MAPS[class_map])
        except (InputError, OSError, ValueError) as error:
            failed.append(failure_of(record, error))
            continue
        ratings.append(rated)
        if not any(file_of(outline, reader).suffix == ".csv" for reader in readers):
            rhythms.append(_rhythms(outline, said))
        notices += [notice for _, told in read for notice in told]
        names += [outline.name] * len(rated)
    rated_all = np.concatenate([np.empty((0, len(readers)), np.int64), *ratings])
    common = np.all(rated_all != UNSET, axis=1)
    kappa = cohen_kappa if len(readers) == 2 else fleiss_kappa
    agreement = None
    if common.any():
        agreement = kappa(rated_all, len(BeatClass), records=names)
    return ReaderAgreement(
        readers=tuple(readers),
        class_map=class_map,
        agreement=agreement,
        n_unmatched=int(np.sum(~common)),
        failed=tuple(failed),
        rhythms=together(rhythms).kinds,
        notices=tuple(notices),
    )


def _ratings(
    outline: RecordOutline,
    said: Sequence[AnnotationColumns],
    class_map: Mapping[str, BeatClass],
) -> IntArray:
    """Return the class that each reader gave each beat of the first, (n, readers)."""
    beats = []
    for columns in said:
        label = labels_of(columns.symbol, class_map)
        beats.append((columns.sample[label != UNSET], label[label != UNSET]))
    first, label = beats[0]
    ratings = np.full((len(first), len(said)), UNSET, np.int64)
    ratings[:, 0] = label
    for column, (sample, other) in enumerate(beats[1:], 1):
        pairs = match_beats(
            first, sample, round(MATCH_WINDOW_S * outline.annotation_fs)
        ).pairs
        ratings[pairs[:, 0], column] = other[pairs[:, 1]]
    return ratings


def _rhythms(
    outline: RecordOutline, said: Sequence[AnnotationColumns]
) -> RhythmAgreement:
    last = max(int(columns.sample.max(initial=0)) for columns in said)
    length = outline.length or last + 1
    rhythms = [rhythms_in(columns, length) for columns in said]
    return compare_rhythms(rhythms, length, outline.annotation_fs)


def agreement_text(result: ReaderAgreement) -> str:
    """Return the report for people."""
    agreement = result.agreement
    readers = ", ".join(result.readers)
    lines = [f"{result.title} of {readers}; classes: {result.class_map}"]
    if agreement is None:
        no_beat = "no beat that all of them have"
        return "\n".join([*lines, no_beat, *_rhythm_lines(result), *result.notices])
    lines.append(
        f"{agreement.n_beats:,} beats of all readers, {result.n_unmatched:,} not of "
        f"all; observed agreement {agreement.observed:.4f}"
    )
    lines.append(_line("all classes", agreement.overall))
    lines += [
        _line(f"{beat_class.name} or not", kappa)
        for beat_class, kappa in zip(BeatClass, agreement.by_class, strict=True)
    ]
    return "\n".join([*lines, *_rhythm_lines(result), *result.notices])


def _rhythm_lines(result: ReaderAgreement) -> list[str]:
    lines = ["rhythms, by duration"] if result.rhythms else []
    for found in result.rhythms:
        said = ", ".join(f"{seconds:,.0f}" for seconds in found.said_s)
        lines.append(
            f"  {found.kind.text:32} {100 * found.share:5.1f} % agreed: "
            f"{found.all_s:,.0f} s of {found.any_s:,.0f} s (each {said} s)"
        )
    return lines


def _line(title: str, kappa: Kappa) -> str:
    if np.isnan(kappa.value):
        return f"  {title:12}      -    (all readers gave all beats the same)"
    return (
        f"  {title:12} {kappa.value:7.4f}  95 % interval "
        f"{kappa.low:.4f} to {kappa.high:.4f}"
    )


def agreement_document(result: ReaderAgreement) -> dict[str, Any]:
    """Return the same numbers as JSON values; null for what is not defined."""
    agreement = result.agreement
    document: dict[str, Any] = {
        "readers": list(result.readers),
        "class_map": result.class_map,
        "statistic": result.title,
        "n_unmatched": result.n_unmatched,
        "notices": list(result.notices),
    }
    if agreement:
        document |= {
            "n_beats": agreement.n_beats,
            "observed": agreement.observed,
            "overall": _values(agreement.overall),
            "by_class": {
                c.name: _values(k)
                for c, k in zip(BeatClass, agreement.by_class, strict=True)
            },
        }
    if result.rhythms:
        document["rhythms"] = {
            found.kind.value: {
                "said_s": list(found.said_s),
                "episodes": list(found.n_episodes),
                "all_s": found.all_s,
                "any_s": found.any_s,
                "share": found.share,
            }
            for found in result.rhythms
        }
    return document


def _values(kappa: Kappa) -> dict[str, float | None]:
    return {
        name: None if np.isnan(value) else value
        for name, value in (
            ("kappa", kappa.value),
            ("low", kappa.low),
            ("high", kappa.high),
        )
    }
