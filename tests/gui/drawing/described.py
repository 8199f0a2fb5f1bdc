"""What a widget and those in it are set to, where that is not what Qt makes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum

from PySide6.QtCore import QMetaMethod, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHeaderView,
    QLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QWidget,
)

#: Where a widget happens to be, what it shows, and what follows from font or colours.
_LEFT_OUT = re.compile(
    r"(objectName|[xy]|pos|size|width|height|.*[gG]eometry|frame(Size|Width|Style)"
    r"|.*[rR]ect|.*[hH]int|baseSize|m(in|ax)imum(Size|Width|Height)|visible|isActive.*"
    r"|focus|underMouse|fullScreen|m(in|ax)imized|.*[sS]ectionSize|.*[wW]idth"
    r"|iconSize|count|(current|display)?[tT]ext|currentIndex|cursorPosition"
    r"|.*Available|modified|length|value|maximum|pageStep|sliderPosition)"
)
_OTHERS = ("PySide6", "pyqtgraph")
#: What Qt itself listens to, as a version of it does.
_OF_QT = ("objectNameChanged", "destroyed", "geometryChanged", "sigXRangeChanged")
_Plain = bool | int | float | str | Enum | QSize | QSizePolicy
#: What may have widgets of the project in it; what is in others is Qt's affair.
_ROOMS = (QWidget, QSplitter, QStackedWidget)


def described(widget: QWidget, indent: str = "") -> list[str]:
    """Return a widget and those in it, a line each, with what is set of it."""
    lines = [f"{indent}{type(widget).__name__}: {', '.join(_set(widget))}".rstrip(": ")]
    layout = widget.layout()
    if layout is not None:
        lines += [f"{indent}  {line}" for line in _laid_out(layout)]
    kind = type(widget)
    opaque = kind.__module__.startswith(_OTHERS) and kind not in _ROOMS
    for child in () if opaque else widget.children():
        if not isinstance(child, QWidget) or child.objectName().startswith("qt_"):
            continue
        if not child.isWindow():
            lines += described(child, f"{indent}  ")
    return lines


def heard(sender: QObject) -> dict[str, int]:
    """Return how many listen to each signal of an object that is listened to."""
    meta = sender.metaObject()
    methods = [meta.method(i) for i in range(meta.methodCount())]
    signals = [m for m in methods if m.methodType() == QMetaMethod.MethodType.Signal]
    names = [bytes(m.methodSignature().data()).decode() for m in signals]
    counts = {name: sender.receivers(f"2{name}") for name in names}
    found = {name.partition("(")[0]: n for name, n in counts.items() if n}
    return {name: n for name, n in found.items() if name not in _OF_QT}


def listens(senders: Mapping[str, QObject], make: Callable[[], object]) -> list[str]:
    """Return to which signals of some objects what is made then listens, as well."""
    before = {name: heard(sender) for name, sender in senders.items()}
    made = make()
    after = {name: heard(sender) for name, sender in senders.items()}
    assert made is not None
    return [
        f"{name}.{signal}: {n - before[name].get(signal, 0)}"
        for name, counts in after.items()
        for signal, n in sorted(counts.items())
        if n != before[name].get(signal, 0)
    ]


def _set(widget: QWidget) -> Iterator[str]:
    plain = _plain(_kind(widget))
    meta = widget.metaObject()
    for i in range(meta.propertyCount()):
        name = str(meta.property(i).name())
        if _LEFT_OUT.fullmatch(name) or plain is None:
            continue
        value, usual = widget.property(name), plain.property(name)
        if value != usual and isinstance(value, _Plain):
            yield f"{name} {_said(value)}"
    shape = widget.cursor().shape()
    if plain is not None and shape != plain.cursor().shape():
        yield f"cursor {shape.name}"
    if widget.isHidden() and widget.parentWidget() is not None:
        yield "hidden"
    listened = {} if isinstance(widget, QHeaderView) else heard(widget)
    usual_ones = heard(plain) if plain is not None else {}
    told = [f"{s} {n}" for s, n in listened.items() if n != usual_ones.get(s, 0)]
    if told:
        yield f"heard: {', '.join(sorted(told))}"


def _kind(widget: QWidget) -> type[QWidget]:
    """Return the class of Qt that a widget is of."""
    own = (each for each in type(widget).__mro__ if each.__module__.startswith(_OTHERS))
    kind: type[QWidget] = next(own)
    return kind


def _plain(kind: type[QWidget]) -> QWidget | None:
    try:
        return kind()
    except TypeError:
        return QHeaderView(Qt.Orientation.Horizontal) if kind is QHeaderView else None


def _said(value: object) -> str:
    match value:
        case QSize():
            return f"{value.width()} x {value.height()}"
        case QSizePolicy():
            across, down = value.horizontalPolicy().name, value.verticalPolicy().name
            return f"{across} {down}"
        case Enum():
            return value.name or str(value.value)
        case str():
            return repr(value)
        case _:
            return str(value)


def _laid_out(layout: QLayout) -> Iterator[str]:
    margins = layout.contentsMargins()
    edges = margins.left(), margins.top(), margins.right(), margins.bottom()
    yield f"{type(layout).__name__}: margins {edges}, spacing {layout.spacing()}"
    for i in range(layout.count()):
        item = layout.itemAt(i)
        inner = item.layout() if item else None
        name = type((item and item.widget()) or inner or item).__name__
        yield f"  {name}{_place(layout, i)}"
        if inner is not None:
            yield from (f"    {line}" for line in _laid_out(inner))


def _place(layout: QLayout, i: int) -> str:
    if isinstance(layout, QGridLayout):
        return f" at {layout.getItemPosition(i)}"
    if isinstance(layout, QBoxLayout) and layout.stretch(i):
        return f" stretch {layout.stretch(i)}"
    return ""
