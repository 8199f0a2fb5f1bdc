"""What CardioSoft says of patient and test, what was measured, its conclusion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from ecgviewer.core.cart_measure import CART, measured
from ecgviewer.formats.clinical.fields import attribute_of, number, text_of

_SEXES = {"MALE": "male", "FEMALE": "female"}
_PATIENT, _MEASURED = "PatientInfo", "RestingECGMeasurements"
_TIMES = ("ObservationDateTime", "ClinicalInfo/ObservationDateTime")
_DAY, _CLOCK = ("Year", "Month", "Day"), ("Hour", "Minute", "Second")
#: What is measured, and what it is called.
_MEASURES = (
    ("VentricularRate", "heart rate"),
    ("RRInterval", "RR interval"),
    ("PDuration", "P duration"),
    ("PQInterval", "PR interval"),
    ("QRSDuration", "QRS duration"),
    ("QTInterval", "QT interval"),
    ("QTCInterval", "QTc interval"),
    ("PAxis", "P axis"),
    ("RAxis", "QRS axis"),
    ("TAxis", "T axis"),
)
_MOST_STATEMENTS = 40


def start_time(root: Element) -> datetime | None:
    """Return when the recording was made; in the year 1 where no date is known."""
    for where in _TIMES:
        clock = _whole(root, where, _CLOCK)
        if clock is None:
            continue
        for day in (_whole(root, where, _DAY), (1, 1, 1)):
            time = _time(day, clock)
            if time:
                return time
    return None


def _whole(root: Element, where: str, names: tuple[str, ...]) -> list[int] | None:
    """Return whole numbers of elements; None where one is not there."""
    found = [number(text_of(root, f"{where}/{name}")) for name in names]
    return None if None in found else [int(each or 0) for each in found]


def _time(day: Sequence[int] | None, clock: Sequence[int]) -> datetime | None:
    year, month, date = day or (0, 0, 0)
    hour, minute, second = clock
    try:
        return datetime(year, month, date, hour, minute, second)
    except (ValueError, OverflowError):
        return None


def details_of(root: Element) -> Iterator[tuple[str, str]]:
    """Yield what a file says, each with what it is called; a text may be empty."""
    name = f"{_PATIENT}/Name"
    sex = text_of(root, f"{_PATIENT}/Gender")
    born = _time(_whole(root, f"{_PATIENT}/BirthDateTime", _DAY), [0, 0, 0])
    given, family = (text_of(root, f"{name}/{n}Name") for n in ("Given", "Family"))
    age = f"{_PATIENT}/Age"
    yield "Patient name", f"{given} {family}"
    yield "Patient code", text_of(root, f"{_PATIENT}/PID")
    yield "Sex", _SEXES.get(sex.upper(), sex.lower())
    yield "Birthdate", born.date().isoformat() if born else ""
    unit = attribute_of(root, age, "units").lower()
    yield "Age", measured(text_of(root, age), unit)
    yield "Race", text_of(root, f"{_PATIENT}/Race")
    yield "Equipment", text_of(root, "Device-Type")
    for tag, title in _MEASURES:
        unit = attribute_of(root, f"{_MEASURED}/{tag}", "units")
        value = text_of(root, f"{_MEASURED}/{tag}")
        yield f"{CART}{title}", _known(value, unit)
    said = [" ".join(each.split()) for each in _statements(root)]
    yield f"{CART}interpretation", "; ".join(filter(None, said[:_MOST_STATEMENTS]))


def _known(value: str, unit: str) -> str:
    """Return a value with its unit; empty where nothing was measured."""
    text = measured(value, unit)
    known = number(value) or (text.endswith("°") and number(value) is not None)
    return text if known else ""


def _statements(root: Element) -> Iterator[str]:
    for element in root.iterfind("Interpretation//"):
        if element.tag.endswith("Text"):
            yield element.text or ""
