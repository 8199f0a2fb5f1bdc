"""Tabs of panels with little beside their names: more of them are whole."""

from __future__ import annotations

from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

#: Beside a name, on both sides together; Fusion has twice that.
_BESIDE_PX = 12


class NarrowTabs(QProxyStyle):
    """The style of the application, but for what is beside the names of tabs."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric is QStyle.PixelMetric.PM_TabBarTabHSpace:
            return _BESIDE_PX
        return super().pixelMetric(metric, option, widget)
