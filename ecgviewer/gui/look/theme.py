"""Colours of the data and of the paper, for light and dark, and the scheme in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET

SCHEMES: Mapping[str, Qt.ColorScheme] = MappingProxyType(
    {
        "system": Qt.ColorScheme.Unknown,
        "light": Qt.ColorScheme.Light,
        "dark": Qt.ColorScheme.Dark,
    }
)

_HALFLIGHT = 128
#: Behind rows that are chosen, under white.
_CHOSEN = "#2f6fde"


@dataclass(frozen=True)
class Colours:
    """What is painted by hand; all else follows the palette.

    `beat` is indexed by label code: a class of `scheme`, or UNSET.
    """

    paper: QColor
    grid_minor: QColor
    grid_major: QColor
    trace: QColor
    text: QColor
    faint_text: QColor
    selection: QColor
    cursor: QColor
    beat: Mapping[int, QColor] = field(default_factory=dict)
    scheme: LabelScheme = AAMI

    def letter(self, label: int) -> str:
        """Return the letter of a label code, a dot for none."""
        return self.scheme.name(label, "\N{MIDDLE DOT}")

    def of(self, scheme: LabelScheme) -> Colours:
        """Return the colours that go with the same paper and another label scheme."""
        if scheme == self.scheme:
            return self
        return _with_beats(scheme, dark=_is_deep(self.paper))


_LIGHT = Colours(
    paper=QColor("#fffdfc"),
    grid_minor=QColor("#f9dcd8"),
    grid_major=QColor("#eeb3ab"),
    trace=QColor("#16213a"),
    text=QColor("#24292f"),
    faint_text=QColor("#626a73"),
    selection=QColor("#2f6fde"),
    cursor=QColor("#7a3ff2"),
)
_DARK = Colours(
    paper=QColor("#13171b"),
    grid_minor=QColor("#232e33"),
    grid_major=QColor("#3a4a50"),
    trace=QColor("#d5e8dc"),
    text=QColor("#e3e7ea"),
    faint_text=QColor("#97a1a9"),
    selection=QColor("#6aa5ff"),
    cursor=QColor("#b79cff"),
)


def colours(palette: QPalette, scheme: LabelScheme = AAMI) -> Colours:
    """Return the colours that go with a palette, light or dark, and a label scheme."""
    return _with_beats(scheme, dark=_is_dark(palette))


@lru_cache
def _with_beats(scheme: LabelScheme, *, dark: bool) -> Colours:
    beat = {
        code: QColor(each.dark if dark else each.light)
        for code, each in enumerate(scheme.classes)
    }
    shown = _DARK if dark else _LIGHT
    return replace(shown, beat={**beat, UNSET: shown.faint_text}, scheme=scheme)


#: What is painted on white paper, whatever the window looks like.
LIGHT = _with_beats(AAMI, dark=False)


def set_scheme(name: str) -> None:
    """Show the application light, dark or as the system does.

    Where the platform cannot switch (X without a desktop), the palette is ours.
    """
    wanted = SCHEMES[name]
    hints = QGuiApplication.styleHints()
    QApplication.setPalette(QPalette())
    hints.setColorScheme(wanted)
    if wanted not in (Qt.ColorScheme.Unknown, _shown_scheme()):
        QApplication.setPalette(_own_palette(wanted))
    else:
        _make_readable()


def _make_readable() -> None:
    """Let hints and chosen rows be read.

    Styles write hints in half of the colour of the text, and white on a light blue.
    """
    palette, role = QPalette(), QPalette.ColorRole
    faint = colours(QApplication.palette()).faint_text
    palette.setColor(role.PlaceholderText, faint)
    palette.setColor(role.Highlight, QColor(_CHOSEN))
    palette.setColor(role.HighlightedText, QColor("#ffffff"))
    QApplication.setPalette(palette)


def _shown_scheme() -> Qt.ColorScheme:
    dark = _is_dark(QApplication.palette())
    return Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light


def _is_dark(palette: QPalette) -> bool:
    return _is_deep(palette.color(QPalette.ColorRole.Window))


def _is_deep(colour: QColor) -> bool:
    return colour.lightness() < _HALFLIGHT


def _own_palette(scheme: Qt.ColorScheme) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    dark = scheme is Qt.ColorScheme.Dark
    palette = QPalette(QColor("#2a2f34" if dark else "#efefef"))
    base, text, faint = (
        ("#1b2024", "#e3e7ea", "#7d868d") if dark else ("#ffffff", "#24292f", "#9aa0a6")
    )
    palette.setColor(role.Base, QColor(base))
    palette.setColor(role.AlternateBase, QColor("#22282d" if dark else "#f6f7f8"))
    palette.setColor(role.ToolTipBase, QColor(base))
    palette.setColor(role.Highlight, QColor(_CHOSEN))
    palette.setColor(role.HighlightedText, QColor("#ffffff"))
    palette.setColor(role.Link, QColor("#6aa5ff" if dark else "#1f5fc4"))
    for text_role in (role.Text, role.WindowText, role.ButtonText, role.ToolTipText):
        palette.setColor(text_role, QColor(text))
        palette.setColor(group.Disabled, text_role, QColor(faint))
    palette.setColor(role.PlaceholderText, colours(palette).faint_text)
    return palette


def apply_style(app: QApplication) -> None:
    """Use the same style on every system, so that the application looks the same."""
    app.setStyle("Fusion")
