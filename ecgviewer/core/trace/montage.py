"""Which leads are looked at, in which order and how: what readers choose of a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from ecgviewer.core.record import Lead

#: The twelve leads of a standard ECG, column by column as they are printed.
_STANDARD = (
    ("I", "II", "III"),
    ("aVR", "aVL", "aVF"),
    ("V1", "V2", "V3"),
    ("V4", "V5", "V6"),
)
_RHYTHM = "II"


class LeadLayout(Enum):
    """How leads share the paper."""

    STACK = "stack"
    OVERLAY = "overlay"
    GRID_3X4 = "3x4"
    GRID_6X2 = "6x2"


@dataclass(frozen=True)
class LeadView:
    """One lead as it is drawn.

    Attributes
    ----------
    number : int
        Which lead of the record.
    inverted : bool
        Drawn upside down.
    gain : float
        How many times as high as the leads beside it.
    """

    number: int
    inverted: bool = False
    gain: float = 1.0


@dataclass(frozen=True)
class Cell:
    """A lead view's share of its row: from and to, as shares of the width."""

    view: LeadView
    left: float = 0.0
    right: float = 1.0


@dataclass(frozen=True)
class Montage:
    """The leads in view, in their order, and how they are laid out."""

    views: tuple[LeadView, ...]
    layout: LeadLayout = LeadLayout.STACK

    def rows(self, leads: Sequence[Lead]) -> tuple[tuple[Cell, ...], ...]:
        """Return the rows of the paper, each with its cells from left to right.

        Parameters
        ----------
        leads : sequence of Lead
            Those of the record. A layout of twelve leads is a stack without them.
        """
        if self.layout is LeadLayout.OVERLAY and self.views:
            return (tuple(Cell(view) for view in self.views),)
        if self.layout in (LeadLayout.GRID_3X4, LeadLayout.GRID_6X2):
            places = standard_leads(leads)
            if places:
                return self._grid(places)
        return tuple((Cell(view),) for view in self.views)

    def _grid(self, places: dict[str, int]) -> tuple[tuple[Cell, ...], ...]:
        own = {view.number: view for view in self.views}
        columns: Sequence[Sequence[str]] = _STANDARD
        if self.layout is LeadLayout.GRID_6X2:
            columns = (sum(_STANDARD[:2], ()), sum(_STANDARD[2:], ()))
        share = 1.0 / len(columns)
        rows = [
            tuple(
                Cell(_view(own, places[name]), i * share, (i + 1) * share)
                for i, name in enumerate(names)
            )
            for names in zip(*columns, strict=True)
        ]
        if self.layout is LeadLayout.GRID_3X4:
            rows.append((Cell(_view(own, places[_RHYTHM])),))
        return tuple(rows)

    def with_view(self, changed: LeadView) -> Montage:
        """Return the montage with one lead drawn differently."""
        views = tuple(changed if v.number == changed.number else v for v in self.views)
        return replace(self, views=views)


def _view(own: dict[int, LeadView], number: int) -> LeadView:
    return own.get(number, LeadView(number))


def all_leads(leads: Sequence[Lead]) -> Montage:
    """Return every lead in the order of the record, 3 x 4 where it has the twelve."""
    views = tuple(LeadView(number) for number in range(len(leads)))
    twelve = bool(standard_leads(leads))
    return Montage(views, LeadLayout.GRID_3X4 if twelve else LeadLayout.STACK)


def standard_leads(leads: Sequence[Lead]) -> dict[str, int]:
    """Return where each of the twelve standard leads is; empty unless all are there.

    Names are compared without regard to case, as headers write ``avr`` or ``AVR``.
    """
    found: dict[str, int] = {}
    for number, lead in enumerate(leads):
        found.setdefault(lead.name.strip().lower(), number)
    names = [name for column in _STANDARD for name in column]
    if not all(name.lower() in found for name in names):
        return {}
    return {name: found[name.lower()] for name in names}
