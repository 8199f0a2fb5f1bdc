"""Compares two annotators of one or more records by ANSI/AAMI EC57."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ecgviewer.analysis.batch_places import record_name
from ecgviewer.analysis.compare_sources import CompareError, annotations_of
from ecgviewer.core.ec57.beats import compare_beats
from ecgviewer.core.ec57.episodes import (
    ALL_EPISODES,
    EpisodeComparison,
    EpisodeRules,
    compare_episodes,
)
from ecgviewer.core.ec57.matrix import BeatComparison
from ecgviewer.core.ec57.rules import LEARNING_S, ComparisonRules
from ecgviewer.core.ec57.runs import RunComparison, compare_runs
from ecgviewer.core.errors import RecordError, message_of
from ecgviewer.core.labels import BXB_MAP, LITERATURE_MAP, BeatClass
from ecgviewer.formats.export.annotation_csv import CsvError
from ecgviewer.formats.record_format import RecordOutline
from ecgviewer.formats.record_formats import read_outline
from ecgviewer.formats.wfdb.annotations import AnnotationError

_ERRORS = (CompareError, RecordError, AnnotationError, CsvError, OSError, ValueError)
#: The class maps by name; they differ in the escape beats e, j and n.
CLASS_MAPS: Mapping[str, Mapping[str, BeatClass]] = MappingProxyType(
    {"bxb": BXB_MAP, "literature": LITERATURE_MAP}
)


@dataclass(frozen=True, eq=False)
class RecordComparison:
    """How two annotators agree on one record.

    Attributes
    ----------
    record : str
        Name of the record.
    beats : BeatComparison
        Beat by beat.
    ventricular_runs, supraventricular_runs : RunComparison
        Run by run.
    atrial_fibrillation, ventricular_fibrillation : EpisodeComparison
        Episode by episode.
    notices : tuple of str
        What was wrong with the files and did not keep them from being read.
    """

    record: str
    beats: BeatComparison
    ventricular_runs: RunComparison
    supraventricular_runs: RunComparison
    atrial_fibrillation: EpisodeComparison
    ventricular_fibrillation: EpisodeComparison
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """A record that could not be compared, and why."""

    record: str
    message: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """How two annotators agree.

    Attributes
    ----------
    reference, test : str
        The annotators, as they were asked for.
    class_map : str
        Which of CLASS_MAPS says what class a beat has.
    learning_s : float
        What was left out at the beginning of each record, in seconds.
    records : tuple of RecordComparison
        Those that could be compared, in the order given.
    failed : tuple of Failure
        Those that could not.
    episodes : EpisodeRules
        Which episodes were compared.
    """

    reference: str
    test: str
    class_map: str
    learning_s: float
    records: tuple[RecordComparison, ...]
    failed: tuple[Failure, ...] = ()
    episodes: EpisodeRules = ALL_EPISODES


def compare_records(
    records: Sequence[Path],
    reference: str,
    test: str,
    *,
    class_map: str = "bxb",
    learning_s: float = LEARNING_S,
    episodes: EpisodeRules = ALL_EPISODES,
) -> Comparison:
    """Compare two annotators of each record.

    Parameters
    ----------
    records : sequence of Path
        Files or names of the records.
    reference, test : str
        Each an annotator (``atr``), one in another folder (``out/cnn``), a CSV file
        of ours, or a folder with CSV files of ours (``RECORD.beats.csv``).
    class_map : str
        ``bxb`` or ``literature``, which differ on escape beats.
    learning_s : float
        What is left out at the beginning of each record; 0 compares all of it.
    episodes : EpisodeRules, optional
        Which episodes of fibrillation are compared; all by default.

    Returns
    -------
    Comparison
        A record that cannot be compared does not keep the others from it.

    Raises
    ------
    ValueError
        If there is no such class map.
    """
    if class_map not in CLASS_MAPS:
        raise ValueError(
            f"class map {class_map!r} is not one of {', '.join(CLASS_MAPS)}"
        )
    compared: list[RecordComparison] = []
    failed: list[Failure] = []
    for record in records:
        try:
            outline = read_outline(record)
            rules = ComparisonRules(
                outline.annotation_fs, outline.length, learning_s, CLASS_MAPS[class_map]
            )
            compared.append(_compare(outline, (reference, test), rules, episodes))
        except _ERRORS as error:
            failed.append(failure_of(record, error))
    return Comparison(
        reference=reference,
        test=test,
        class_map=class_map,
        learning_s=learning_s,
        records=tuple(compared),
        failed=tuple(failed),
        episodes=episodes,
    )


def failure_of(record: Path, error: Exception) -> Failure:
    """Return what is said of a record that could not be compared."""
    return Failure(record_name(record) or str(record), message_of(error))


def _compare(
    outline: RecordOutline,
    annotators: tuple[str, str],
    rules: ComparisonRules,
    of_episodes: EpisodeRules,
) -> RecordComparison:
    read = [annotations_of(outline, source) for source in annotators]
    (reference, of_reference), (test, of_test) = read
    ventricular, supraventricular = compare_runs(reference, test, rules)
    of_atria, of_ventricles = compare_episodes(reference, test, rules, of_episodes)
    return RecordComparison(
        record=outline.name,
        beats=compare_beats(reference, test, rules),
        ventricular_runs=ventricular,
        supraventricular_runs=supraventricular,
        atrial_fibrillation=of_atria,
        ventricular_fibrillation=of_ventricles,
        notices=(*of_reference, *of_test),
    )
