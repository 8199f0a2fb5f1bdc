"""What several readers or references say, a line each below the marks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.waveform.marks.layer_item import LayerItem
from ecgviewer.gui.waveform.paper.sheet import Sheet


class LayerRows:
    """Gives each layer an item, and each item its part of the sheet."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self._parent = parent
        self._columns: BeatColumns | None = None
        self._items: list[LayerItem] = []
        self.layers: tuple[AnnotationLayer, ...] = ()

    def show_layers(self, layers: tuple[AnnotationLayer, ...]) -> None:
        """Show other layers, or none."""
        self.layers = layers
        for _ in range(len(layers) - len(self._items)):
            item = LayerItem(self._parent)
            item.show_beats(self._columns)
            self._items.append(item)
        for item in self._items[len(layers) :]:
            item.show_layer(None)
        for item, layer in zip(self._items, layers, strict=False):
            item.show_layer(layer)

    def show_beats(self, columns: BeatColumns | None) -> None:
        """Hold the layers against other beats of the review."""
        self._columns = columns
        for item in self._items:
            item.show_beats(columns)

    def lines(self, font: QFont) -> tuple[tuple[str, float], ...]:
        """Return whose line each is, and how many pixels it needs."""
        return tuple(
            (layer.name, item.height_px(font))
            for layer, item in zip(self.layers, self._items, strict=False)
        )

    def lay(self, sheet: Sheet) -> None:
        """Let each item paint its own line, as if there were no other."""
        above_px = sheet.rhythm_px
        for item, line in zip(self._items, sheet.layers, strict=False):
            item.lay(replace(sheet, rhythm_px=above_px, layers=(line,)))
            above_px += line[1]
