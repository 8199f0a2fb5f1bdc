"""Run-by-run comparison of two annotators, as ANSI/AAMI EC57 has it and rxr does.

The counts are those of the program ``rxr`` of the WFDB Software Package 10.7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.rhythm import rhythm_rows
from ecgviewer.core.ec57.rules import ComparisonRules, Ratio
from ecgviewer.core.ec57.run_search import (
    LONGEST,
    SUPRAVENTRICULAR,
    VENTRICULAR,
    Events,
    LongestRuns,
    events_of,
    runs_of,
)

#: Least and greatest length of each kind of run.
COUPLETS, SHORT_RUNS, LONG_RUNS = (2, 2), (3, 5), (LONGEST, LONGEST)


@dataclass(frozen=True, eq=False)
class RunComparison:
    """How runs of ectopic beats agree.

    Attributes
    ----------
    sensitivity, predictivity : ndarray of int64, shape (7, 7)
        Length of the run in the reference (rows) and in the test (columns), 6 for
        longer ones: of each run of the reference, and of each run of the test.
    """

    sensitivity: IntArray
    predictivity: IntArray

    @property
    def ratios(self) -> tuple[Ratio, ...]:
        """Sensitivity and predictivity of couplets, of short and of long runs."""
        return tuple(
            ratio
            for least, most in (COUPLETS, SHORT_RUNS, LONG_RUNS)
            for ratio in self._of_lengths(least, most + 1)
        )

    def _of_lengths(self, least: int, beyond: int) -> tuple[Ratio, Ratio]:
        """Count a run as found if the other's is at least of the shortest length."""
        found = self.sensitivity[least:beyond]
        true = self.predictivity[:, least:beyond]
        return (
            Ratio(int(found[:, least:].sum()), int(found.sum())),
            Ratio(int(true[least:].sum()), int(true.sum())),
        )


def compare_runs(
    reference: AnnotationColumns, test: AnnotationColumns, rules: ComparisonRules
) -> tuple[RunComparison, RunComparison]:
    """Compare the runs of ectopic beats of two annotators of a record.

    A run of one annotator is compared with the longest run of the other between
    150 ms before its first beat and 150 ms after its last one. Fibrillation is a
    long run: ventricular and flutter of V, atrial and flutter of S.

    Parameters
    ----------
    reference, test : AnnotationColumns
        All annotations of each, in order of time.
    rules : ComparisonRules
        What is compared.

    Returns
    -------
    tuple of RunComparison
        Of ventricular runs (fusion beats are V here), and of supraventricular runs.
    """
    ours, theirs = rhythm_rows(reference, rules), rhythm_rows(test, rules)
    ventricular, supraventricular = (
        _compare(
            events_of(ours, kinds, rules.start),
            events_of(theirs, kinds, rules.start),
            rules,
        )
        for kinds in (VENTRICULAR, SUPRAVENTRICULAR)
    )
    return ventricular, supraventricular


def _compare(reference: Events, test: Events, rules: ComparisonRules) -> RunComparison:
    sensitivity = np.zeros((LONGEST + 1, LONGEST + 1), np.int64)
    predictivity = sensitivity.copy()
    of_test, of_reference = LongestRuns(test), LongestRuns(reference)
    for length, first, last in runs_of(reference, rules):
        sensitivity[length, of_test.between(first, last)] += 1
    for length, first, last in runs_of(test, rules):
        predictivity[of_reference.between(first, last), length] += 1
    return RunComparison(sensitivity, predictivity)
