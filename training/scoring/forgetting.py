"""What a retrained network has gained and forgotten, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: F1 of a class, or accuracy of a patient, that falls by less is not worth a warning.
NOTABLE = 0.005
_NAMED = 5

Figures = Mapping[str, Any]


def class_lines(figures: Figures) -> Iterator[str]:
    """Yield a line for each class: how it was found before and after.

    Parameters
    ----------
    figures : mapping
        From `before_and_after`.
    """
    before, after = figures["before"], figures["after"]
    for name, f1 in before["f1"].items():
        now = after["f1"][name]
        if f1 is None or now is None:
            continue
        line = f"{name} beats: F1 {f1:.3f} -> {now:.3f}"
        found = [total["sensitivity"][name] for total in (before, after)]
        right = [total["ppv"][name] for total in (before, after)]
        if None not in found:
            line += f"; of 100 it finds {_of_100(found)}"
        if None not in right:
            line += f"; of 100 that it calls {name}, {_of_100(right)} are"
        yield f"{line}."


def _of_100(pair: list[float | None]) -> str:
    before, after = (round(100 * (value or 0)) for value in pair)
    return f"{after}" if before == after else f"{after} instead of {before}"


def lost_classes(figures: Figures) -> dict[str, tuple[float, float]]:
    """Return the classes whose F1 fell notably, with F1 before and after."""
    pairs = {
        name: (f1, figures["after"]["f1"][name])
        for name, f1 in figures["before"]["f1"].items()
    }
    return {
        name: (before, after)
        for name, (before, after) in pairs.items()
        if before is not None and after is not None and before - after >= NOTABLE
    }


def lost_patients(figures: Figures) -> dict[str, tuple[float, float]]:
    """Return the patients whose accuracy fell notably, those who lose most first."""
    pairs = {name: tuple(own["accuracy"]) for name, own in figures["patients"].items()}
    lost = {name: pair for name, pair in pairs.items() if pair[0] - pair[1] >= NOTABLE}
    return dict(sorted(lost.items(), key=lambda item: item[1][1] - item[1][0]))


def warnings(figures: Figures, whose: str) -> list[str]:
    """Return what gets worse, in sentences; nothing where nothing does.

    Parameters
    ----------
    figures : mapping
        From `before_and_after`.
    whose : str
        Whose beats these are.
    """
    said = [
        f"{name} beats of {whose} are recognised worse than before: F1 "
        f"{before:.3f} -> {after:.3f}."
        for name, (before, after) in lost_classes(figures).items()
    ]
    lost = lost_patients(figures)
    if lost:
        some = ", ".join(
            f"{name} {before:.3f} -> {after:.3f}"
            for name, (before, after) in list(lost.items())[:_NAMED]
        )
        more = f" and {len(lost) - _NAMED} others" if len(lost) > _NAMED else ""
        n = len(figures["patients"])
        said.append(
            f"Accuracy falls for {len(lost)} of {n} patients, {whose}: {some}{more}."
        )
    return said
