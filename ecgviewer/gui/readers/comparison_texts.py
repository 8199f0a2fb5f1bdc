"""What a comparison of two readers says, in words."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.ec57.reader_comparison import ReaderComparison
from ecgviewer.gui.look.number_text import count, decimal, whole


def comparison_text(comparison: ReaderComparison) -> str:
    """Return kappa and the number of disagreements in words."""
    n = int(comparison.differs.sum())
    heads = f"{comparison.first} (rows) and {comparison.second} (columns): "
    differing = f"{heads}{count(n, 'disagreement')}."
    agreement = comparison.agreement
    if agreement is None:
        return f"{differing} No beat that both reviewed.{_reviewed(comparison)}"
    kappa = agreement.overall
    if np.isnan(kappa.value):
        value = "not defined, all beats are of one class"
    else:
        low, high = decimal(kappa.low, 3), decimal(kappa.high, 3)
        value = f"{decimal(kappa.value, 3)} (95 % interval {low} to {high})"
    both = count(agreement.n_beats, "beat")
    return (
        f"{differing} Cohen's kappa {value}. Kappa and table are of the {both} that "
        f"both reviewed; literature's classes.{_reviewed(comparison)}"
    )


def _reviewed(comparison: ReaderComparison) -> str:
    """Say how much each reviewed, where that is not all."""
    if comparison.read_by_both.all():
        return ""
    first, second = comparison.n_reviewed
    return (
        f" Reviewed by {comparison.first}: {whole(first)}, by {comparison.second}: "
        f"{whole(second)}."
    )


def said_text(comparison: ReaderComparison | None, sample: int) -> str:
    """Return what each reader said at a place where they were compared."""
    if comparison is None:
        return ""
    (at,) = np.flatnonzero(comparison.sample == sample)[:1]
    names = comparison.first, comparison.second
    codes = comparison.row[at], comparison.column[at]
    said = (
        f"{name}: {comparison.rows[code]}"
        for name, code in zip(names, codes, strict=True)
    )
    return "  ·  ".join(said) + "."
