"""Which leads are looked at, in which order and how: what readers choose of a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from ecgviewer.core.record import Lead

_CHEST = (("V1", "V2", "V3"), ("V4", "V5", "V6"))
#: The twelve leads of a standard ECG, column by column as they are printed.
_STANDARD = (("I", "II", "III"), ("aVR", "aVL", "aVF"), *_CHEST)
#: The limb leads round the heart, 30 degrees apart; aVR is drawn upside down.
_CABRERA = (("aVL", "I", "aVR"), ("II", "aVF", "III"), *_CHEST)
STANDARD_LEADS = tuple(name for column in _STANDARD for name in column)
_UPSIDE_DOWN = "aVR"
_RHYTHM = "II"
#: How long a page of twelve leads is, on paper that runs at 25 mm/s.
PAGE_S, PAGE_MM_S = 10.0, 25.0


class LeadLayout(Enum):
    """How leads share the paper."""

    STACK = "stack"
    OVERLAY = "overlay"
    GRID_3X4 = "3x4"
    GRID_6X2 = "6x2"
    GRID_12X1 = "12x1"


class LeadOrder(Enum):
    """In which order a page has the limb leads."""

    STANDARD = "standard"
    CABRERA = "cabrera"


#: How many columns a page of twelve leads has.
_COLUMNS = {
    LeadLayout.GRID_3X4: 4,
    LeadLayout.GRID_6X2: 2,
    LeadLayout.GRID_12X1: 1,
}


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
    """The leads in view, in their order, and how they are laid out.

    Attributes
    ----------
    views : tuple of LeadView
    layout : LeadLayout
    order : LeadOrder
        That of the limb leads on a page of twelve.
    alone : int, optional
        The lead of the record that is shown alone for now.
    """

    views: tuple[LeadView, ...]
    layout: LeadLayout = LeadLayout.STACK
    order: LeadOrder = LeadOrder.STANDARD
    alone: int | None = None

    def is_page(self, leads: Sequence[Lead]) -> bool:
        """Return whether it is a page as on paper: 10 s of all twelve leads."""
        columns = _COLUMNS.get(self.layout)
        return self.alone is None and bool(columns and standard_leads(leads))

    def rows(self, leads: Sequence[Lead]) -> tuple[tuple[Cell, ...], ...]:
        """Return the rows of the paper, each with its cells from left to right.

        Parameters
        ----------
        leads : sequence of Lead
            Those of the record. A layout of twelve leads is a stack without them.
        """
        if self.alone is not None:
            return ((Cell(_view(self._own, self.alone)),),)
        if self.layout is LeadLayout.OVERLAY and self.views:
            return (tuple(Cell(view) for view in self.views),)
        places = standard_leads(leads) if self.layout in _COLUMNS else {}
        if places:
            return self._page(places)
        return tuple((Cell(view),) for view in self.views)

    @property
    def _own(self) -> dict[int, LeadView]:
        return {view.number: view for view in self.views}

    def _page(self, places: dict[str, int]) -> tuple[tuple[Cell, ...], ...]:
        cabrera = self.order is LeadOrder.CABRERA
        names = sum(_CABRERA if cabrera else _STANDARD, ())
        views = [_view(self._own, places[name]) for name in names]
        if cabrera:
            turned = names.index(_UPSIDE_DOWN)
            view = views[turned]
            views[turned] = replace(view, inverted=not view.inverted)
        n_columns = _COLUMNS[self.layout]
        n_rows = len(views) // n_columns
        rows = [
            tuple(
                Cell(view, i / n_columns, (i + 1) / n_columns)
                for i, view in enumerate(views[row::n_rows])
            )
            for row in range(n_rows)
        ]
        if self.layout is LeadLayout.GRID_3X4:
            rows.append((Cell(_view(self._own, places[_RHYTHM])),))
        return tuple(rows)

    def stepped(self, leads: Sequence[Lead], step: int, analysed: int = 0) -> Montage:
        """Return the montage with the next lead alone (1), or the one before (-1).

        Parameters
        ----------
        leads : sequence of Lead
            Those of the record.
        step : int
            0 shows one lead alone, or all again.
        analysed : int
            The lead to begin with.
        """
        if step == 0:
            return replace(self, alone=analysed if self.alone is None else None)
        shown = replace(self, alone=None).rows(leads)
        # Column by column, as a page is read; the rhythm strip repeats a lead.
        cells = sorted((c for row in shown for c in row), key=lambda cell: cell.left)
        numbers = list(dict.fromkeys(cell.view.number for cell in cells))
        if not numbers:
            return self
        if self.alone not in numbers:
            return replace(self, alone=numbers[0 if step > 0 else -1])
        place = numbers.index(self.alone) + step
        return replace(self, alone=numbers[place % len(numbers)])

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
    if not all(name.lower() in found for name in STANDARD_LEADS):
        return {}
    return {name: found[name.lower()] for name in STANDARD_LEADS}
