"""The name of the lead that the full disclosure shows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ecgviewer.gui.look.theme import Colours

_PADDING, _MARGIN_PX, _ALPHA = QSizeF(12.0, 4.0), QPointF(6.0, 4.0), 225


def paint_lead_name(painter: QPainter, own: Colours, name: str, width: float) -> None:
    """Name a lead at the top right, over the lines, in bold.

    Parameters
    ----------
    painter : QPainter
        Its font is made bold.
    own : Colours
    name : str
    width : float
        Of what is painted on, in pixels.
    """
    bold = QFont(painter.font())
    bold.setBold(True)
    metrics = QFontMetricsF(bold)
    size = QSizeF(metrics.horizontalAdvance(name), metrics.height()) + _PADDING
    place = QPointF(width - size.width() - _MARGIN_PX.x(), _MARGIN_PX.y())
    paper = QColor(own.paper)
    paper.setAlpha(_ALPHA)
    painter.fillRect(QRectF(place, size), paper)
    painter.setFont(bold)
    painter.setPen(own.text)
    painter.drawText(QRectF(place, size), Qt.AlignmentFlag.AlignCenter, name)
