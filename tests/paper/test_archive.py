"""Reports are PDF/A-1b as far as the rules of ISO 19005-1 can be checked here."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from ecgviewer.paper.paper_size import PageChoice, PaperSize
from ecgviewer.paper.pdf_file import pdf_of
from tests.paper import contents
from tests.paper.archive_rules import faults_of

pytestmark = pytest.mark.usefixtures("qapp")
pikepdf = pytest.importorskip("pikepdf")


@pytest.fixture(scope="module")
def report() -> bytes:
    return pdf_of(contents.content(), contents.AT, PageChoice(full_disclosure=True))


def test_a_report_keeps_the_rules(report: bytes) -> None:
    assert faults_of(report) == []


def test_other_reports_keep_them(report: bytes) -> None:
    letter = PageChoice(PaperSize.LETTER)
    assert faults_of(pdf_of(contents.twelve_leads(), contents.AT, letter)) == []
    assert faults_of(pdf_of(contents.without_beats(), contents.AT)) == []
    assert faults_of(pdf_of(contents.without_signal(), contents.AT)) == []


def _without_intent(pdf: Any) -> None:
    del pdf.Root["/OutputIntents"]


def _without_metadata(pdf: Any) -> None:
    del pdf.Root["/Metadata"]


def _with_action(pdf: Any) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"))
    pdf.Root["/OpenAction"] = pdf.make_indirect(action)


def _with_cmyk_and_large_numbers(pdf: Any) -> None:
    pdf.pages[0].contents_add(b"0 0 0 1 k 40000 0 m " + 30 * b"q " + 30 * b"Q ")


def _transparent(pdf: Any) -> None:
    page = pdf.pages[0]
    page["/Group"] = pikepdf.Dictionary(S=pikepdf.Name("/Transparency"))
    page["/Other"] = pdf.make_indirect(pikepdf.Dictionary(ca=0.5))


def _fonts(pdf: Any) -> list[Any]:
    return [
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and "/W" in each
    ]


def _without_fonts(pdf: Any) -> None:
    for font in _fonts(pdf):
        del font.FontDescriptor["/FontFile2"]


def _with_wrong_widths(pdf: Any) -> None:
    for font in _fonts(pdf):
        font["/W"] = pikepdf.Array([3, 5, 1999])


def _changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """Return a file with faults of a kind."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "clauses"),
    [
        (_without_intent, ["6.2.2"]),
        (_without_metadata, ["6.7.2"]),
        (_with_action, ["6.6"]),
        (_with_cmyk_and_large_numbers, ["6.1.12", "6.2.3"]),
        (_transparent, ["6.4"]),
        (_without_fonts, ["6.3.4"]),
        (_with_wrong_widths, ["6.3.6"]),
    ],
)
def test_what_breaks_a_rule_is_found(
    report: bytes, change: Callable[[Any], None], clauses: list[str]
) -> None:
    found = faults_of(_changed(report, change))
    assert sorted({fault.split(":")[0] for fault in found}) == clauses


def test_a_title_that_differs_is_found(report: bytes) -> None:
    other = re.sub(
        rb"<dc:title>(.*?)holter", rb"<dc:title>\1Holter", report, flags=re.S
    )
    assert other != report
    assert faults_of(other) == ["6.7.3: /Title is not dc:title"]
