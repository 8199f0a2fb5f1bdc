"""What Mortara ELI XML says of patient and cart, what was measured, its statements."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ecgviewer.core.cart_measure import CART, measured
from ecgviewer.core.wording import count
from ecgviewer.formats.clinical.fields import attribute_of, hl7_time, number

_AGES = {"Y": "year", "M": "month", "W": "week", "D": "day"}
#: Of the recording and of its typical cycle, what they are called, and their units.
_MEASURES = (
    (".", "VENT_RATE", "heart rate", "/min"),
    (".", "AVERAGE_RR", "RR interval", "ms"),
    ("TYPICAL_CYCLE", "P_DURATION", "P duration", "ms"),
    ("TYPICAL_CYCLE", "PR_DURATION", "PR interval", "ms"),
    ("TYPICAL_CYCLE", "QRS_DURATION", "QRS duration", "ms"),
    ("TYPICAL_CYCLE", "QT", "QT interval", "ms"),
    ("TYPICAL_CYCLE", "QTC", "QTc interval", "ms"),
    ("TYPICAL_CYCLE", "QTB", "QTc interval (Bazett)", "ms"),
    ("TYPICAL_CYCLE", "QTF", "QTc interval (Fridericia)", "ms"),
    ("TYPICAL_CYCLE", "P_AXIS", "P axis", "°"),
    ("TYPICAL_CYCLE", "QRS_AXIS", "QRS axis", "°"),
    ("TYPICAL_CYCLE", "T_AXIS", "T axis", "°"),
)
_MOST_STATEMENTS = 40


def details_of(root: Element) -> Iterator[tuple[str, str]]:
    """Yield what a file says, each with what it is called; a text may be empty."""

    def subject(name: str) -> str:
        return attribute_of(root, "SUBJECT", name)

    def source(name: str) -> str:
        return attribute_of(root, "SOURCE", name)

    born = hl7_time(subject("DOB"))
    yield "Patient name", f"{subject('FIRST_NAME')} {subject('LAST_NAME')}"
    yield "Patient code", subject("ID")
    yield "Sex", subject("GENDER").lower()
    yield "Birthdate", born.date().isoformat() if born else subject("DOB")
    yield "Age", _age(root)
    yield "Race", subject("RACE")
    yield "Comment", root.get("COMMENT", "")
    yield "Technician", root.get("TECHNICIAN", "")
    yield "Equipment", f"{source('MANUFACTURER')} {source('MODEL')}"
    yield "Software", source("ACQUIRING_DEVICE_SW_VERSION")
    yield "Place", source("ACQUIRING_DEVICE_SITE_NAME") or root.get("LOCATION", "")
    for where, name, title, unit in _MEASURES:
        value = attribute_of(root, where, name)
        yield f"{CART}{title}", _known(value, unit)
    said = [
        " ".join(each.get("TEXT", "").split())
        for each in root.iterfind("AUTOMATIC_INTERPRETATION/STATEMENT")
    ]
    yield f"{CART}interpretation", "; ".join(filter(None, said[:_MOST_STATEMENTS]))


def _known(value: str, unit: str) -> str:
    """Return a value with its unit; empty where nothing was measured."""
    known = number(value) or (unit == "°" and number(value) is not None)
    return measured(value, unit) if known else ""


def _age(root: Element) -> str:
    age, unit = number(root.get("AGE", "")), _AGES.get(root.get("AGE_UNITS", "Y"), "")
    return count(int(age), unit) if age and unit and age < _OLDEST else ""


_OLDEST = 10_000
