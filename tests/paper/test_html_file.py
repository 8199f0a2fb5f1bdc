"""A report as HTML has what the PDF draws inside it, and needs no other file."""

from __future__ import annotations

import base64
import re

import pytest
from PySide6.QtGui import QFontDatabase, QImage

from ecgviewer.paper.html_file import html_file
from tests.paper import contents

pytestmark = pytest.mark.usefixtures("qapp")


def _pictures(page: bytes) -> dict[str, QImage]:
    """Return the pictures of a page by their titles, the last one of each."""
    found = re.findall(
        rb'<img alt="([^"]+)" style="[^"]+" src="data:image/png;base64,([^"]+)">', page
    )
    return {
        title.decode(): QImage.fromData(base64.b64decode(data)) for title, data in found
    }


def _inks(picture: QImage) -> int:
    small = picture.scaled(120, 160)
    return len({small.pixel(x, y) for x in range(120) for y in range(160)})


def test_what_is_drawn_is_inside() -> None:
    page = html_file(contents.content(), contents.AT)
    pictures = _pictures(page)
    assert set(pictures) == {"Trends", "RR intervals", "Kinds of beats", "Strips"}
    assert all(_inks(picture) > 5 for picture in pictures.values())
    widths = {picture.width() for picture in pictures.values()}
    assert widths == {950}
    assert page.count(b"src=") == page.count(b'src="data:')
    assert b"href=" not in page


def test_twelve_leads_lie_across() -> None:
    pictures = _pictures(html_file(contents.twelve_leads(), contents.AT))
    across = pictures["Twelve leads"]
    assert across.width() > across.height()
    assert "Trends" not in pictures


def test_equal_facts_give_equal_files() -> None:
    one, other = (html_file(contents.content(), contents.AT) for _ in range(2))
    assert one == other


def test_without_a_font_there_are_no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFontDatabase, "families", list)
    page = html_file(contents.content(), contents.AT)
    assert not _pictures(page)
    assert b"Heart rate" in page


def test_of_nothing_there_is_a_page() -> None:
    pictures = _pictures(html_file(contents.without_beats(), contents.AT))
    assert "RR intervals" in pictures
