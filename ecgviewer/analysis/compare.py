"""Compares two annotators of one or more records by ANSI/AAMI EC57."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ecgviewer.analysis.batch_places import record_name
from ecgviewer.analysis.compare_sources import (
    CompareError,
    annotations_of,
    is_plain,
)
from ecgviewer.analysis.engine import IN_TURN, Engine
from ecgviewer.analysis.remote_records import local_record
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


@dataclass(frozen=True)
class Choices:
    """By which rules annotators are compared.

    Attributes
    ----------
    class_map : str
        ``bxb`` or ``literature``, which differ on escape beats.
    learning_s : float
        What is left out at the beginning of each record; 0 compares all of it.
    episodes : EpisodeRules
        Which episodes of fibrillation are compared; all by default.
    """

    class_map: str = "bxb"
    learning_s: float = LEARNING_S
    episodes: EpisodeRules = ALL_EPISODES


USUAL = Choices()


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
    choices : Choices
        By which rules.
    records : tuple of RecordComparison
        Those that could be compared, in the order given.
    failed : tuple of Failure
        Those that could not.
    """

    reference: str
    test: str
    choices: Choices
    records: tuple[RecordComparison, ...]
    failed: tuple[Failure, ...] = ()


def compare_records(
    records: Sequence[Path],
    reference: str,
    test: str,
    choices: Choices = USUAL,
    engine: Engine = IN_TURN,
) -> Comparison:
    """Compare two annotators of each record.

    Parameters
    ----------
    records : sequence of Path
        Files or names of the records, or their URLs.
    reference, test : str
        Each an annotator (``atr``), one in another folder (``out/cnn``), a CSV file
        of ours, or a folder with CSV files of ours (``RECORD.beats.csv``); or the URL
        of one.
    choices : Choices, optional
        By which rules.
    engine : Engine, optional
        Where it is done; one record after the other by default.

    Returns
    -------
    Comparison
        A record that cannot be compared does not keep the others from it.

    Raises
    ------
    ValueError
        If there is no such class map.
    """
    if choices.class_map not in CLASS_MAPS:
        raise ValueError(
            f"class map {choices.class_map!r} is not one of {', '.join(CLASS_MAPS)}"
        )
    work = _Comparing(reference, test, choices)
    each = list(engine.map(work, records, lost=_lost))
    return Comparison(
        reference=reference,
        test=test,
        choices=choices,
        records=tuple(one for one in each if isinstance(one, RecordComparison)),
        failed=tuple(one for one in each if isinstance(one, Failure)),
    )


@dataclass(frozen=True)
class _Comparing:
    """The comparison of a record; can be sent to another process."""

    reference: str
    test: str
    choices: Choices

    def __call__(self, record: Path) -> RecordComparison | Failure:
        class_map = CLASS_MAPS[self.choices.class_map]
        annotators = self.reference, self.test
        try:
            beside = [each for each in annotators if is_plain(each)]
            outline = read_outline(local_record(record, annotators=beside))
            rules = ComparisonRules(
                outline.annotation_fs,
                outline.length,
                self.choices.learning_s,
                class_map,
            )
            return _compare(outline, annotators, rules, self.choices.episodes)
        except _ERRORS as error:
            return failure_of(record, error)


def _lost(record: Path, reason: str) -> Failure:
    return Failure(record_name(record) or str(record), reason)


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
