"""The sheet of ECG paper: what is where on it, in pixels, and items drawn on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.gui.look.guarded import Guard, saved
from ecgviewer.gui.look.theme import Colours
from ecgviewer.gui.waveform.paper.lead_stack import Lane


@dataclass(frozen=True)
class Sheet:
    """One view of a record on paper; pixels count from the top left.

    The band at the top, `band_px` high, holds the marks of beats; below it are
    `rhythm_px` of rhythms, below `own_px` `layers` of other readers, each with its name
    and height, and below `top_px` the lanes of the leads. The screen shows
    `pixel_ratio` dots to a pixel. On a page of twelve leads a millimetre of the paper
    can be less than one of the screen, `true_px_per_mm`.
    """

    width: float
    height: float
    band_px: float
    pixel_ratio: float
    start_s: float
    stop_s: float
    fs: float
    n_samples: int
    lanes: tuple[Lane, ...]
    colours: Colours
    font: QFont
    start_time: datetime | None = None
    px_per_mm: float = 3.78
    filter_text: str = "raw"
    layers: tuple[tuple[str, float], ...] = ()
    rhythm_px: float = 0.0
    is_page: bool = False
    true_px_per_mm: float = 0.0

    @cached_property
    def names_beside(self) -> bool:
        """Return whether leads are named beside their lanes, for want of room in them.

        In reports, which have no axis, they are named over the trace.
        """
        return bool(self.true_px_per_mm) and not any(
            lane.name_px for lane in self.lanes
        )

    @cached_property
    def own_px(self) -> float:
        """Where what this review says ends, and another reader's begins."""
        return self.band_px + self.rhythm_px

    @cached_property
    def layer_px(self) -> float:
        """How high all layers are together."""
        return sum(px for _, px in self.layers)

    @cached_property
    def top_px(self) -> float:
        """Where the paper begins, below the marks."""
        return self.own_px + self.layer_px

    @property
    def speed_mm_s(self) -> float:
        """Millimetres of the screen that show one second."""
        return self.px_per_s / self.px_per_mm

    @cached_property
    def px_per_s(self) -> float:
        """Pixels that show one second."""
        return self.width / (self.stop_s - self.start_s)

    @cached_property
    def samples_per_px(self) -> float:
        """Samples that one pixel column stands for."""
        return self.fs / self.px_per_s

    @property
    def samples_per_dot(self) -> float:
        """Samples that one column of dots stands for."""
        return self.samples_per_px / self.pixel_ratio

    def x(self, sample: Samples | float) -> Float64Array:
        """Return where samples are, in pixels from the left."""
        x: Float64Array = np.asarray(np.divide(sample, self.fs))
        # In place: a day has so many beats that new arrays are what this costs.
        x -= self.start_s
        x *= self.px_per_s
        return x

    def seconds(self, x: float) -> float:
        """Return the time at a place."""
        return self.start_s + x / self.px_per_s

    def sample(self, x: float) -> int:
        """Return the sample nearest to a place, one of the record."""
        nearest = round(self.seconds(x) * self.fs)
        return min(max(nearest, 0), max(self.n_samples - 1, 0))

    @cached_property
    def samples(self) -> tuple[int, int]:
        """The samples in view, as a half-open interval within the record."""
        return self.samples_between(0.0, 1.0)

    def samples_between(self, left: float, right: float) -> tuple[int, int]:
        """Return the samples between two shares of the width, in the record."""
        span_s = self.stop_s - self.start_s
        first_s, last_s = self.start_s + left * span_s, self.start_s + right * span_s
        start = int(np.clip(np.floor(first_s * self.fs), 0, self.n_samples))
        stop = int(np.clip(np.ceil(last_s * self.fs) + 1, start, self.n_samples))
        return start, stop


class SheetItem(QGraphicsItem):
    """An item that paints all over the sheet, in its pixels."""

    def __init__(self, parent: QGraphicsItem, z: float) -> None:
        super().__init__(parent)
        self.setZValue(z)
        self.sheet: Sheet | None = None
        self._bounds = QRectF()

    def lay(self, sheet: Sheet) -> None:
        """Paint this sheet from now on."""
        bounds = QRectF(0.0, 0.0, sheet.width, sheet.height)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.sheet = sheet
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self.sheet is None:
            return
        with Guard(self), saved(painter):
            self.paint_sheet(painter, self.sheet)

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        """Paint what the item shows of the sheet; each kind of item has its own."""
        raise NotImplementedError
