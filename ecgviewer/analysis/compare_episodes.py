"""Tables and reports of episodes of fibrillation, in the layout of epicmp."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ecgviewer.core.ec57.episodes import EpisodeComparison
from ecgviewer.core.ec57.rules import Ratio
from ecgviewer.core.ec57.summary import summarise_episodes

_HEADING = "Record  TPs   FN  TPp   FP  ESe E+P DSe D+P  Ref duration  Test duration "
_FIGURES = (
    "           Episode sensitivity",
    " Episode positive predictivity",
    "          Duration sensitivity",
    "Duration positive predictivity",
)


def episode_table(
    names: Sequence[str], comparisons: Sequence[EpisodeComparison]
) -> str:
    """Return the table of episodes: one line per record, then sum, gross and average.

    Parameters
    ----------
    names : sequence of str
        The records.
    comparisons : sequence of EpisodeComparison
        One for each.
    """
    summary = summarise_episodes(comparisons)
    lines = [
        _HEADING,
        *map(_line, names, comparisons),
        "_" * 72,
        f"Sum   {_counts(summary.gross)}{'':17}{_totals(summary.gross)}",
        f"{'Gross':27}" + "".join(_narrow(r.percent) for r in summary.gross),
        f"{'Average':27}" + "".join(map(_narrow, summary.average)),
    ]
    return "\n".join(lines)


def episode_report(comparison: EpisodeComparison, kind: str, title: str) -> str:
    """Return the figures of a record.

    Parameters
    ----------
    comparison : EpisodeComparison
        What to report.
    kind : str
        ``AF`` or ``VF``.
    title : str
        What was compared, in one or more lines.
    """
    of_reference, of_test = comparison.ratios[2:]
    lines = [
        f"{kind} episode-by-episode comparison results for {title}",
        "",
        *map(_figure, _FIGURES[:2], comparison.ratios[:2], [str] * 2),
        *map(_figure, _FIGURES[2:], comparison.ratios[2:], [_duration] * 2),
        f"Duration of reference episodes:{_duration(of_reference.total):>14}",
        f"     Duration of test episodes:{_duration(of_test.total):>14}",
    ]
    return "\n".join(lines)


def _line(name: str, comparison: EpisodeComparison) -> str:
    ratios = comparison.ratios
    percents = "".join(f"{_whole(ratio.percent):>4}" for ratio in ratios)
    return f"{name:>6}{_counts(ratios)} {percents}{_totals(ratios)}"


def _counts(ratios: Sequence[Ratio]) -> str:
    return "".join(f" {r.count:4d} {r.total - r.count:4d}" for r in ratios[:2])


def _totals(ratios: Sequence[Ratio]) -> str:
    of_reference, of_test = (_duration(ratio.total) for ratio in ratios[2:])
    return f"{of_reference:>14}{of_test:>15}"


def _figure(name: str, ratio: Ratio, text: Callable[[int], str]) -> str:
    percent = ratio.percent
    share = "   - " if percent is None else f" {_whole(percent):>3}%"
    return f"{name}:{share} ({text(ratio.count)}/{text(ratio.total)})"


def _whole(percent: float | None) -> str:
    return "-" if percent is None else str(int(percent + 0.5))


def _narrow(percent: float | None) -> str:
    return "   -" if percent is None else f" {percent:3.0f}"


def _duration(ms: int) -> str:
    """Return hours, minutes and seconds, the former only where there are any."""
    minutes, rest = divmod(ms, 60_000)
    seconds = f"{rest // 1000:02d}.{rest % 1000:03d}"
    if not ms:
        return "0.000"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"
