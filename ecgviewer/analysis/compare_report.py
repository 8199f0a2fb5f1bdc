"""A comparison of two annotators as a text to read, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ecgviewer.analysis.compare import Comparison, RecordComparison
from ecgviewer.analysis.compare_episodes import episode_report, episode_table
from ecgviewer.analysis.compare_record_report import (
    beat_report,
    run_report,
    shutdown_report,
)
from ecgviewer.analysis.compare_tables import beat_table, run_table, shutdown_table
from ecgviewer.core.ec57.episodes import EpisodeRules
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S
from ecgviewer.core.ec57.matrix import ROWS, BeatComparison
from ecgviewer.core.ec57.rules import Ratio
from ecgviewer.core.ec57.runs import RunComparison
from ecgviewer.core.ec57.summary import (
    BeatSummary,
    EpisodeSummary,
    RunSummary,
    summarise_beats,
    summarise_episodes,
    summarise_runs,
)

Document = dict[str, Any]

_BEAT_FIGURES = (
    "qrs_sensitivity",
    "qrs_predictivity",
    "veb_sensitivity",
    "veb_predictivity",
    "sveb_sensitivity",
    "sveb_predictivity",
)
_RUN_FIGURES = (
    "couplet_sensitivity",
    "couplet_predictivity",
    "short_run_sensitivity",
    "short_run_predictivity",
    "long_run_sensitivity",
    "long_run_predictivity",
)
_EPISODE_FIGURES = (
    "episode_sensitivity",
    "episode_predictivity",
    "duration_sensitivity",
    "duration_predictivity",
)
_SHUTDOWN_FIGURES = ("beats", "N", "S", "V", "F")
_ESCAPE_BEATS_ARE = {"bxb": "S", "literature": "N"}


def report_text(comparison: Comparison, *, episodes: bool = False) -> str:
    """Return the report of one record, or the tables of several.

    The layout is that of ``bxb``, ``rxr``, ``epicmp`` and ``sumstats``, so that their
    readers can read it.

    Parameters
    ----------
    comparison : Comparison
        What to report.
    episodes : bool
        Whether the episodes of fibrillation are reported, too.
    """
    if len(comparison.records) == 1:
        parts = _record_parts(comparison, comparison.records[0], episodes)
    else:
        parts = _table_parts(comparison, episodes)
    notices = [f"{r.record}: {n}" for r in comparison.records for n in r.notices]
    failed = [f"{f.record} was not compared: {f.message}" for f in comparison.failed]
    rules = _rules(comparison)
    if episodes:
        rules += _episode_rules(comparison.choices.episodes)
    return "\n\n".join([*parts, *notices, *failed, rules]) + "\n"


def report_document(comparison: Comparison) -> Document:
    """Return all figures of a comparison, in types that JSON knows.

    Figures are objects of count, total and percent; percent is null where the total
    is 0. Counts of durations are in ms. Averages are percentages.
    """
    records = comparison.records
    document: Document = {
        "reference": comparison.reference,
        "test": comparison.test,
        "class_map": comparison.choices.class_map,
        "learning_s": comparison.choices.learning_s,
        "match_window_s": MATCH_WINDOW_S,
        "shortest_episode_s": comparison.choices.episodes.shortest_s,
        "without_flutter": comparison.choices.episodes.without_flutter,
        "records": [_record_document(record) for record in records],
        "failed": [
            {"record": failure.record, "message": failure.message}
            for failure in comparison.failed
        ],
    }
    if records:
        beats = summarise_beats([record.beats for record in records])
        document["summary"] = {
            "beats": _beat_summary(beats),
            "ventricular_runs": _run_summary(
                summarise_runs([record.ventricular_runs for record in records])
            ),
            "supraventricular_runs": _run_summary(
                summarise_runs([record.supraventricular_runs for record in records])
            ),
            "atrial_fibrillation": _episode_summary(
                summarise_episodes([record.atrial_fibrillation for record in records])
            ),
            "ventricular_fibrillation": _episode_summary(
                summarise_episodes(
                    [record.ventricular_fibrillation for record in records]
                )
            ),
        }
    return document


def _record_parts(
    comparison: Comparison, record: RecordComparison, episodes: bool
) -> Iterator[str]:
    title = (
        f"record {record.record}\n"
        f"Reference annotator: {comparison.reference}\n"
        f"     Test annotator: {comparison.test}"
    )
    yield beat_report(record.beats, title)
    yield shutdown_report(record.beats)
    yield run_report(record.ventricular_runs, "VE", title)
    yield run_report(record.supraventricular_runs, "SVE", title)
    if episodes:
        yield episode_report(record.atrial_fibrillation, "AF", title)
        yield episode_report(record.ventricular_fibrillation, "VF", title)


def _table_parts(comparison: Comparison, episodes: bool) -> Iterator[str]:
    records = comparison.records
    names = [record.record for record in records]
    yield f"Reference annotator: {comparison.reference}\n" + (
        f"     Test annotator: {comparison.test}"
    )
    if records:
        beats = [record.beats for record in records]
        ventricular = [record.ventricular_runs for record in records]
        supraventricular = [record.supraventricular_runs for record in records]
        yield beat_table(names, beats)
        yield shutdown_table(names, beats)
        yield f"(VE run detection)\n{run_table(names, ventricular)}"
        yield f"(SVE run detection)\n{run_table(names, supraventricular)}"
    if records and episodes:
        of_atria = [record.atrial_fibrillation for record in records]
        of_ventricles = [record.ventricular_fibrillation for record in records]
        yield f"(AF detection)\n{episode_table(names, of_atria)}"
        yield f"(VF detection)\n{episode_table(names, of_ventricles)}"
    yield f"Summary of results from {len(records)} records"


def _rules(comparison: Comparison) -> str:
    minutes, seconds = divmod(round(comparison.choices.learning_s), 60)
    start = (
        "all"
        if not comparison.choices.learning_s
        else f"from {minutes}:{seconds:02d} on"
    )
    return (
        f"Compared: {start}, match window {MATCH_WINDOW_S * 1000:.0f} ms. "
        f"Class map: {comparison.choices.class_map} (escape beats e, j, n are "
        f"{_ESCAPE_BEATS_ARE[comparison.choices.class_map]})."
    )


def _episode_rules(episodes: EpisodeRules) -> str:
    shorter = f" Episodes of less than {episodes.shortest_s:g} s are left out."
    flutter = " Atrial flutter of the reference is left out of the predictivity of AF."
    return (shorter if episodes.shortest_s else "") + (
        flutter if episodes.without_flutter else ""
    )


def _record_document(record: RecordComparison) -> Document:
    return {
        "record": record.record,
        "beats": _beat_document(record.beats),
        "ventricular_runs": _run_document(record.ventricular_runs),
        "supraventricular_runs": _run_document(record.supraventricular_runs),
        "atrial_fibrillation": _figures(
            _EPISODE_FIGURES, record.atrial_fibrillation.ratios
        ),
        "ventricular_fibrillation": _figures(
            _EPISODE_FIGURES, record.ventricular_fibrillation.ratios
        ),
        "notices": list(record.notices),
    }


def _beat_document(beats: BeatComparison) -> Document:
    return {
        "matrix": {
            row: dict(zip(ROWS.lower(), counts, strict=True))
            for row, counts in zip(ROWS, beats.matrix.tolist(), strict=True)
        },
        **_figures(_BEAT_FIGURES, beats.ratios),
        "rr_error_ms": beats.rr_error_ms,
        "missed_in_shutdown": _figures(_SHUTDOWN_FIGURES, beats.missed_in_shutdown),
        "shutdown_s": beats.shutdown_s,
    }


def _run_document(runs: RunComparison) -> Document:
    return {
        "sensitivity_matrix": runs.sensitivity.tolist(),
        "predictivity_matrix": runs.predictivity.tolist(),
        **_figures(_RUN_FIGURES, runs.ratios),
    }


def _beat_summary(summary: BeatSummary) -> Document:
    return {
        "gross": _figures(_BEAT_FIGURES, summary.gross),
        "average": dict(zip(_BEAT_FIGURES, summary.average, strict=True)),
        "average_rr_error_ms": summary.rr_error_ms,
    }


def _run_summary(summary: RunSummary) -> Document:
    return {
        "gross": _figures(_RUN_FIGURES, summary.gross),
        "average": dict(zip(_RUN_FIGURES, summary.average, strict=True)),
    }


def _episode_summary(summary: EpisodeSummary) -> Document:
    return {
        "gross": _figures(_EPISODE_FIGURES, summary.gross),
        "average": dict(zip(_EPISODE_FIGURES, summary.average, strict=True)),
    }


def _figures(names: Sequence[str], ratios: Sequence[Ratio]) -> Document:
    return {
        name: {"count": ratio.count, "total": ratio.total, "percent": ratio.percent}
        for name, ratio in zip(names, ratios, strict=True)
    }
