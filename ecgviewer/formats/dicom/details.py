"""What a DICOM file says of patient and cart, and what is annotated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from ecgviewer.core.cart_measure import CART, measured
from ecgviewer.core.wording import count
from ecgviewer.formats.clinical.fields import hl7_time
from ecgviewer.formats.dicom.dataset import Dataset

_SEXES = {"M": "male", "F": "female", "O": "other"}
_AGE = re.compile(r"(\d{3})([DWMY])", re.ASCII)
_PERIODS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_MOST_MEASURES = 40
_DAYS = (("ContentDate", "ContentTime"), ("StudyDate", "StudyTime"))


def start_time(dataset: Dataset) -> datetime | None:
    """Return when the recording was made."""
    texts = [_text(dataset, "AcquisitionDateTime")]
    texts += [_text(dataset, day) + _text(dataset, time) for day, time in _DAYS]
    return next((time for text in texts if (time := hl7_time(text))), None)


def details_of(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield what a file says, each with what it is called; a text may be empty."""
    sex, born = _text(dataset, "PatientSex"), _text(dataset, "PatientBirthDate")
    date = hl7_time(born)
    yield "Patient name", _text(dataset, "PatientName").replace("^", " ")
    yield "Patient code", _text(dataset, "PatientID")
    yield "Sex", _SEXES.get(sex, sex)
    yield "Birthdate", date.date().isoformat() if date else born
    yield "Age", _age(_text(dataset, "PatientAge"))
    maker = _text(dataset, "Manufacturer")
    yield "Equipment", f"{maker} {_text(dataset, 'ManufacturerModelName')}"
    yield "Place", _text(dataset, "InstitutionName")
    yield "Indication", _text(dataset, "ReasonForStudy")
    yield from _annotated(dataset)


def _age(text: str) -> str:
    """Return an age such as ``045Y`` in words; another text as it stands."""
    found = _AGE.fullmatch(text)
    return count(int(found[1]), _PERIODS[found[2]]) if found else text


def _annotated(dataset: Dataset) -> Iterator[tuple[str, str]]:
    measures: dict[str, str] = {}
    texts: dict[str, None] = {}
    for each in getattr(dataset, "WaveformAnnotationSequence", None) or []:
        text, value = _text(each, "UnformattedTextValue"), _text(each, "NumericValue")
        title = _meaning(each, "ConceptNameCodeSequence", "CodeMeaning")
        if value and title and len(measures) < _MOST_MEASURES:
            unit = _meaning(each, "MeasurementUnitsCodeSequence", "CodeValue")
            measures.setdefault(f"{CART}{title}", measured(value, unit))
        if text:
            texts[text] = None
    yield from measures.items()
    yield f"{CART}interpretation", "; ".join(texts)


def _meaning(item: Dataset, sequence: str, name: str) -> str:
    found = getattr(item, sequence, None) or []
    return _text(found[0], name) if found else ""


def _text(item: Dataset, name: str) -> str:
    value = getattr(item, name, None)
    return "" if value is None else str(value).strip()
