"""The report of one compared record, in the standard layout of bxb and rxr."""

from __future__ import annotations

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.matrix import ROWS, BeatComparison
from ecgviewer.core.ec57.rules import Ratio
from ecgviewer.core.ec57.run_search import LONGEST
from ecgviewer.core.ec57.runs import RunComparison

_BEAT_FIGURES = (
    "           QRS sensitivity",
    " QRS positive predictivity",
    "           VEB sensitivity",
    " VEB positive predictivity",
    "          SVEB sensitivity",
    "SVEB positive predictivity",
)
_SHUTDOWN_FIGURES = (
    "  Beats missed in shutdown",
    "      N missed in shutdown",
    "      S missed in shutdown",
    "      V missed in shutdown",
    "      F missed in shutdown",
)
_RUN_FIGURES = (
    "            Couplet sensitivity",
    "  Couplet positive predictivity",
    "          Short run sensitivity",
    "Short run positive predictivity",
    "           Long run sensitivity",
    " Long run positive predictivity",
)
_CLASSES = 5


def beat_report(comparison: BeatComparison, title: str) -> str:
    """Return the matrix of a record and its figures.

    Parameters
    ----------
    comparison : BeatComparison
        What to report.
    title : str
        What was compared, in one or more lines.
    """
    error = comparison.rr_error_ms
    lines = [
        f"Beat-by-beat comparison results for {title}",
        "",
        "               Algorithm",
        "        n    s    v    f    q    o    x",
        "   ____________________________________",
        *map(_matrix_line, ROWS, range(len(ROWS)), [comparison.matrix] * len(ROWS)),
        "",
        *map(_figure, _BEAT_FIGURES, comparison.ratios),
        "     RMS RR interval error: "
        + ("     -" if error is None else f"{error:6.2f} ms"),
    ]
    return "\n".join(lines)


def shutdown_report(comparison: BeatComparison) -> str:
    """Return the figures of the test annotator's shutdowns."""
    lines = [
        *map(_figure, _SHUTDOWN_FIGURES, comparison.missed_in_shutdown),
        f"       Total shutdown time: {comparison.shutdown_s:5d} seconds",
    ]
    return "\n".join(lines)


def run_report(comparison: RunComparison, kind: str, title: str) -> str:
    """Return the matrices of the lengths of runs and their figures.

    Parameters
    ----------
    comparison : RunComparison
        What to report.
    kind : str
        ``VE`` or ``SVE``.
    title : str
        What was compared, in one or more lines.
    """
    lines = [
        f"{kind} run-by-run comparison results for {title}",
        "",
        *_run_matrix(comparison.sensitivity),
        "",
        "      (Run Sensitivity Summary Matrix)",
        "",
        "",
        *_run_matrix(comparison.predictivity),
        "",
        " (Run Positive Predictivity Summary Matrix)",
        "",
        *map(_whole_figure, _RUN_FIGURES, comparison.ratios),
    ]
    return "\n".join(lines)


def _matrix_line(name: str, row: int, matrix: IntArray) -> str:
    columns = len(ROWS) if row < _CLASSES else _CLASSES
    return f" {name} |" + "".join(f" {count:4d}" for count in matrix[row, :columns])


def _run_matrix(matrix: IntArray) -> list[str]:
    lines = [
        "               Algorithm Run Length",
        "          0    1    2    3    4    5   >5",
        "     ____________________________________",
        "   0 |     " + "".join(f" {count:4d}" for count in matrix[0, 1:]),
    ]
    for length in range(1, LONGEST + 1):
        name = str(length) if length < LONGEST else f">{LONGEST - 1}"
        counts = "".join(f" {count:4d}" for count in matrix[length])
        lines.append(f"  {name:>2} |{counts}")
    return lines


def _figure(name: str, ratio: Ratio) -> str:
    percent = ratio.percent
    share = "     - " if percent is None else f"{percent:6.2f}%"
    return f"{name}: {share} ({ratio.count}/{ratio.total})"


def _whole_figure(name: str, ratio: Ratio) -> str:
    percent = ratio.percent
    share = "   - " if percent is None else f" {int(percent + 0.5):3d}%"
    return f"{name}:{share} ({ratio.count}/{ratio.total})"
