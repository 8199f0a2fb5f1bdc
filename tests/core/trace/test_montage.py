"""Which leads are shown, and where on the paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecgviewer.core.record import Lead
from ecgviewer.core.trace.montage import (
    STANDARD_LEADS,
    LeadLayout,
    LeadOrder,
    LeadView,
    Montage,
    all_leads,
    standard_leads,
)

#: As a header may have them: in another order and case, and one lead more.
_NAMES = "avr AVL avF v1 V2 V3 V4 V5 V6 I II III MCL1"
TWELVE = tuple(map(Lead, _NAMES.split()))
TWO = (Lead("MLII"), Lead("V5"))


def names(montage: Montage) -> list[list[str]]:
    """Return the names of the leads in each row."""
    return [
        [TWELVE[cell.view.number].name for cell in row] for row in montage.rows(TWELVE)
    ]


def test_twelve_leads_are_found_in_any_order_and_case() -> None:
    places = standard_leads(TWELVE)
    assert (places["I"], places["aVR"], places["V1"]) == (9, 0, 3)
    assert len(places) == 12
    assert standard_leads(TWELVE[1:]) == {}


def test_the_first_of_two_leads_of_one_name_counts() -> None:
    assert standard_leads((*TWELVE, Lead("V1")))["V1"] == 3


def test_a_record_begins_with_all_leads_and_with_the_twelve_as_printed() -> None:
    assert all_leads(TWELVE).layout is LeadLayout.GRID_3X4
    two = all_leads(TWO)
    assert two == Montage((LeadView(0), LeadView(1)), LeadLayout.STACK)
    assert [row[0].view.number for row in two.rows(TWO)] == [0, 1]


def test_three_by_four_has_a_rhythm_strip_below() -> None:
    montage = all_leads(TWELVE)
    assert names(montage) == [
        ["I", "avr", "v1", "V4"],
        ["II", "AVL", "V2", "V5"],
        ["III", "avF", "V3", "V6"],
        ["II"],
    ]
    first, *_, strip = montage.rows(TWELVE)
    assert [(cell.left, cell.right) for cell in first] == [
        (0.0, 0.25),
        (0.25, 0.5),
        (0.5, 0.75),
        (0.75, 1.0),
    ]
    assert (strip[0].left, strip[0].right) == (0.0, 1.0)


def test_six_by_two_has_limb_leads_left_and_chest_leads_right() -> None:
    montage = Montage((), LeadLayout.GRID_6X2)
    assert names(montage) == [
        ["I", "v1"],
        ["II", "V2"],
        ["III", "V3"],
        ["avr", "V4"],
        ["AVL", "V5"],
        ["avF", "V6"],
    ]


@pytest.mark.parametrize("layout", [LeadLayout.GRID_3X4, LeadLayout.GRID_6X2])
def test_without_the_twelve_a_grid_is_a_stack(layout: LeadLayout) -> None:
    rows = Montage((LeadView(1), LeadView(0)), layout).rows(TWO)
    assert [[cell.view.number for cell in row] for row in rows] == [[1], [0]]


def test_overlaid_leads_share_one_row() -> None:
    (row,) = Montage((LeadView(0), LeadView(1)), LeadLayout.OVERLAY).rows(TWO)
    assert [(cell.view.number, cell.left, cell.right) for cell in row] == [
        (0, 0.0, 1.0),
        (1, 0.0, 1.0),
    ]
    assert Montage((), LeadLayout.OVERLAY).rows(TWO) == ()


def test_one_lead_is_changed_and_drawn_so_in_a_grid() -> None:
    changed = LeadView(10, inverted=True, gain=2.0)
    montage = all_leads(TWELVE).with_view(changed)
    assert [view for view in montage.views if view.inverted] == [changed]
    assert len(montage.views) == len(TWELVE)
    assert montage.rows(TWELVE)[3][0].view == changed


def _titles(montage: Montage) -> list[list[str]]:
    rows = montage.rows(TWELVE)
    return [[TWELVE[cell.view.number].title for cell in row] for row in rows]


def test_a_page_of_twelve_rows() -> None:
    montage = Montage((), LeadLayout.GRID_12X1)
    assert _titles(montage) == [[name] for name in STANDARD_LEADS]
    assert montage.is_page(TWELVE)
    assert not montage.is_page(TWO)
    assert not Montage((), LeadLayout.STACK).is_page(TWELVE)
    assert not replace(montage, alone=3).is_page(TWELVE)


def test_cabrera_goes_round_the_heart_with_avr_upside_down() -> None:
    montage = Montage((), LeadLayout.GRID_3X4, LeadOrder.CABRERA)
    assert [row[:2] for row in _titles(montage)] == [
        ["aVL", "II"], ["I", "aVF"], ["aVR", "III"], ["II"],
    ]  # fmt: skip
    turned = [
        TWELVE[cell.view.number].title
        for row in montage.rows(TWELVE)
        for cell in row
        if cell.view.inverted
    ]
    assert turned == ["aVR"]
    # A lead that a reader has inverted is the right way up, turned once more.
    own = LeadView([lead.title for lead in TWELVE].index("aVR"), inverted=True)
    inverted = replace(montage, views=(own,)).rows(TWELVE)
    assert not any(cell.view.inverted for row in inverted for cell in row)


def test_leads_come_alone_in_the_order_in_which_a_page_is_read() -> None:
    montage = all_leads(TWELVE)
    seen = []
    for _ in range(13):
        montage = montage.stepped(TWELVE, 1)
        ((cell,),) = montage.rows(TWELVE)
        assert (cell.left, cell.right) == (0.0, 1.0)
        seen.append(TWELVE[cell.view.number].title)
    assert seen == [*STANDARD_LEADS, "I"]
    assert TWELVE[montage.stepped(TWELVE, -1).alone or 0].title == "V6"
    assert TWELVE[all_leads(TWELVE).stepped(TWELVE, -1).alone or 0].title == "V6"
    assert montage.stepped(TWELVE, 0) == all_leads(TWELVE)
    assert all_leads(TWELVE).stepped(TWELVE, 0, analysed=4).alone == 4
    assert Montage(()).stepped(TWO, 1) == Montage(())
