"""Tables of a comparison over records, in the layout of bxb, rxr and sumstats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.matrix import BeatComparison
from ecgviewer.core.ec57.rules import Ratio
from ecgviewer.core.ec57.runs import RunComparison
from ecgviewer.core.ec57.summary import (
    line_counts,
    summarise_beats,
    summarise_runs,
    summarise_shutdowns,
)

_BEAT_HEADING = (
    "Record Nn' Sn' Vn' Fn' On'  Ns  Ss  Vs  Fs' Os' Nv  Sv   Vv  Fv' Ov' No' So' Vo'"
    " Fo'  Q Se   Q +P   V Se   V +P   S Se   S +P RR err"
)
_SHUTDOWN_HEADING = (
    "Record Nx   Sx   Vx   Fx   Qx  % beats  % N    % S    % V    % F   Total Shutdown",
    "                                missed missed missed missed missed      Time",
)
_RUN_HEADING = (
    "Record CTs CFN CTp CFP STs SFN STp SFP LTs LFN LTp LFP  CSe C+P SSe S+P LSe L+P"
)
#: Widths of the counts in a line of beats after the first; Vv has room for four digits.
_BEAT_WIDTHS = (3,) * 11 + (4,) + (3,) * 6
_CLASSES = 5


def beat_table(names: Sequence[str], comparisons: Sequence[BeatComparison]) -> str:
    """Return the beat-by-beat table: one line per record, then gross and average.

    Parameters
    ----------
    names : sequence of str
        The records.
    comparisons : sequence of BeatComparison
        One for each.
    """
    summary = summarise_beats(comparisons)
    total_qrs, total_veb, total_sveb = (r.total for r in summary.gross[::2])
    lines = [
        _BEAT_HEADING,
        *map(_beat_line, names, comparisons),
        "_" * 132,
        f"Sum {_beat_counts(summary.counts, 6)}",
        f"{'Gross':83}{_percents(summary.gross)}",
        f"{'Average':83}"
        + "".join(map(_column, (*summary.average, summary.rr_error_ms))),
        f"Total QRS complexes: {total_qrs}  Total VEBs: {total_veb}"
        f"  Total SVEBs: {total_sveb}",
    ]
    return "\n".join(lines)


def shutdown_table(names: Sequence[str], comparisons: Sequence[BeatComparison]) -> str:
    """Return the table of beats missed while the test annotator was shut down."""
    summary = summarise_shutdowns(comparisons)
    missed = "".join(f" {count:4d}" for count in summary.missed)
    lines = [
        *_SHUTDOWN_HEADING,
        *map(_shutdown_line, names, comparisons),
        "_" * 72,
        f"Sum {missed}{'':38}{summary.shutdown_s:4d} seconds",
    ]
    return "\n".join(lines)


def run_table(names: Sequence[str], comparisons: Sequence[RunComparison]) -> str:
    """Return the table of runs: one line per record, then gross and average."""
    summary = summarise_runs(comparisons)
    couplets, short_runs, long_runs = (ratio.total for ratio in summary.gross[::2])
    lines = [
        _RUN_HEADING,
        *map(_run_line, names, comparisons),
        "_" * 77,
        f"Sum   {_run_counts(summary.gross)}",
        f"{'Gross':55}" + "".join(_narrow(r.percent) for r in summary.gross),
        f"{'Average':55}" + "".join(map(_narrow, summary.average)),
        f"Total couplets: {couplets}  Total short runs: {short_runs}"
        f"  Total long runs: {long_runs}",
    ]
    return "\n".join(lines)


def _beat_line(name: str, comparison: BeatComparison) -> str:
    error = comparison.rr_error_ms
    return (
        f"{name:>4} {_beat_counts(line_counts(comparison), 5)}"
        f"{_percents(comparison.ratios)}"
        + ("     -" if error is None else f" {error:6.2f}")
    )


def _beat_counts(counts: IntArray, first_width: int) -> str:
    first, *others = counts.T.ravel()[:-1].tolist()
    rest = zip(others, _BEAT_WIDTHS, strict=True)
    return f"{first:{first_width}d}" + "".join(f" {n:{width}d}" for n, width in rest)


def _shutdown_line(name: str, comparison: BeatComparison) -> str:
    matrix = comparison.matrix[:_CLASSES]
    missed = "".join(f" {count:4d}" for count in matrix[:, -1])
    totals = " ".join(str(count) for count in matrix.sum(axis=1))
    percents = _percents(comparison.missed_in_shutdown)
    shutdown = f"{comparison.shutdown_s:5d} seconds"
    return f"{name:>4}{missed}  {percents}{shutdown} {totals}"


def _run_line(name: str, comparison: RunComparison) -> str:
    percents = "".join(map(_rounded, comparison.ratios))
    return f"{name:>4}{_run_counts(comparison.ratios)} {percents}"


def _run_counts(ratios: Iterable[Ratio]) -> str:
    return "".join(f" {r.count:3d} {r.total - r.count:3d}" for r in ratios)


def _percents(ratios: Iterable[Ratio]) -> str:
    return "".join(_column(ratio.percent) for ratio in ratios)


def _column(percent: float | None) -> str:
    return "      -" if percent is None else f" {percent:6.2f}"


def _narrow(percent: float | None) -> str:
    return "   -" if percent is None else f" {percent:3.0f}"


def _rounded(ratio: Ratio) -> str:
    return "   -" if ratio.percent is None else f" {int(ratio.percent + 0.5):3d}"
