"""A font whose letters are all alike, so that drawings do not depend on the system's.

Every letter is half as wide as the font is high, in bold two thirds; three quarters
of the height are above the baseline.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

_FAMILY = "Square"
_UNITS, _ASCENT, _DESCENT = 1200, 900, 300
#: Letters, marks, arrows and signs: what the application writes.
_WRITTEN = (*range(0x20, 0x300), *range(0x2000, 0x2700))
_STYLES = (("Regular", 400, 600), ("Bold", 700, 800))


def square_font(px: int = 12) -> QFont:
    """Return the font at a height in pixels, whatever the dots per inch are."""
    font = QFont(_family())
    screen = QGuiApplication.primaryScreen()
    font.setPointSizeF(px * 72.0 / screen.logicalDotsPerInchY())
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def _family() -> str:
    """Have Qt know the font; return what it is called."""
    for style, weight, advance in _STYLES:
        made = _font_file(style, weight, advance)
        if QFontDatabase.addApplicationFontFromData(made) < 0:
            raise RuntimeError("Qt does not take the font of the drawings")
    return _FAMILY


def _font_file(style: str, weight: int, advance: int) -> bytes:
    bold = weight > 400
    builder = FontBuilder(_UNITS, isTTF=False)
    builder.setupGlyphOrder([".notdef", "letter"])
    builder.setupCharacterMap(dict.fromkeys(_WRITTEN, "letter"))
    builder.setupCFF(f"{_FAMILY}-{style}", {}, _outlines(advance), {})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "letter"), (advance, 0)))
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=-_DESCENT)
    builder.setupNameTable({"familyName": _FAMILY, "styleName": style})
    builder.setupOS2(
        sTypoAscender=_ASCENT, sTypoDescender=-_DESCENT, usWinAscent=_ASCENT,
        usWinDescent=_DESCENT, usWeightClass=weight, fsSelection=0x20 * bold,
    )  # fmt: skip
    builder.updateHead(macStyle=int(bold))
    builder.setupPost()
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def _outlines(advance: int) -> dict[str, object]:
    found = {}
    for name in (".notdef", "letter"):
        pen = T2CharStringPen(advance, None)
        pen.moveTo((0, 0))
        for corner in ((0, 600), (advance - 100, 600), (advance - 100, 0)):
            pen.lineTo(corner)
        pen.closePath()
        found[name] = pen.getCharString()
    return found
