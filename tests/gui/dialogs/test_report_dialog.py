"""The report in the window: seen, saved as PDF, printed, stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.gui.dialogs import report_printing
from ecgviewer.gui.dialogs.report_dialog import ReportDialog
from ecgviewer.gui.dialogs.report_printing import Printing
from ecgviewer.gui.model.document import Document
from ecgviewer.paper.page import UNFINISHED
from ecgviewer.paper.paper_size import PageChoice
from ecgviewer.paper.tasks import MakeReport
from tests.fakes import FakeJournal
from tests.paper import contents
from tests.paper.pdf_reader import sizes_mm, texts, without_space


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    document = Document()
    document.open(contents.review(40.0), (), FakeJournal())
    return document


@pytest.fixture
def dialog(qtbot: QtBot, document: Document) -> ReportDialog:
    dialog = ReportDialog(document)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.preview.picture.image is not None)
    return dialog


def test_pages_are_seen(qtbot: QtBot, dialog: ReportDialog) -> None:
    report, preview = dialog.report, dialog.preview
    assert report
    assert preview.number.maximum() == len(report.pages)
    first = preview.picture.image
    assert first
    assert first.height() / first.width() == pytest.approx(297 / 210, rel=0.01)
    preview.forward.click()
    qtbot.waitUntil(lambda: preview.picture.image is not first)
    assert preview.number.value() == 2
    shown = preview.picture.grab().toImage()
    dots = {shown.pixel(x, y) for x in range(0, 400, 3) for y in range(0, 120, 3)}
    assert len(dots) > 5
    preview.back.click()
    assert preview.number.value() == 1


def test_a_page_that_is_not_the_one_asked_for_says_so(
    qtbot: QtBot, dialog: ReportDialog
) -> None:
    picture = dialog.preview.picture
    first = picture.image
    assert first
    assert picture.awaited == ""
    dialog.preview.forward.click()
    assert picture.awaited == "Drawing page 2…"
    covered = picture.grab().toImage()
    assert covered.pixelColor(5, 5) != first.pixelColor(5, 5)
    qtbot.waitUntil(lambda: picture.image is not first)
    assert picture.awaited == ""
    dialog.make()
    assert picture.awaited
    qtbot.waitUntil(lambda: not picture.awaited)
    assert dialog.preview.number.value() == 1


def test_it_is_saved(qtbot: QtBot, dialog: ReportDialog, tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    path.write_bytes(b"old")
    with qtbot.waitSignal(dialog.saved) as said:
        dialog.save(path)
    assert said.args == [f"Saved {path}"]
    pages = texts(path.read_bytes())
    assert dialog.report
    assert len(pages) == len(dialog.report.pages)
    assert all(without_space(UNFINISHED) in page for page in pages)
    assert dialog.save_button.isEnabled()
    assert [each.name for each in tmp_path.iterdir()] == ["r.pdf"]


def test_where_to_is_asked(
    qtbot: QtBot,
    dialog: ReportDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered: list[str] = []

    def answer(*args: object) -> tuple[str, str]:
        offered.append(str(args[2]))
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert Path(offered[0]).name == "holter-7.Ada.report.pdf"
    assert (tmp_path / "mine.pdf").is_file()


def test_what_cannot_be_saved_is_said(
    qtbot: QtBot, dialog: ReportDialog, tmp_path: Path
) -> None:
    dialog.save(tmp_path / "missing" / "r.pdf")
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert "r.pdf" in dialog.message.text()
    assert dialog.message.isVisible()


def test_stopping_leaves_no_file(
    qtbot: QtBot, dialog: ReportDialog, tmp_path: Path
) -> None:
    path = tmp_path / "r.pdf"
    dialog.save(path)
    dialog.stop_button.click()
    assert dialog.message.text() == "Stopped"
    assert dialog.save_button.isEnabled()
    with qtbot.waitSignal(dialog.saved):
        dialog.save(tmp_path / "other.pdf")
    assert not path.exists()


def test_other_paper(qtbot: QtBot, dialog: ReportDialog, tmp_path: Path) -> None:
    dialog.paper.setCurrentIndex(1)
    assert not dialog.save_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.report is not None)
    dialog.full.setChecked(True)
    qtbot.waitUntil(lambda: dialog.report is not None)
    with qtbot.waitSignal(dialog.saved):
        dialog.save(tmp_path / "r.pdf")
    data = (tmp_path / "r.pdf").read_bytes()
    assert sizes_mm(data)[0][0] == pytest.approx(215.9, abs=0.2)
    assert any("Fulldisclosure" in page for page in texts(data))


def _printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_it_is_printed_to_scale(
    qtbot: QtBot,
    dialog: ReportDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "printed.pdf"
    monkeypatch.setattr(
        report_printing,
        "ask_for_printer",
        lambda _report, _parent, print_on: print_on(_printer(path)),
    )
    dialog.print_button.click()
    assert not dialog.print_button.isEnabled()
    qtbot.waitUntil(dialog.print_button.isEnabled)
    assert dialog.message.text() == "Sent to the printer"
    saved = tmp_path / "saved.pdf"
    with qtbot.waitSignal(dialog.saved):
        dialog.save(saved)
    assert texts(path.read_bytes()) == texts(saved.read_bytes())
    assert sizes_mm(path.read_bytes())[0] == pytest.approx((210.0, 297.0), abs=0.3)


def test_the_dialog_of_the_system_offers_its_pages(
    qtbot: QtBot, dialog: ReportDialog
) -> None:
    report, chosen = dialog.report, list[QPrinter]()
    assert report
    for accepted in (False, True):
        shown = report_printing.ask_for_printer(report, dialog, chosen.append)
        assert (shown.minPage(), shown.maxPage()) == (1, len(report.pages))
        with qtbot.waitSignal(shown.finished):
            shown.done(QDialog.DialogCode(accepted))
    (printer,) = chosen
    assert printer.fullPage()


def test_nothing_is_printed_when_the_dialog_is_cancelled(
    qtbot: QtBot, dialog: ReportDialog
) -> None:
    dialog.print_button.click()
    (shown,) = dialog.findChildren(QPrintDialog)
    shown.reject()
    assert dialog.print_button.isEnabled()
    assert not dialog.stop_button.isEnabled()


def test_some_pages_and_stopping(
    qtbot: QtBot, dialog: ReportDialog, tmp_path: Path
) -> None:
    assert dialog.report
    printer = _printer(tmp_path / "some.pdf")
    printer.setFromTo(2, 3)
    printing = Printing(dialog.report, printer, dialog)
    with qtbot.waitSignal(printing.ended) as said:
        printing.start()
    assert said.args == [""]
    assert len(sizes_mm((tmp_path / "some.pdf").read_bytes())) == 2
    stopped = Printing(dialog.report, _printer(tmp_path / "no.pdf"), dialog)
    stopped.start()
    stopped.stop()
    stopped.stop()


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_print(
    qtbot: QtBot, dialog: ReportDialog, tmp_path: Path
) -> None:
    assert dialog.report
    nowhere = Printing(dialog.report, _printer(tmp_path / "missing" / "r.pdf"), dialog)
    with qtbot.waitSignal(nowhere.ended) as said:
        nowhere.start()
    assert said.args
    assert "Save it as PDF" in str(said.args[0])


def test_a_failure_is_said(
    qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: MakeReport) -> None:
        raise ValueError("no room")

    monkeypatch.setattr(MakeReport, "run", fail)
    dialog = ReportDialog(document)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.message.text() == "no room")
    assert not dialog.save_button.isEnabled()


def test_who_signed_is_in_the_journal(qtbot: QtBot, tmp_path: Path) -> None:
    session, path = contents.review(30.0), tmp_path / "r.Ada.ecgedits.jsonl"
    order = (session, "Ada")
    nothing_yet = MakeReport(*order, False, path, PageChoice()).run()
    assert nothing_yet.frame.facts.head.reader == "Ada"
    written = EditJournal.create(path, session, "Ada")
    edit = relabel(session.beats, np.array([1]), BeatClass.V, 7)
    written.append(session.edit(edit)[0])
    written.sign("Read")
    written.close()
    signed = MakeReport(session.snapshot(), "Ada", True, path, PageChoice()).run()
    signature = signed.frame.facts.head.signature
    assert signature
    assert (signature.by, signature.meaning) == ("Ada", "Read")
    # An edit that is in the window and on no disk yet.
    reopened = MakeReport(session.snapshot(), "Ada", False, path, PageChoice()).run()
    assert not reopened.frame.facts.review.is_finished
    assert reopened.frame.facts.review.was_reopened
    gone = MakeReport(session, "Ada", False, tmp_path / "gone", PageChoice()).run()
    assert not gone.frame.facts.review.is_finished
