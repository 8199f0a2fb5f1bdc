"""What the reviewer can choose in the explanation: class, picture and opacity."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.explanation import Explanation
from ecgviewer.core.record import lead_title
from ecgviewer.gui.explanation.heat_colours import heat_rgba

_LEGEND_PX = (56, 12)
#: The grey of a picture behind the legend, neither dark nor light.
_LEGEND_GREY = 128


class HeatControls(QWidget):
    """The choices last from beat to beat.

    Signals
    -------
    class_chosen()
        Another class is to be explained.
    lead_chosen()
        Another lead is to be shown.
    picture_chosen()
        Another picture is to be shown.
    opacity_changed(int)
        The heat map is to be more or less opaque, in percent.
    """

    class_chosen = Signal()
    lead_chosen = Signal()
    picture_chosen = Signal()
    opacity_changed = Signal(int)

    def __init__(
        self,
        opacity_percent: int,
        *,
        contour: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.class_box = _box("Class explained", "The class whose heat map is shown")
        self.lead_box = _box("Lead", "The lead whose picture and heat map are shown")
        self.lead_box.hide()
        self.picture_box = _box("Picture", "The picture under the heat map")
        self.opacity_slider = QSlider(Qt.Orientation.Horizontal)
        self._opacity_label = QLabel()
        self._legend = QLabel()
        self._legend.setAccessibleName("Heat")
        self._legend.setToolTip(
            "Heat: "
            "from what does not support the class, on the left, to what does most; "
            "the contour is at half the heat"
        )
        self.contour_box = QCheckBox("Contour")
        self.contour_box.setToolTip("A line around the hottest places")
        self.contour_box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.contour_box.setChecked(contour)
        self._predicted = 0
        self._n_whole = 1
        self._timing = QLabel("The beat's timing counts too; the heat cannot show it.")
        self._timing.setWordWrap(True)
        self._timing.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._timing.hide()
        self._set_up_slider(opacity_percent)
        self._lay_out()
        self.class_box.activated.connect(self.class_chosen)
        self.lead_box.activated.connect(self.lead_chosen)
        self.picture_box.activated.connect(self.picture_chosen)
        self.opacity_slider.valueChanged.connect(self._on_opacity_moved)

    def offer(self, explanation: Explanation, predicted: int) -> None:
        """Offer the classes and the pictures that an explanation has."""
        self._predicted = predicted
        scheme = explanation.scheme
        names = [
            f"{scheme.name(c)}: {scheme.title(c).lower()}" for c in explanation.classes
        ]
        _fill(self.class_box, [f"Predicted ({scheme.name(predicted)})", *names])
        whole = ["Picture"] if explanation.coloured else []
        self._n_whole = len(whole)
        _fill(self.picture_box, [*whole, *explanation.channel_titles])
        self._timing.setVisible(explanation.uses_timing)
        leads = [lead_title(each.lead) for each in _leads_in_order(explanation)]
        self.lead_box.setVisible(len(leads) > 1)
        _fill(self.lead_box, [f"Decides ({lead_title(explanation.lead)})", *leads])

    def chosen_class(self, explanation: Explanation) -> int:
        """Return the class to explain."""
        index = self.class_box.currentIndex()
        if index <= 0:
            return self._predicted
        return explanation.classes[index - 1]

    def chosen_lead(self, explanation: Explanation) -> Explanation:
        """Return the explanation on the lead to show."""
        index, leads = self.lead_box.currentIndex(), _leads_in_order(explanation)
        return leads[index - 1] if 0 < index <= len(leads) else explanation

    def chosen_channel(self) -> int | None:
        """Return the channel of the picture to show; None for all in colour."""
        channel = self.picture_box.currentIndex() - self._n_whole
        return channel if channel >= 0 else None

    def _set_up_slider(self, opacity_percent: int) -> None:
        self.opacity_slider.setRange(0, 100)
        self.opacity_slider.setPageStep(10)
        self.opacity_slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.opacity_slider.setAccessibleName("Opacity of the heat map")
        self.opacity_slider.setToolTip("How strongly the heat map covers the picture")
        self.opacity_slider.setValue(opacity_percent)
        widest = self._opacity_label.fontMetrics().horizontalAdvance("100 %")
        self._opacity_label.setMinimumWidth(widest)
        self._opacity_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._show_opacity()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        boxes, heat = QHBoxLayout(), QHBoxLayout()
        boxes.addWidget(self.class_box, 1)
        boxes.addWidget(self.picture_box, 1)
        heat.addWidget(self._legend)
        heat.addWidget(QLabel("Opacity"))
        heat.addWidget(self.opacity_slider, 1)
        heat.addWidget(self._opacity_label)
        heat.addWidget(self.contour_box)
        layout.addLayout(boxes)
        # Three choices beside each other are cut where texts are large.
        layout.addWidget(self.lead_box)
        layout.addLayout(heat)
        layout.addWidget(self._timing)

    def _on_opacity_moved(self, percent: int) -> None:
        self._show_opacity()
        self.opacity_changed.emit(percent)

    def _show_opacity(self) -> None:
        percent = self.opacity_slider.value()
        self._opacity_label.setText(f"{percent} %")
        self._legend.setPixmap(_legend(percent))


def _leads_in_order(explanation: Explanation) -> list[Explanation]:
    """Return a beat's explanations in an order that is the same for each beat."""
    return sorted(explanation.by_lead, key=lambda each: each.lead)


def _legend(opacity_percent: int) -> QPixmap:
    width, height = _LEGEND_PX
    heat = np.linspace(0, 1, width, dtype=np.float32)
    rgba = heat_rgba(heat[np.newaxis], opacity_percent).astype(np.float32)
    share = rgba[..., 3:] / 255
    mixed = _LEGEND_GREY + share * (rgba[..., :3] - _LEGEND_GREY)
    rgb = np.ascontiguousarray(mixed, np.uint8)
    n_lines, n_columns, _ = rgb.shape
    form = QImage.Format.Format_RGB888
    picture = QImage(rgb.data, n_columns, n_lines, 3 * n_columns, form)
    return QPixmap.fromImage(picture).scaled(width, height)


def _box(name: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    # A click must not take the keyboard from the reviewer, who labels with letters.
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    box.setSizeAdjustPolicy(
        QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
    )
    box.setMinimumContentsLength(5)
    return box


def _fill(box: QComboBox, texts: list[str]) -> None:
    with QSignalBlocker(box):
        chosen = box.currentIndex()
        if box.count() != len(texts):
            box.clear()
            box.addItems(texts)
        for index, text in enumerate(texts):
            box.setItemText(index, text)
        box.setCurrentIndex(min(max(chosen, 0), len(texts) - 1))
