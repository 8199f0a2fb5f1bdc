"""What an HL7 aECG says of subject, trial and device, and what a cart measured."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ecgviewer.core.cart_measure import CART, measured
from ecgviewer.formats.clinical.fields import attribute_of, hl7_time, text_of
from ecgviewer.formats.clinical.short_record import clean

_SUBJECT = "componentOf/timepointEvent/componentOf/subjectAssignment"
_PERSON = f"{_SUBJECT}/subject/trialSubject"
_TRIAL = f"{_SUBJECT}/componentOf/clinicalTrial"
_DEMOGRAPHIC = f"{_PERSON}/subjectDemographicPerson"
_SEXES = {"M": "male", "F": "female", "UN": "undifferentiated"}
_MEASURES = {
    "MDC_ECG_HEART_RATE": "heart rate",
    "MDC_ECG_TIME_PD_RR": "RR interval",
    "MDC_ECG_TIME_PD_P": "P duration",
    "MDC_ECG_TIME_PD_PR": "PR interval",
    "MDC_ECG_TIME_PD_PQ": "PQ interval",
    "MDC_ECG_TIME_PD_QRS": "QRS duration",
    "MDC_ECG_TIME_PD_QT": "QT interval",
    "MDC_ECG_TIME_PD_QTC": "QTc interval",
    "MDC_ECG_TIME_PD_QTCB": "QTc interval (Bazett)",
    "MDC_ECG_TIME_PD_QTCF": "QTc interval (Fridericia)",
    "MDC_ECG_ANGLE_P_FRONT": "P axis",
    "MDC_ECG_ANGLE_QRS_FRONT": "QRS axis",
    "MDC_ECG_ANGLE_T_FRONT": "T axis",
    "MINDRAY_ECG_P_AXIS": "P axis",
    "MINDRAY_ECG_QRS_AXIS": "QRS axis",
    "MINDRAY_ECG_T_AXIS": "T axis",
}
_STATEMENT = "MDC_ECG_INTERPRETATION"
_MOST_STATEMENTS = 40


def details_of(root: Element, series: Element) -> Iterator[tuple[str, str]]:
    """Yield what a file says, each with what it is called; a text may be empty."""
    sex = attribute_of(root, f"{_DEMOGRAPHIC}/administrativeGenderCode", "code")
    birth = attribute_of(root, f"{_DEMOGRAPHIC}/birthTime")
    born = hl7_time(birth)
    device = f"{_AUTHOR}/manufacturedSeriesDevice"
    yield "Patient code", attribute_of(root, f"{_PERSON}/id", "extension")
    yield "Patient name", text_of(root, f"{_DEMOGRAPHIC}/name")
    yield "Sex", _SEXES.get(sex, sex)
    whole = born and len(birth) >= len("YYYYMMDD")
    yield "Birthdate", born.date().isoformat() if born and whole else birth
    yield "Race", attribute_of(root, f"{_DEMOGRAPHIC}/raceCode", "displayName")
    yield "Trial", text_of(root, f"{_TRIAL}/title")
    yield "Visit", attribute_of(root, "componentOf/timepointEvent/code", "displayName")
    yield "Comment", text_of(root, "pertainsTo/subjectFindingComment/text")
    maker = text_of(series, f"{_AUTHOR}/manufacturerOrganization/name")
    model = text_of(series, f"{device}/manufacturerModelName")
    yield "Equipment", f"{maker} {model}".strip()
    yield "Software", text_of(series, f"{device}/softwareName")
    yield from _measured(series)


_AUTHOR = "author/seriesAuthor"


def _measured(series: Element) -> Iterator[tuple[str, str]]:
    """Yield each measure once: that of the rhythm before that of a median beat."""
    seen: set[str] = set()
    statements: dict[str, None] = {}
    for annotation in series.iter("annotation"):
        code = attribute_of(annotation, "code", "code")
        # Of all leads together, which is what the others are without saying so.
        title = _MEASURES.get(code.upper().removesuffix("_GL"))
        value, unit = (attribute_of(annotation, "value", n) for n in ("value", "unit"))
        if title and value and title not in seen:
            seen.add(title)
            yield f"{CART}{title}", measured(value, unit)
        if code.startswith(_STATEMENT):
            texts = (each.text for each in annotation.iter("value"))
            statements.update(dict.fromkeys(clean(text or "") for text in texts))
    said = [text for text in statements if text][:_MOST_STATEMENTS]
    yield f"{CART}interpretation", "; ".join(said)
