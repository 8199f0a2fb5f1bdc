"""Beat-by-beat comparison of two annotators, as ANSI/AAMI EC57 has it and bxb does.

The counts are those of the program ``bxb`` of the WFDB Software Package 10.7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.matching import Matches, match_beats
from ecgviewer.core.ec57.matrix import ROWS, BeatComparison
from ecgviewer.core.ec57.reading import AnnotatorBeats, read_beats
from ecgviewer.core.ec57.rules import ComparisonRules

_NO_BEAT, _SHUTDOWN = ROWS.index("O"), ROWS.index("X")
_NOT_COUNTED = -1


def compare_beats(
    reference: AnnotationColumns, test: AnnotationColumns, rules: ComparisonRules
) -> BeatComparison:
    """Compare two annotators of a record beat by beat.

    Parameters
    ----------
    reference, test : AnnotationColumns
        All annotations of each, in order of time.
    rules : ComparisonRules
        What is compared.

    Returns
    -------
    BeatComparison
    """
    ours = read_beats(reference, rules, reference=True)
    theirs = read_beats(test, rules, reference=False)
    matches = match_beats(
        ours.sample,
        theirs.sample,
        rules.tolerance,
        start=rules.start,
        end=rules.n_samples,
    )
    if rules.n_samples is None:
        matches = _until_reference_ends(matches, len(ours.sample))
    counted = _count(matches, ours, theirs)
    matrix = np.zeros((len(ROWS), len(ROWS)), np.int64)
    np.add.at(matrix, (counted.reference_code, counted.test_code), 1)
    half_a_second = rules.samples(0.5)
    return BeatComparison(
        matrix=matrix,
        reference_sample=counted.reference_sample,
        test_sample=counted.test_sample,
        reference_code=counted.reference_code,
        test_code=counted.test_code,
        rr_error_ms=_rr_error_ms(matches, ours.rr, theirs.rr, rules),
        shutdown_s=(theirs.shutdown_samples + half_a_second) // rules.samples(1.0),
    )


def _until_reference_ends(matches: Matches, n_reference: int) -> Matches:
    """Leave out the extra beats after the last one of the reference."""
    before = matches.facing_extra < n_reference
    return Matches(
        pairs=matches.pairs,
        missed=matches.missed,
        extra=matches.extra[before],
        facing_missed=matches.facing_missed,
        facing_extra=matches.facing_extra[before],
    )


@dataclass(frozen=True, eq=False)
class _Counted:
    """The pairs that are counted, in order of time."""

    reference_sample: IntArray
    test_sample: IntArray
    reference_code: IntArray
    test_code: IntArray


def _count(matches: Matches, ours: AnnotatorBeats, theirs: AnnotatorBeats) -> _Counted:
    """Give each pair, missed beat and extra beat its row and column."""
    paired, with_which = matches.pairs.T
    missed, extra = ours.sample[matches.missed], theirs.sample[matches.extra]
    columns = np.stack(
        (
            np.concatenate((ours.sample[paired], missed, extra)),
            np.concatenate((theirs.sample[with_which], missed, extra)),
            np.concatenate(
                (
                    ours.code[paired],
                    ours.code[matches.missed],
                    _row_of_extra(extra, matches.facing_extra, ours),
                )
            ),
            np.concatenate(
                (
                    theirs.code[with_which],
                    _column_of_missed(missed, matches.facing_missed, theirs),
                    theirs.code[matches.extra],
                )
            ),
        )
    )
    neither_is_a_beat = (columns[2] >= _NO_BEAT) & (columns[3] >= _NO_BEAT)
    columns = columns[:, (columns[2] != _NOT_COUNTED) & ~neither_is_a_beat]
    return _Counted(*columns[:, np.argsort(columns[0], kind="stable")])


def _row_of_extra(
    samples: IntArray, facing: IntArray, reference: AnnotatorBeats
) -> IntArray:
    in_shutdown = reference.shutdowns.contain(samples, facing + 1)
    row = np.where(in_shutdown, _SHUTDOWN, _NO_BEAT)
    row[reference.fibrillation.contain(samples, facing + 1)] = _NOT_COUNTED
    return row


def _column_of_missed(
    samples: IntArray, facing: IntArray, test: AnnotatorBeats
) -> IntArray:
    return np.where(test.shutdowns.contain(samples, facing + 1), _SHUTDOWN, _NO_BEAT)


def _rr_error_ms(
    matches: Matches, reference_rr: IntArray, test_rr: IntArray, rules: ComparisonRules
) -> float | None:
    """Compare the RR intervals at each pair, and at each beat that has none."""
    paired, with_which = matches.pairs.T
    ours = reference_rr[
        np.concatenate((paired, matches.missed, matches.facing_extra))
    ].astype(np.float64)
    theirs = test_rr[np.concatenate((with_which, matches.facing_missed, matches.extra))]
    valid = (ours > 0) & (theirs > 0)
    if not valid.any():
        return None
    error = np.sqrt(np.mean((ours - theirs)[valid] ** 2))
    return float(error * 1000.0 / rules.samples(1.0))
