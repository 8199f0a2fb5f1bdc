"""The model card of a retrained bundle: where it is better, and where it is worse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ecgviewer.classifier.bundle import CONTEXT, Bundle
from training.figures import figures_row, markdown_table
from training.scoring.comparison import comparison_text, is_worse
from training.scoring.forgetting import class_lines, warnings

#: What was compared, by the name that the figures have in a bundle.
COMPARED = {
    "held_out_patients": "reviewed beats of patients that were held out, by fold",
    "other_patients": "beats of patients of the old classifier that were held out",
    "corrected_patients": "reviewed beats that were learned from",
    "old_patients": "beats of the old training records, which are in the mix",
}
_COLUMNS = ("accuracy", "macro-F1", "recall N", "recall S", "recall V")
_F1 = ("F1 N", "F1 S", "F1 V")

Figures = Mapping[str, Any]


def retrained_parts(bundle: Bundle) -> Iterator[str]:
    """Yield the parts of the card."""
    figures = bundle.metrics["retrained"]
    yield f"# {bundle.classifier_id}\n"
    yield (
        f"Research software, not a medical device. {figures['from']}, trained further "
        f"on reviewed beats of {', '.join(figures['corrected'])}, among beats of its "
        "old training records.\n"
    )
    yield f"{verdict(figures)}\n"
    if CONTEXT in bundle.digests:
        yield f"{_EXPERT_STAYS}\n"
    for line in warnings_of(figures):
        yield f"**{line}**\n"
    yield f"Trained on {', '.join(bundle.training_records)}.\n"
    for key, title in COMPARED.items():
        if key in figures:
            yield f"## {title[0].upper()}{title[1:]}\n"
            yield _table(figures[key])
    yield _LIMITS


def verdict(figures: Figures) -> str:
    """Return in words whether the new classifier is worse than the old one.

    Parameters
    ----------
    figures : mapping
        ``from``, and ``held_out_patients`` where patients were held out.
    """
    old, held_out = figures["from"], figures.get("held_out_patients")
    if held_out is None:
        return (
            "**No corrected patient was held out, so nothing says whether it is better "
            f"than {old} for others like them. Corrections of two patients tell.**"
        )
    totals = ", ".join(
        f"{title} {held_out['before'][key]:.3f} → {held_out['after'][key]:.3f}"
        for key, title in (("accuracy", "accuracy"), ("macro_f1", "macro-F1"))
    )
    if is_worse(held_out):
        return f"**Worse than {old} on patients that were held out: {totals}.**"
    return f"On patients that were held out, compared with {old}: {totals}."


_EXPERT_STAYS = (
    "Compared is what the networks say, on all leads together. The context expert, "
    "which answers S or N after them, is the one of the old classifier."
)
#: Whose beats are compared, in sentences.
_WHOSE = {
    "held_out_patients": "corrected patients that it did not learn from",
    "other_patients": "other patients",
}
_REMEDY = (
    "Keep the old classifier for such recordings, or review more patients with these "
    "beats and retrain with all of their corrections."
)


def warnings_of(figures: Figures) -> list[str]:
    """Return what gets worse for patients that were held out, with the remedy last."""
    said = [
        line
        for key, whose in _WHOSE.items()
        if key in figures
        for line in warnings(figures[key], whose)
    ]
    return [*said, _REMEDY] if said else []


def result_text(figures: Figures) -> str:
    """Return the result in words first, then all that was compared.

    Parameters
    ----------
    figures : mapping
        ``from``, and what was compared by its names in COMPARED; ``keeps_expert`` where
        a context expert answers after the networks.
    """
    lines = [verdict(figures).strip("*")]
    if figures.get("keeps_expert"):
        lines.append(_EXPERT_STAYS)
    for key, whose in _WHOSE.items():
        if key in figures:
            lines.append(f"\nFor {whose}:")
            lines += [f"  {line}" for line in class_lines(figures[key])]
    if "other_patients" not in figures:
        lines.append("\nNo old patient was held out, so nothing says what it forgets.")
    lines += ["", *(f"WARNING: {line}" for line in warnings_of(figures))]
    for key, title in COMPARED.items():
        if key in figures:
            lines.append(f"\n{comparison_text(title, figures[key])}")
    return "\n".join(lines)


def _table(figures: Figures) -> str:
    names = list(figures["before"]["f1"])
    columns = [*_COLUMNS, *_F1]
    rows = [(when, figures_row(figures[when])) for when in ("before", "after")]
    if names != [title.removeprefix("F1 ") for title in _F1]:
        columns = ["accuracy", "macro-F1", *(f"F1 {name}" for name in names)]
        rows = [(when, _own_row(figures[when])) for when in ("before", "after")]
    told = ["accuracy", *names[1:]]
    titles = ["patient", "beats", "accuracy", *(f"F1 {name}" for name in names[1:])]
    lines = [f"| {' | '.join(titles)} |", f"|{' --- |' * len(titles)}"]
    for patient, own in figures["patients"].items():
        cells = [_arrow(own[key]) for key in told]
        lines.append(f"| {patient} | {own['beats']:,} | {' | '.join(cells)} |")
    return "\n".join([markdown_table(columns, rows), *lines]) + "\n"


def _own_row(figures: Figures) -> list[float]:
    """Return the figures of a classifier of other classes than N, S and V."""
    values = [figures["accuracy"], figures["macro_f1"], *figures["f1"].values()]
    return [float("nan") if value is None else value for value in values]


def _arrow(pair: list[float | None]) -> str:
    return " → ".join("–" if value is None else f"{value:.3f}" for value in pair)


_LIMITS = """\
## Limits

The limits of the classifier that it was made from. The reviewed beats are those that a
reader chose to look at, so figures of them are not those of whole recordings. It was
not tested on DS2.
"""
