"""Reads PDF files back: their texts, and what they look like."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pypdfium2

MM_PER_INCH = 25.4
Picture = npt.NDArray[np.uint8]


def texts(data: bytes) -> list[str]:
    """Return the text of each page, without any white space."""
    return [
        without_space(page.get_textpage().get_text_range()) for page in _pages(data)
    ]


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def sizes_mm(data: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page."""
    return [
        (width / 72 * MM_PER_INCH, height / 72 * MM_PER_INCH)
        for width, height in (page.get_size() for page in _pages(data))
    ]


def picture(data: bytes, number: int, dpi: float) -> Picture:
    """Return the dots of a page, from 1 on: rows, columns, and red, green, blue."""
    page = list(_pages(data))[number - 1]
    dots = page.render(scale=dpi / 72, rev_byteorder=True).to_numpy()
    return np.array(dots[:, :, :3])


def _pages(data: bytes) -> Iterator[pypdfium2.PdfPage]:
    document = pypdfium2.PdfDocument(data)
    return iter(document)
