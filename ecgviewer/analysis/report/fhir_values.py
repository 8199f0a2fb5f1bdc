"""Concepts, quantities and observations as FHIR R4 writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

#: A resource, or a part of one.
Resource = dict[str, Any]
_UCUM = "http://unitsofmeasure.org"
_DIGITS = 6


class Coded(NamedTuple):
    """A code of a code system, with what it is called there."""

    system: str
    code: str
    display: str = ""


def concept(code: Coded | None, text: str = "") -> Resource:
    """Return a concept: a code, words, or both."""
    if code is None:
        return {"text": text}
    coding = {name: said for name, said in code._asdict().items() if said}
    return {"coding": [coding], "text": text or code.display}


def measured(value: float | None, unit: str) -> Resource | None:
    """Return a quantity with a unit of UCUM; None of what is not known."""
    if value is None:
        return None
    return {
        "value": round(value, _DIGITS),
        "unit": unit.strip("{}"),
        "system": _UCUM,
        "code": unit,
    }


def observation(
    status: str,
    code: Resource,
    value: Resource | None,
    parts: Sequence[tuple[Resource, Resource | None]],
    note: str = "",
) -> Resource:
    """Return an observation; what is not known says so, as FHIR asks.

    Parameters
    ----------
    status : str
        ``"final"`` or ``"preliminary"``.
    code : dict
    value : dict or None
        A quantity.
    parts : sequence of pairs of dict
        Code and quantity of each component.
    note : str
    """
    found: Resource = {
        "resourceType": "Observation",
        "status": status,
        "code": code,
        **_said(value),
        "component": [{"code": each, **_said(of_it)} for each, of_it in parts],
    }
    if note:
        found["note"] = [{"text": note}]
    return found


def _said(value: Resource | None) -> Resource:
    if value is not None:
        return {"valueQuantity": value}
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    return {"dataAbsentReason": concept(Coded(system, "unknown", "Unknown"))}
