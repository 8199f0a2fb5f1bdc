"""Moving through the time of a record: the view stays in it and can go back."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject

from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.time_view import (
    View,
    ViewHistory,
    centred,
    clamped,
    following,
    page_of,
    scrolled,
    spanning,
    zoomed,
)

FIRST_SPAN_S = 10.0
_SAME_S = 1e-6


class TimeNavigator(QObject):
    """Sets `Selection.view_s`; whoever else sets it is kept within the record, too."""

    def __init__(self, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._selection = selection
        self._duration_s = self._page_s = 0.0
        self._history = ViewHistory()
        self._left = selection.view_s
        self._unnoted = False
        self._fixed_s: float | None = None
        selection.view_changed.connect(self._on_view_changed)

    @property
    def view(self) -> View:
        """The time in view, start and stop in seconds."""
        return self._selection.view_s

    def fix(self, span_s: float | None) -> None:
        """Show this many seconds from now on, whatever is asked for; None lets go."""
        self._fixed_s = span_s
        if span_s is not None:
            self.show(self.view)

    @property
    def is_fixed(self) -> bool:
        """Return whether nothing can be zoomed, as on a page of paper."""
        return self._fixed_s is not None

    def open(self, duration_s: float) -> None:
        """Show the beginning of another record."""
        self._duration_s, self._page_s = duration_s, 0.0
        self.show((0.0, min(FIRST_SPAN_S, duration_s)))
        self._history.clear()

    def grow(self, duration_s: float) -> None:
        """Keep to a record that is this long now; what is in view stays."""
        self._duration_s = duration_s

    def show(self, view: View) -> None:
        """Show a stretch of time, or as much of it as there is."""
        if self._duration_s > 0:
            self._selection.set_view(*self._inside(view))

    def _inside(self, view: View) -> View:
        if self._fixed_s is None:
            return clamped(view, self._duration_s, self._page_s)
        return page_of(view, self._fixed_s, self._duration_s)

    def show_page(self, page_s: float, about_s: float | None) -> None:
        """Show this many seconds even where the record is shorter, as on paper.

        About a moment if it is in view, else from where the view begins.
        """
        start, stop = self.view
        # A page that takes the place of another, or of the first view, is not a zoom.
        was_page = not self._page_s or abs(stop - start - self._page_s) < _SAME_S
        self._page_s = page_s
        self._unnoted = was_page
        self._show_page(page_s, about_s)
        self._unnoted = False

    def _show_page(self, page_s: float, about_s: float | None) -> None:
        start, stop = self.view
        if about_s is not None and start <= about_s <= stop:
            self.show(spanning(self.view, page_s, about_s))
        else:
            self.show((start, start + page_s))

    def scroll(self, fraction_of_page: float) -> None:
        """Go forward by a share of the page, or back by a negative one."""
        span = self.view[1] - self.view[0]
        self.show(scrolled(self.view, fraction_of_page * span))

    def zoom(self, factor: float, about_s: float) -> None:
        """Show a span `factor` times as long; one moment keeps its place."""
        if not self.is_fixed:
            self.show(zoomed(self.view, factor, about_s))

    def show_span(self, seconds: float, about_s: float | None) -> None:
        """Show this many seconds, about a moment if it is in view."""
        self.show(spanning(self.view, seconds, about_s))

    def show_all(self) -> None:
        """Show the whole record."""
        self.show((0.0, self._duration_s))

    def back(self) -> None:
        """Show what was in view before the last zoom or jump."""
        view = self._history.back()
        if view is not None:
            self._unnoted = True
            self.show(view)
            self._unnoted = False

    def centre(self, at_s: float) -> None:
        """Bring a moment to the middle."""
        self.show(centred(self.view, at_s))

    def follow(self, at_s: float) -> None:
        """Bring a moment into view if it is out of it, or at the very edge."""
        self.show(following(self.view, at_s))

    def _on_view_changed(self) -> None:
        view = self.view
        if self._duration_s > 0:
            inside = self._inside(view)
            if max(abs(a - b) for a, b in zip(view, inside, strict=True)) > 1e-6:
                self._selection.set_view(*inside)
                return
        if not self._unnoted:
            self._history.note(self._left, view, time.monotonic())
        self._left = view
