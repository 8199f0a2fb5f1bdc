"""What Philips XML says of patient and cart, what was measured, and its statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from xml.etree.ElementTree import Element

from ecgviewer.core.cart_measure import CART, measured
from ecgviewer.formats.clinical.fields import attribute_of, text_of

_PATIENT = "patient/generalpatientdata"
_TAKEN = "dataacquisition"
_RESULT = "interpretations/interpretation"
_GROUPS = ("globalmeasurements", "interpretationmeasurements")
#: Names in the schemas 1.04 and 1.03, what they are called, and units.
_MEASURES = (
    ("heartrate", "heartrate", "heart rate", "/min"),
    ("atrialrate", "atrialrate", "atrial rate", "/min"),
    ("rrint", "meanrrint", "RR interval", "ms"),
    ("pdur", "meanpdur", "P duration", "ms"),
    ("print", "meanprint", "PR interval", "ms"),
    ("qrsdur", "meanqrsdur", "QRS duration", "ms"),
    ("qtint", "meanqtint", "QT interval", "ms"),
    ("qtcb", "meanqtc", "QTc interval", "ms"),
    ("qtcf", "meanqtcf", "QTc interval (Fridericia)", "ms"),
    ("pfrontaxis", "pfrontaxis", "P axis", "°"),
    ("qrsfrontaxis", "qrsfrontaxis", "QRS axis", "°"),
    ("tfrontaxis", "tfrontaxis", "T axis", "°"),
)
_TEXTS = ("leftstatement", "unparsedstatement/lhsstatement")


def start_time(root: Element) -> datetime | None:
    """Return when the recording was made."""
    day = attribute_of(root, _TAKEN, "date")
    clock = attribute_of(root, _TAKEN, "time")
    with suppress(ValueError):
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=None)
    return None


def details_of(root: Element) -> Iterator[tuple[str, str]]:
    """Yield what a file says, each with what it is called; a text may be empty."""
    names = [text_of(root, f"{_PATIENT}/name/{each}name") for each in ("first", "last")]
    known = [name for name in names if name.strip("-")]
    yield "Patient name", " ".join(known)
    yield "Patient code", text_of(root, f"{_PATIENT}/patientid")
    yield "Sex", text_of(root, f"{_PATIENT}/sex").lower()
    yield "Birthdate", text_of(root, f"{_PATIENT}/age/dateofbirth")
    age = text_of(root, f"{_PATIENT}/age/years")
    yield "Age", age and f"{age} years"
    yield "Race", text_of(root, f"{_PATIENT}/race")
    yield "Equipment", text_of(root, f"{_TAKEN}/machine")
    yield "Place", text_of(root, f"{_TAKEN}/acquirer/institutionname")
    yield "Indication", text_of(root, "orderinfo/reasonfororder")
    for new, old, title, unit in _MEASURES:
        paths = (f"{_RESULT}/{group}/{tag}" for group in _GROUPS for tag in (new, old))
        value = next(filter(None, (text_of(root, path) for path in paths)), "")
        yield f"{CART}{title}", _number(value, unit)
    yield f"{CART}interpretation", "; ".join(dict.fromkeys(_statements(root)))


def _number(value: str, unit: str) -> str:
    return measured(value, unit) if value.lstrip("-").isdigit() else ""


def _statements(root: Element) -> Iterator[str]:
    for interpretation in root.iterfind(_RESULT):
        for element in interpretation.iter():
            if (
                not element.tag.endswith("statement")
                or element.get("deleted") == "True"
            ):
                continue
            yield from filter(None, (text_of(element, path) for path in _TEXTS))
        yield from filter(None, [text_of(interpretation, "severity").strip("- ")])
