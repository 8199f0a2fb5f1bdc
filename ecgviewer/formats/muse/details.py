"""What GE MUSE says of patient and test, what it measured, and its diagnosis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from ecgviewer.core.cart_measure import CART, measured
from ecgviewer.formats.clinical.fields import text_of

_SEXES = {"MALE": "male", "FEMALE": "female"}
#: Of `RestingECGMeasurements`, with what they are called and their units.
_MEASURES = (
    ("VentricularRate", "heart rate", "/min"),
    ("AtrialRate", "atrial rate", "/min"),
    ("PRInterval", "PR interval", "ms"),
    ("QRSDuration", "QRS duration", "ms"),
    ("QTInterval", "QT interval", "ms"),
    ("QTCorrected", "QTc interval", "ms"),
    ("QTcFrederica", "QTc interval (Fridericia)", "ms"),
    ("PAxis", "P axis", "°"),
    ("RAxis", "QRS axis", "°"),
    ("TAxis", "T axis", "°"),
    ("QRSCount", "QRS complexes", ""),
)
_PATIENT, _TEST = "PatientDemographics", "TestDemographics"
_DATE_FORMATS = ("%m-%d-%Y", "%Y-%m-%d", "%m/%d/%Y")
_ENDS_LINE = "ENDSLINE"


def start_time(root: Element) -> datetime | None:
    """Return when the recording was made; in the year 1 where no date is known."""
    day = _date(text_of(root, f"{_TEST}/AcquisitionDate"))
    clock = text_of(root, f"{_TEST}/AcquisitionTime")
    for form in ("%H:%M:%S", "%H:%M"):
        try:
            time = datetime.strptime(clock, form).time()
        except ValueError:
            continue
        return datetime.combine(day or datetime(1, 1, 1), time)
    return day


def _date(text: str) -> datetime | None:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def details_of(root: Element) -> Iterator[tuple[str, str]]:
    """Yield what a file says, each with what it is called; a text may be empty."""
    first, last = (text_of(root, f"{_PATIENT}/Patient{n}Name") for n in _NAMES)
    sex = text_of(root, f"{_PATIENT}/Gender")
    born = text_of(root, f"{_PATIENT}/DateofBirth")
    date = _date(born)
    age = text_of(root, f"{_PATIENT}/PatientAge")
    units = text_of(root, f"{_PATIENT}/AgeUnits").lower()
    yield "Patient name", f"{first} {last}"
    yield "Patient code", text_of(root, f"{_PATIENT}/PatientID")
    yield "Sex", _SEXES.get(sex.upper(), sex)
    yield "Birthdate", date.date().isoformat() if date else born
    yield "Age", age and f"{age} {units}"
    yield "Race", text_of(root, f"{_PATIENT}/Race")
    yield "Equipment", text_of(root, f"{_TEST}/AcquisitionDevice")
    yield "Place", text_of(root, f"{_TEST}/SiteName")
    yield "Software", text_of(root, "MuseInfo/MuseVersion")
    for tag, title, unit in _MEASURES:
        value = text_of(root, f"RestingECGMeasurements/{tag}")
        yield f"{CART}{title}", measured(value, unit)
    yield f"{CART}interpretation", _statements(root)


_NAMES = ("First", "Last")


def _statements(root: Element) -> str:
    lines = [""]
    for statement in root.iterfind("Diagnosis/DiagnosisStatement"):
        lines[-1] = f"{lines[-1]} {text_of(statement, 'StmtText')}".strip()
        if any(flag.text == _ENDS_LINE for flag in statement.iterfind("StmtFlag")):
            lines.append("")
    return "; ".join(line for line in lines if line)
