"""A report for other systems, with the PDF in it: FHIR bundle, DICOM file."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.fhir import fhir_of
from ecgviewer.analysis.report.known_patient import known_patient
from ecgviewer.core.errors import InputError
from ecgviewer.paper.paper_size import PageChoice
from ecgviewer.paper.pdf_file import pdf_of

#: Encapsulated PDF Storage.
_PDF_STORAGE = "1.2.840.10008.5.1.4.1.1.104.1"
_EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
_NO_PYDICOM = (
    "pydicom, which writes DICOM files, is not installed. Install it: "
    "pip install ecgviewer[dicom]"
)
#: Of a name or an identity, in characters.
_LONGEST_VALUE = 64
_SEXES = {"male": "M", "female": "F"}


def fhir_file(
    content: Content, written_at: str, choice: PageChoice | None = None
) -> bytes:
    """Return a report as a FHIR bundle; see `pdf_of`."""
    pdf = pdf_of(content, written_at, choice)
    return fhir_of(content.facts, written_at, pdf)


def dicom_file(
    content: Content, written_at: str, choice: PageChoice | None = None
) -> bytes:
    """Return a report as a DICOM file with the PDF in it; see `pdf_of`.

    Raises
    ------
    InputError
        If pydicom is not installed.
    """
    try:
        import pydicom  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise InputError(_NO_PYDICOM) from error
    pdf = pdf_of(content, written_at, choice)
    dataset = pydicom.Dataset()
    _describe(dataset, content.facts, written_at)
    digest = hashlib.sha256(pdf + written_at.encode()).hexdigest()
    for name, part in (
        ("StudyInstanceUID", content.record.identity or content.record.name),
        ("SeriesInstanceUID", f"series {digest}"),
        ("SOPInstanceUID", f"instance {digest}"),
    ):
        uid = pydicom.uid.generate_uid(entropy_srcs=["ecgviewer", part])
        setattr(dataset, name, uid)
    dataset.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    dataset.EncapsulatedDocumentLength = len(pdf)
    dataset.file_meta = pydicom.dataset.FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = _EXPLICIT_LITTLE_ENDIAN
    file = BytesIO()
    pydicom.dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


def _describe(dataset: Any, facts: ReportFacts, written_at: str) -> None:  # noqa: ANN401
    """Say whose report it is, of what, and when."""
    head, known = facts.head, known_patient(facts)
    written, start = datetime.fromisoformat(written_at), head.start_time
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = _PDF_STORAGE
    dataset.Modality, dataset.ConversionType = "DOC", "SYN"
    dataset.Manufacturer, dataset.SoftwareVersions = "", head.software
    dataset.PatientName = _value(known.name)
    dataset.PatientID = _value(known.code)
    dataset.PatientSex = _SEXES.get(known.gender, "")
    born = known.birthdate
    dataset.PatientBirthDate = f"{born:%Y%m%d}" if born and born.year >= 1000 else ""
    dated = start is not None and start.year > 1
    dataset.StudyDate = f"{start:%Y%m%d}" if start and dated else ""
    dataset.StudyTime = f"{start:%H%M%S}" if start else ""
    dataset.AcquisitionDateTime = f"{start:%Y%m%d%H%M%S}" if start and dated else ""
    dataset.ContentDate = f"{written:%Y%m%d}"
    dataset.ContentTime = f"{written:%H%M%S}"
    dataset.AccessionNumber = dataset.ReferringPhysicianName = dataset.StudyID = ""
    dataset.SeriesNumber = dataset.InstanceNumber = 1
    dataset.BurnedInAnnotation = "YES"
    dataset.ConceptNameCodeSequence = []
    dataset.DocumentTitle = f"ECG report: {head.record}"
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"


def _value(text: str) -> str:
    """Return a text as one value: a backslash would begin another one."""
    return text.replace("\\", "/")[:_LONGEST_VALUE]
