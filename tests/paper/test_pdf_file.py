"""A report as PDF: what stands in it is what the facts say, on every page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QFontDatabase

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.page_sections import hours_section, sections_of
from ecgviewer.core.errors import InputError
from ecgviewer.core.items.strip import Strip
from ecgviewer.paper import canvas
from ecgviewer.paper.page import ONLY, UNFINISHED
from ecgviewer.paper.paper_size import PageChoice, PaperSize
from ecgviewer.paper.pdf_file import PaperReport, pdf_of, write_pdf
from tests.paper import contents
from tests.paper.pdf_reader import sizes_mm, texts, without_space

pytestmark = pytest.mark.usefixtures("qapp")
_LETTER_MM, _A4_MM = (215.9, 279.4), (210.0, 297.0)


@pytest.fixture(scope="module")
def content() -> Content:
    return contents.content()


@pytest.fixture(scope="module")
def pages(content: Content) -> list[str]:
    return texts(pdf_of(content, contents.AT))


def _said(facts: ReportFacts) -> list[str]:
    rows = [row for _, rows in sections_of(facts) for row in rows]
    return [without_space(name + text) for name, text in rows]


def test_all_facts_are_read_back(content: Content, pages: list[str]) -> None:
    said = _said(content.facts)
    assert len(said) > 50
    whole = "".join(pages)
    missing = [each for each in said if each not in whole]
    assert not missing


def test_the_table_of_hours_is_read_back(content: Content, pages: list[str]) -> None:
    ((_, _, rows),) = hours_section(content.facts)
    page = next(page for page in pages if "Hoursandrhythms" in page)
    for row in rows:
        assert without_space("".join(row)) in page
    kinds = {row.kind for row in content.facts.rhythms}
    assert "Vcouplet" in without_space(" ".join(kinds))
    assert page.count("Vcouplet") == sum(
        row.kind == "V couplet" for row in content.facts.rhythms
    )


def test_each_strip_has_its_caption(content: Content, pages: list[str]) -> None:
    whole = "".join(page for page in pages if "below:60s" in page)
    assert content.strips
    for strip in content.strips:
        assert without_space(strip.caption) in whole
    assert "25mm/s,10mm/mV" in whole
    assert whole.count("proposed,notaccepted") >= len(content.strips)


def test_strips_of_the_reader_are_printed_as_they_were_saved() -> None:
    session = contents.review(60.0)
    strip = Strip(2000, 3000, ("V1",), "Palpitations", 50.0, 5.0)
    session.edit(session.item_editor("Ada").add(strip))
    pages = texts(pdf_of(contents.content(session), contents.AT))
    (page,) = [page for page in pages if "50mm/s,5mm/mV" in page]
    assert "Palpitations" in page
    assert "proposed" not in page
    assert not any("Highestheartrate" in each for each in pages)


def test_head_and_foot_are_on_every_page(content: Content, pages: list[str]) -> None:
    total = len(pages)
    assert total > 6
    for number, page in enumerate(pages, 1):
        for said in (
            *("JaneRoe,P-17", "Recordholter-7", "Start2026-03-01T08:00:00"),
            *(content.facts.head.software, ONLY, f"Page {number} of {total}"),
            "written 2026-03-02 10:00 UTC",
        ):
            assert without_space(said) in page


def test_an_unfinished_review_says_so_on_every_page(pages: list[str]) -> None:
    assert all(without_space(UNFINISHED) in page for page in pages)


def test_a_signed_one_says_who_signed() -> None:
    pages = texts(pdf_of(contents.content(signed=True), contents.AT))
    assert not any(without_space(UNFINISHED) in page for page in pages)
    assert f"SignatureAda,{contents.AT},Read" in pages[0]


@pytest.mark.parametrize(
    ("size", "wanted"), [(PaperSize.A4, _A4_MM), (PaperSize.LETTER, _LETTER_MM)]
)
def test_sizes_of_paper(size: PaperSize, wanted: tuple[float, float]) -> None:
    data = pdf_of(contents.twelve_leads(), contents.AT, PageChoice(size))
    across = tuple(reversed(wanted))
    found = [pytest.approx(each, abs=0.3) for each in sizes_mm(data)]
    (place,) = [i for i, page in enumerate(texts(data)) if "Twelveleads" in page]
    assert found[place] == across
    assert [each == wanted for each in found].count(False) == 1


def test_full_disclosure_has_a_page_an_hour() -> None:
    data = pdf_of(contents.content(), contents.AT, PageChoice(full_disclosure=True))
    (page,) = [page for page in texts(data) if "Fulldisclosure" in page]
    for minute in ("08:00:00", "08:01:00", "08:02:00"):
        assert minute in page
    assert "08:03:00" not in page


def _but_for_the_date(data: bytes) -> bytes:
    for pattern in (rb"\(D:\d{14}[^)]*\)", rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\"]*"):
        data = re.sub(pattern, b"", data)
    return data


def test_equal_facts_give_equal_files_but_for_the_date(content: Content) -> None:
    first, again = pdf_of(content, contents.AT), pdf_of(contents.content(), contents.AT)
    assert _but_for_the_date(first) == _but_for_the_date(again)
    signed = pdf_of(contents.content(signed=True), contents.AT)
    assert _but_for_the_date(first) != _but_for_the_date(signed)


def test_it_is_for_archives_and_has_its_fonts_inside(content: Content) -> None:
    data = pdf_of(content, contents.AT)
    assert b"<pdfaid:part>1</pdfaid:part>" in data or b'pdfaid:part="1"' in data
    fonts = re.findall(rb"/Type /FontDescriptor.*?endobj", data, re.S)
    assert fonts
    assert all(b"/FontFile2" in font for font in fonts)
    # Transparency has no place in such a file.
    assert b"/SMask" not in data.replace(b"/SMask /None", b"")
    opacities = re.findall(rb"/(?:CA|ca) ([\d.]+)", data)
    assert all(float(each) == 1 for each in opacities)


def test_rhythms_go_on_to_other_pages_and_empty_columns_are_left_out(
    content: Content, pages: list[str]
) -> None:
    assert not any("ReaderNote" in page for page in pages)
    few = content.facts.rhythms[0]
    rows = tuple(
        replace(few, reader=f"reader {n}", origin="added", note="as said")
        for n in range(200)
    )
    facts = replace(content.facts, rhythms=rows)
    found = texts(pdf_of(replace(content, facts=facts), contents.AT))
    listed = [page for page in found if "Hoursandrhythms" in page]
    assert len(listed) > 1
    assert all("ReaderNote" in page for page in listed)
    whole = "".join(listed)
    assert "reader149" in whole
    assert "reader150" not in whole
    assert "50morerows" in whole


@pytest.mark.parametrize("name", ["without_beats", "without_signal"])
def test_there_is_a_report_of_nothing(name: str) -> None:
    made = getattr(contents, name)()
    pages = texts(pdf_of(made, contents.AT, PageChoice(full_disclosure=True)))
    whole = "".join(pages)
    missing = [each for each in _said(made.facts) if each not in whole]
    assert not missing


def test_a_task_is_told_of_each_page(content: Content) -> None:
    report = PaperReport.of(content, contents.AT)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    steps = list(write_pdf(report, buffer))
    n = len(report.pages)
    assert [(each.done, each.total) for each in steps] == [
        (number, n) for number in range(1, n + 1)
    ]


def test_without_any_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFontDatabase, "families", list)
    canvas._family.cache_clear()
    with pytest.raises(InputError, match="no font is installed"):
        canvas._family()
