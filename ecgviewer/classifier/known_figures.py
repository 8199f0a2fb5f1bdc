"""How good a bundle says that its classifier is: on records that tested it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecgviewer.classifier.bundle import Bundle

#: What is of the program's own analysis comes first.
_FIRST = "end_to_end"
_CARD, _LIMITS = "README.md", "## Limits"
_LONGEST_CARD = 2**20


@dataclass(frozen=True)
class ClassFigures:
    """Of a class: the share of its beats that is found, and of finds that are right."""

    name: str
    sensitivity: float | None
    ppv: float | None


@dataclass(frozen=True)
class KnownFigures:
    """What a classifier did on the records that tested it.

    Attributes
    ----------
    n_records : int
    accuracy : float or None
    classes : tuple of ClassFigures
    worst_record : str
        That of the lowest accuracy; empty where that is not known.
    worst_accuracy : float or None
    limits : tuple of str
        What its card says of its limits.
    """

    n_records: int
    accuracy: float | None
    classes: tuple[ClassFigures, ...]
    worst_record: str
    worst_accuracy: float | None
    limits: tuple[str, ...]

    @property
    def weakest(self) -> ClassFigures | None:
        """The class of which the smallest share of beats is found."""
        known = [each for each in self.classes if each.sensitivity is not None]
        return min(known, key=lambda each: each.sensitivity or 0.0, default=None)


def known_figures(bundle: Bundle) -> KnownFigures | None:
    """Return what a bundle says of its test; None where it says nothing of one.

    Bundles of others may say anything in their metrics: what is not a number, or not
    where those of this program's training have it, is not known.
    """
    found = sorted(_figures(bundle.metrics), key=lambda each: each[0] != _FIRST)
    if not found:
        return None
    _, said = found[0]
    worst, accuracy = _worst([each for _, each in found])
    records = said.get("records")
    return KnownFigures(
        n_records=len(records) if isinstance(records, list) else 0,
        accuracy=_number(said.get("accuracy")),
        classes=tuple(
            ClassFigures(str(name), _number(share), _number(_in(said, "ppv", name)))
            for name, share in said["sensitivity"].items()
        ),
        worst_record=worst,
        worst_accuracy=accuracy,
        limits=_limits(bundle),
    )


def _figures(said: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield whatever has a sensitivity of each class, by its name, outer ones first."""
    for name, each in said.items():
        if not isinstance(each, Mapping):
            continue
        if isinstance(each.get("sensitivity"), Mapping):
            yield name, each
        else:
            yield from _figures(each)


def _worst(found: list[Mapping[str, Any]]) -> tuple[str, float | None]:
    for each in found:
        records = each.get("accuracy_by_record")
        if isinstance(records, Mapping):
            known = [(_number(share), str(name)) for name, share in records.items()]
            shares = [(share, name) for share, name in known if share is not None]
            if shares:
                share, name = min(shares)
                return name, share
    return "", None


def _in(said: Mapping[str, Any], key: str, name: str) -> object:
    inner = said.get(key)
    return inner.get(name) if isinstance(inner, Mapping) else None


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]


def _limits(bundle: Bundle) -> tuple[str, ...]:
    """Return the points below the heading of limits in a bundle's card."""
    card = bundle.path / _CARD
    try:
        with card.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_LONGEST_CARD)
    except OSError:
        return ()
    below = text.partition(f"\n{_LIMITS}\n")[2].partition("\n## ")[0]
    points = f"\n{below}".split("\n- ")[1:]
    return tuple(" ".join(point.split("\n\n")[0].split()) for point in points)
