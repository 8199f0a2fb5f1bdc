"""Pictures as PNG at 300 dpi, SVG or PDF."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF
from PySide6.QtGui import (
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from ecgviewer import __version__
from ecgviewer.gui.window.picture import DPI, PX_PER_MM, RATIO, Picture

_MM_PER_INCH, _MM_PER_M = 25.4, 1000


def image_of(picture: Picture) -> QImage:
    """Return a picture in dots, 300 to an inch."""
    size = (picture.size * RATIO).toSize()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(RATIO)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        picture.paint(painter)
    # Only now: Qt measures fonts by it.
    per_m = round(DPI / _MM_PER_INCH * _MM_PER_M)
    image.setDotsPerMeterX(per_m)
    image.setDotsPerMeterY(per_m)
    image.setDevicePixelRatio(1.0)
    return image


def png_of(picture: Picture) -> bytes:
    """Return a picture as a PNG file."""
    buffer = _opened()
    QImageWriter(buffer, QByteArray(b"png")).write(image_of(picture))
    return _bytes_of(buffer)


def svg_of(picture: Picture) -> bytes:
    """Return a picture as an SVG file, as large as on paper."""
    buffer, size = _opened(), picture.size * RATIO
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    # Lines are as wide as dots, so they are those of the other files.
    generator.setResolution(DPI)
    generator.setSize(size.toSize())
    generator.setViewBox(QRectF(QPointF(), size))
    generator.setTitle("ECG")
    generator.setDescription(f"ecgviewer {__version__}")
    with QPainter(generator) as painter:
        painter.scale(RATIO, RATIO)
        picture.paint(painter)
    return _bytes_of(buffer)


def pdf_of(picture: Picture) -> bytes:
    """Return a picture as a PDF file of one page, as large as on paper."""
    buffer, size = _opened(), picture.size
    writer = QPdfWriter(buffer)
    writer.setCreator(f"ecgviewer {__version__}")
    writer.setResolution(DPI)
    page = QPageSize(size / PX_PER_MM, QPageSize.Unit.Millimeter, "ECG")
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(page, upright, QMarginsF()))
    with QPainter(writer) as painter:
        painter.scale(RATIO, RATIO)
        picture.paint(painter)
    return _bytes_of(buffer)


def _opened() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _bytes_of(buffer: QBuffer) -> bytes:
    return bytes(buffer.data().data())
