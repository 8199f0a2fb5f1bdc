"""Comparison of two annotators as ANSI/AAMI EC57 has it; NumPy only.

The counts and figures are those of the programs ``bxb``, ``rxr``, ``epicmp`` and
``sumstats`` of the WFDB Software Package 10.7: a test reproduces every one of them for
the 48 records of the MIT-BIH Arrhythmia Database and three test annotators.

The annotations of each may come from any reader of files; `annotation_columns` takes
them as arrays.

>>> from ecgviewer import ec57
>>> beats = [400, 760, 1120, 1480, 1840]
>>> reference = ec57.annotation_columns(beats, list("NNVNN"))
>>> beats = [402, 765, 1125, 1836, 2190]
>>> test = ec57.annotation_columns(beats, list("NNVNN"))
>>> rules = ec57.ComparisonRules(fs=360.0, n_samples=2500, learning_s=0.0)
>>> compared = ec57.compare_beats(reference, test, rules)

The matrix has the reference in rows and the test annotator in columns, both in the
order of ``ROWS``: here one beat was missed (row N, column O), and one was found where
there is none (row O, column N).

>>> ec57.ROWS
'NSVFQOX'
>>> compared.matrix
array([[3, 0, 0, 0, 0, 1, 0],
       [0, 0, 0, 0, 0, 0, 0],
       [0, 0, 1, 0, 0, 0, 0],
       [0, 0, 0, 0, 0, 0, 0],
       [0, 0, 0, 0, 0, 0, 0],
       [1, 0, 0, 0, 0, 0, 0],
       [0, 0, 0, 0, 0, 0, 0]])
>>> compared.qrs_sensitivity
Ratio(count=4, total=5)
>>> compared.veb_sensitivity.percent
100.0

Runs of ectopic beats are compared as ``rxr`` does, and figures over many records are
made as ``sumstats`` does.

>>> ventricular, supraventricular = ec57.compare_runs(reference, test, rules)
>>> ec57.summarise_beats([compared, compared]).gross[0]
Ratio(count=8, total=10)

Episodes of atrial fibrillation, from ``(AFIB`` to the next rhythm, and of ventricular
fibrillation, from ``[`` to ``]``, are compared as ``epicmp`` does: durations are in ms.

>>> marks = [360, 1440, 1800]
>>> reference = ec57.annotation_columns(marks, list("+[]"), aux=["(AFIB", "", ""])
>>> marks = [720, 1800]
>>> test = ec57.annotation_columns(marks, list("++"), aux=["(AFIB", "(N"])
>>> atrial, ventricular = ec57.compare_episodes(reference, test, rules)
>>> atrial.sensitivity, atrial.duration_predictivity
(Ratio(count=1, total=1), Ratio(count=3000, total=3000))
>>> ventricular.sensitivity
Ratio(count=0, total=1)

Files are compared by `ecgviewer compare`, or by ``ecgviewer.analysis.compare``.
"""

from __future__ import annotations

from ecgviewer.core.annotations import AnnotationColumns, annotation_columns
from ecgviewer.core.ec57.beats import compare_beats
from ecgviewer.core.ec57.episodes import (
    EpisodeComparison,
    EpisodeRules,
    compare_episodes,
)
from ecgviewer.core.ec57.matrix import ROWS, BeatComparison
from ecgviewer.core.ec57.rules import (
    LEARNING_S,
    ComparisonRules,
    Ratio,
)
from ecgviewer.core.ec57.runs import RunComparison, compare_runs
from ecgviewer.core.ec57.summary import (
    BeatSummary,
    EpisodeSummary,
    RunSummary,
    ShutdownSummary,
    line_counts,
    summarise_beats,
    summarise_episodes,
    summarise_runs,
    summarise_shutdowns,
)
from ecgviewer.core.labels import BXB_MAP, LITERATURE_MAP

__all__ = [
    "BXB_MAP",
    "LEARNING_S",
    "LITERATURE_MAP",
    "ROWS",
    "AnnotationColumns",
    "BeatComparison",
    "BeatSummary",
    "ComparisonRules",
    "EpisodeComparison",
    "EpisodeRules",
    "EpisodeSummary",
    "Ratio",
    "RunComparison",
    "RunSummary",
    "ShutdownSummary",
    "annotation_columns",
    "compare_beats",
    "compare_episodes",
    "compare_runs",
    "line_counts",
    "summarise_beats",
    "summarise_episodes",
    "summarise_runs",
    "summarise_shutdowns",
]
