"""Colours of the data and of the paper, for light and dark, and the scheme in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ecgviewer.core.labels import UNSET, BeatClass

SCHEMES: Mapping[str, Qt.ColorScheme] = MappingProxyType(
    {
        "system": Qt.ColorScheme.Unknown,
        "light": Qt.ColorScheme.Light,
        "dark": Qt.ColorScheme.Dark,
    }
)

_HALFLIGHT = 128


@dataclass(frozen=True)
class Colours:
    """What is painted by hand; all else follows the palette.

    `beat` is indexed by label code (a BeatClass or UNSET).
    """

    paper: QColor
    grid_minor: QColor
    grid_major: QColor
    trace: QColor
    text: QColor
    faint_text: QColor
    selection: QColor
    cursor: QColor
    beat: Mapping[int, QColor]


def _beat_colours(
    n: str, s: str, v: str, f: str, q: str, unset: str
) -> dict[int, QColor]:
    names = (n, s, v, f, q)
    return {
        **{int(c): QColor(name) for c, name in zip(BeatClass, names, strict=True)},
        UNSET: QColor(unset),
    }


# Beat colours: the palette of Okabe & Ito (2008), made for colour-blind readers;
# darkened or lightened for contrast against the paper. Letters always go with them.
LIGHT = Colours(
    paper=QColor("#fffdfc"),
    grid_minor=QColor("#f9dcd8"),
    grid_major=QColor("#eeb3ab"),
    trace=QColor("#16213a"),
    text=QColor("#24292f"),
    faint_text=QColor("#6b737c"),
    selection=QColor("#2f6fde"),
    cursor=QColor("#7a3ff2"),
    beat=_beat_colours(
        "#00785a", "#0064a8", "#c24a00", "#a8457f", "#5f6670", "#8a929b"
    ),
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
    beat=_beat_colours(
        "#3fcf9f", "#62bdf2", "#ff8a4c", "#e79cc8", "#b3bac1", "#8a929b"
    ),
)


def colours(palette: QPalette) -> Colours:
    """Return the colours that go with a palette, light or dark."""
    return _DARK if _is_dark(palette) else LIGHT


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


def _shown_scheme() -> Qt.ColorScheme:
    dark = _is_dark(QApplication.palette())
    return Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light


def _is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < _HALFLIGHT


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
    palette.setColor(role.Highlight, QColor("#2f6fde"))
    palette.setColor(role.HighlightedText, QColor("#ffffff"))
    palette.setColor(role.Link, QColor("#6aa5ff" if dark else "#1f5fc4"))
    for text_role in (role.Text, role.WindowText, role.ButtonText, role.ToolTipText):
        palette.setColor(text_role, QColor(text))
        palette.setColor(group.Disabled, text_role, QColor(faint))
    palette.setColor(role.PlaceholderText, QColor(faint))
    return palette


def apply_style(app: QApplication) -> None:
    """Use the same style on every system, so that the application looks the same."""
    app.setStyle("Fusion")
