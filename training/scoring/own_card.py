"""The model card of a bundle that somebody trained on records of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ecgviewer.classifier.bundle import Bundle

Figures = Mapping[str, Any]


def own_parts(bundle: Bundle) -> Iterator[str]:
    """Yield the parts of the card."""
    figures, spec = bundle.metrics["own_test"], bundle.spec
    yield f"# {bundle.classifier_id}\n"
    yield (
        "Research software, not a medical device. Trained on "
        f"{len(bundle.training_records)} records, calibrated on "
        f"{len(bundle.validation_records)} and tested, once, on "
        f"{len(bundle.test_records)}, each of other patients. Classes: "
        f"{', '.join(figures['f1'])}. {_leads(bundle)}; {spec.before_s:g} s before "
        f"and {spec.after_s:g} s after the R-peak, at {spec.fs} Hz.\n"
    )
    yield "## Test\n"
    yield (
        f"Accuracy {figures['accuracy']:.3f}, macro-F1 {figures['macro_f1']:.3f}, "
        f"expected calibration error {figures['ece']:.3f}.\n"
    )
    yield _by_class(figures)
    yield "## Every test patient, most errors first\n"
    yield _by_patient(figures)
    yield _LIMITS


def _leads(bundle: Bundle) -> str:
    if bundle.every_lead:
        return "Every lead is learned from, and looked at"
    return f"Leads in order of preference: {', '.join(bundle.spec.leads)}"


def _by_class(figures: Figures) -> str:
    names = list(figures["f1"])
    head = ["class", "beats", "recall", "precision", "F1", *(f"as {n}" for n in names)]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for name, row in zip(names, figures["confusion"], strict=True):
        values = [figures[key][name] for key in ("sensitivity", "ppv", "f1")]
        cells = [name, f"{sum(row):,}", *map(_cell, values), *(f"{n:,}" for n in row)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _by_patient(figures: Figures) -> str:
    names = list(figures["f1"])
    head = ["patient", "beats", "errors", *(f"F1 {name}" for name in names)]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for patient, own in figures["patients"].items():
        cells = [patient, f"{own['beats']:,}", f"{own['errors']:,}"]
        cells += [_cell(own["f1"][name]) for name in names]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


_LIMITS = """\
## Limits

The figures are of few patients, on the beats that were annotated, in the leads named
above. They say nothing of other recorders, other places and other patients.
"""
