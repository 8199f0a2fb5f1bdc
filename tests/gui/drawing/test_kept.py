"""Drawings that are kept: a change is shown, and none is kept of no test."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QImage, QPainter, QPen

from ecgviewer.gui.look.theme import LIGHT
from ecgviewer.gui.waveform.paper.line_batch import LineBatch
from tests.gui.drawing.listing_painter import listed
from tests.gui.drawing.square_font import square_font
from tests.kept import FOLDER, RENEW, Kept

_TESTS = Path(__file__).parents[2]


def test_a_change_is_shown_line_by_line_and_how_it_is_renewed(tmp_path: Path) -> None:
    file = tmp_path / "item.txt"
    Kept(file, renewing=True).check({"near": ["line 1", "line 2"], "far": ["line 3"]})
    same = Kept(file, renewing=False)
    same.check({"near": ["line 1", "line 2"], "far": ["line 3"]})
    with pytest.raises(pytest.fail.Exception) as failed:
        same.check({"near": ["line 1", "line 4"], "far": ["line 3"]})
    said = str(failed.value).splitlines()
    assert "-line 2" in said
    assert "+line 4" in said
    assert RENEW in said[-1]


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"nothing\.txt is missing"):
        Kept(tmp_path / "nothing.txt", renewing=False).check({"all": []})


def test_none_is_kept_of_a_test_that_is_gone() -> None:
    kept = list(_TESTS.rglob(f"{FOLDER}/*.txt"))
    assert kept
    for file in kept:
        sources = [each.read_text() for each in file.parents[1].glob("test_*.py")]
        name = re.match(r"\w+", file.stem)
        assert name
        assert any(f"def test_{name.group()}(" in text for text in sources), file


@pytest.mark.usefixtures("qapp")
def test_letters_are_as_wide_everywhere() -> None:
    font = square_font(20)
    assert QFontInfo(font).family() == "Square"
    metrics = QFontMetricsF(font)
    assert (metrics.height(), metrics.ascent(), metrics.descent()) == (20, 15, 5)
    assert metrics.horizontalAdvance("iW·–×") == pytest.approx(50, abs=0.1)
    font.setBold(True)
    assert QFontMetricsF(font).horizontalAdvance("iW") == pytest.approx(80 / 3, abs=0.1)


@pytest.mark.usefixtures("qapp")
def test_what_is_painted_is_listed_where_it_is_and_how() -> None:
    def paint(painter: QPainter) -> None:
        painter.setPen(QPen(LIGHT.trace, 1.5))
        painter.translate(10, 5)
        painter.drawLine(QPointF(0, 0.25), QPointF(4, 0.25))
        painter.setClipRect(QRectF(0, 0, 20, 10))
        painter.setOpacity(0.5)
        painter.fillRect(QRectF(1, 1, 2, 3), QColor(1, 2, 3, 4))
        painter.drawText(QRectF(0, 0, 9, 9), Qt.AlignmentFlag.AlignRight, "N")

    assert listed(paint, QSize(40, 20), LIGHT) == [
        "line 10,5.2 to 14,5.2 | trace 1.5px",
        "fill 11,6 2x3 | #010203/4 | clip 10,5 20x10 | opacity 0.50",
        '"N" in 10,5 9x9 right | trace 12px | clip 10,5 20x10 | opacity 0.50',
    ]


@pytest.mark.usefixtures("qapp")
def test_many_lines_are_listed_by_what_they_share() -> None:
    def lines(*ends: np.ndarray | float) -> list[str]:
        batch = LineBatch()
        return listed(lambda p: batch.draw(p, *ends), QSize(9, 9), LIGHT)

    x = np.array([1.0, 2.0, 3.0, 5.0])
    assert lines(x, 0.0, x, 9.0)[1].split() == [
        "y",
        "0",
        "to",
        "9",
        "at",
        "x",
        "1..3",
        "5",
    ]
    assert lines(0.0, x, 9.0, x)[0].startswith("4 lines from x 0 to 9 at y")
    assert lines(x[:-1], x[:-1], x[1:], x[1:])[1].split() == [
        "1,1",
        "2,2",
        "3,3",
        "5,5",
    ]
    assert lines(x[:2], 0.0, x[:2] + 0.5, 1.0)[1].strip() == "1,0 1.5,1 / 2,0 2.5,1"


@pytest.mark.usefixtures("qapp")
def test_dots_are_letters() -> None:
    image = QImage(3, 2, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    image.setPixelColor(1, 1, LIGHT.trace)
    said = listed(lambda p: p.drawImage(QPointF(2, 3), image), QSize(9, 9), LIGHT)
    assert [" ".join(line.split()) for line in said] == [
        "dots 2,3 3x2 of 1 a pixel", ". nothing, a trace", "1 ...", "1 .a.",
    ]  # fmt: skip


@pytest.mark.usefixtures("qapp")
def test_nothing_is_painted_that_has_no_words() -> None:
    with pytest.raises(NotImplementedError):
        listed(lambda p: p.drawPoint(1, 1), QSize(9, 9), LIGHT)
