"""A report for other systems: the PDF is in it, and the patient is named."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pydicom
import pytest

from ecgviewer.analysis.report.head_values import Detail
from ecgviewer.analysis.report.item_values import PatientFact
from ecgviewer.core.errors import InputError
from ecgviewer.paper.exchange import dicom_file, fhir_file
from ecgviewer.paper.paper_size import PageChoice, PaperSize
from tests.paper import contents
from tests.paper.pdf_reader import sizes_mm, texts

pytestmark = pytest.mark.usefixtures("qapp")
_LETTER = PageChoice(PaperSize.LETTER)


def test_a_fhir_bundle_holds_the_pages() -> None:
    bundle = json.loads(fhir_file(contents.content(), contents.AT, _LETTER))
    (form,) = bundle["entry"][0]["resource"]["presentedForm"]
    pdf = base64.b64decode(form["data"])
    assert "JaneRoe" in texts(pdf)[0]
    assert sizes_mm(pdf)[0][0] == pytest.approx(215.9, abs=0.2)


def test_a_dicom_file_holds_the_pages() -> None:
    made = contents.content(signed=True)
    dataset = pydicom.dcmread(BytesIO(dicom_file(made, contents.AT)))
    assert dataset.SOPClassUID.name == "Encapsulated PDF Storage"
    assert str(dataset.PatientName) == "Jane Roe"
    assert dataset.PatientID == "P-17"
    assert (dataset.StudyDate, dataset.StudyTime) == ("20260301", "080000")
    assert (dataset.ContentDate, dataset.ContentTime) == ("20260302", "100000")
    pdf = dataset.EncapsulatedDocument[: dataset.EncapsulatedDocumentLength]
    assert "JaneRoe" in texts(pdf)[0]
    again = pydicom.dcmread(BytesIO(dicom_file(made, contents.AT)))
    assert again.StudyInstanceUID == dataset.StudyInstanceUID


def test_what_the_reader_says_of_the_patient_is_in_the_pages_and_around_them() -> None:
    made = contents.content()
    said = PatientFact(name="Case 7", birth="03-FEB-1950", sex="female")
    items = replace(made.facts.items, patient=said, conclusion="Sinus rhythm.")
    made = replace(made, facts=replace(made.facts, items=items))
    dataset = pydicom.dcmread(BytesIO(dicom_file(made, contents.AT)))
    assert str(dataset.PatientName) == "Case 7"
    assert (dataset.PatientSex, dataset.PatientBirthDate) == ("F", "19500203")
    pages = texts(dataset.EncapsulatedDocument[: dataset.EncapsulatedDocumentLength])
    assert all("Case7" in page for page in pages)
    assert not any("JaneRoe" in page for page in pages[1:])
    assert "Sinusrhythm." in pages[0]


def test_a_dicom_file_of_nobody() -> None:
    made = contents.content()
    head = replace(made.facts.head, details=(), start_time=None)
    made = replace(made, facts=replace(made.facts, head=head))
    dataset = pydicom.dcmread(BytesIO(dicom_file(made, contents.AT)))
    assert not dataset.PatientName
    assert dataset.StudyDate == dataset.StudyTime == ""
    details = (Detail("Sex", "female"), Detail("Birthdate", "1950-02-03"))
    head = replace(head, details=details, start_time=datetime(1, 1, 1, 8))
    made = replace(made, facts=replace(made.facts, head=head))
    dataset = pydicom.dcmread(BytesIO(dicom_file(made, contents.AT)))
    assert (dataset.PatientSex, dataset.PatientBirthDate) == ("F", "19500203")
    assert (dataset.StudyDate, dataset.StudyTime) == ("", "080000")


def test_the_patient_of_the_reader_is_in_all_files() -> None:
    made = contents.content()
    said = PatientFact(
        name="Ann Doe", patient_id="A\\B", birth="02-MAY-1951", sex="male", age="75"
    )
    items = replace(made.facts.items, patient=said)
    made = replace(made, facts=replace(made.facts, items=items))
    data = dicom_file(made, contents.AT)
    dataset = pydicom.dcmread(BytesIO(data))
    assert (dataset.PatientName, dataset.PatientID) == ("Ann Doe", "A/B")
    assert (dataset.PatientSex, dataset.PatientBirthDate) == ("M", "19510502")
    pages = texts(dataset.EncapsulatedDocument[: dataset.EncapsulatedDocumentLength])
    head = "Patient:AnnDoe,A\\B,Birthdate02-MAY-1951,Sexmale,Age75"
    assert all(head in page for page in pages)
    said = replace(said, birth="in May")
    items = replace(items, patient=said)
    made = replace(made, facts=replace(made.facts, items=items))
    dataset = pydicom.dcmread(BytesIO(dicom_file(made, contents.AT)))
    assert dataset.PatientBirthDate == ""


def test_without_pydicom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydicom", None)
    with pytest.raises(InputError, match=r"ecgviewer\[dicom\]"):
        dicom_file(contents.content(), contents.AT)
