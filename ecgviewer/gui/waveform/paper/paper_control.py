"""What the reader chose of the paper: speed, gain, leads, and true millimetres."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ecgviewer.core.record import Record
from ecgviewer.core.trace.montage import PAGE_MM_S, PAGE_S, Montage
from ecgviewer.gui.waveform.navigator import TimeNavigator
from ecgviewer.gui.waveform.paper.lead_stack import LEAD_MM, LeadStack
from ecgviewer.gui.waveform.paper.paper import Fit, Gain, next_gain, same
from ecgviewer.gui.waveform.paper.sheet import Sheet


class PaperControl(QObject):
    """Keeps speed and gain while records and window sizes change.

    Signals
    -------
    changed()
        The paper must be laid out again.
    """

    changed = Signal()

    def __init__(
        self,
        navigator: TimeNavigator,
        current_s: Callable[[], float | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._navigator, self._current_s = navigator, current_s
        self.stack: LeadStack | None = None
        self.speed: float | None = None
        self.px_per_mm = 1.0
        self._gain = Gain()
        self.first_speed: float | None = None
        self._width = 0.0

    def open(self, record: Record) -> None:
        """Begin with another record, at the speed chosen last and no leads chosen."""
        self.stack = LeadStack(record, replace(self._gain, factor=1.0), self.px_per_mm)
        self.speed = self.first_speed
        self._navigator.fix(None)
        self._navigator.open(record.duration_s)
        self._show_page(None)

    def grow(self, record: Record) -> None:
        """Continue with a longer record; neither place nor gain of a lead changes."""
        if self.stack is not None:
            self.stack.grow(record)
            self._navigator.grow(record.duration_s)

    def resize(self, width: float) -> None:
        """Keep the speed on paper of another width."""
        self._width = width
        self._show_page(None)
        self.changed.emit()

    def take_scale(self, px_per_mm: float) -> None:
        """Draw for a screen with this many pixels a millimetre."""
        if px_per_mm != self.px_per_mm:
            self.px_per_mm = px_per_mm
            self._show_page(None)

    def note(self, sheet: Sheet) -> None:
        """Let go of the speed when the sheet has another one, as after a zoom."""
        if self.speed and not self.is_page and not same(sheet.speed_mm_s, self.speed):
            self.speed = None

    def filled(self, sheet: Sheet, footer_px: float, name_px: float) -> Sheet:
        """Return a sheet with the leads on it, as wide as the paper is.

        Parameters
        ----------
        sheet : Sheet
            As large as the room for it, without lanes.
        footer_px, name_px : float
            What is kept free below all lanes, and above the trace of each.
        """
        stack, px_per_mm = self.stack, self.page_px_per_mm
        if stack is None:
            return sheet
        stack.px_per_mm = px_per_mm
        stack.follow(int(sheet.start_s * sheet.fs), int(sheet.stop_s * sheet.fs))
        return replace(
            sheet,
            width=PAGE_S * PAGE_MM_S * px_per_mm if self.is_page else sheet.width,
            lanes=stack.lanes(sheet.top_px, sheet.height - footer_px, name_px),
            px_per_mm=px_per_mm,
            is_page=self.is_page,
            true_px_per_mm=self.px_per_mm,
        )

    def wanted_px(self, sheet: Sheet, beside_px: float) -> tuple[float, float]:
        """Return the height at which every row of leads has the paper it should have.

        First if no page had to shrink to the width, then as it is; `beside_px` is for
        what is above and below the sheet.
        """
        rows_mm = LEAD_MM * (self.stack.n_rows if self.stack else 0)
        beside_px += sheet.top_px
        true_px = round(beside_px + rows_mm * sheet.true_px_per_mm)
        return true_px, round(beside_px + rows_mm * sheet.px_per_mm)

    def show_speed(self, mm_s: float) -> None:
        """Show the record at a speed in mm/s, and keep it; records open at it, too."""
        self.speed = self.first_speed = mm_s
        self._show_page(self._current_s())
        self.changed.emit()

    @property
    def is_page(self) -> bool:
        """Return whether all twelve leads are shown as on a page of paper."""
        return self.stack is not None and self.stack.is_page

    @property
    def page_px_per_mm(self) -> float:
        """Pixels a millimetre of the paper: a page shrinks to the width there is."""
        if not self.is_page:
            return self.px_per_mm
        fitting = self._width / (PAGE_S * PAGE_MM_S)
        return min(self.px_per_mm, fitting) if fitting > 0 else self.px_per_mm

    def _show_page(self, about_s: float | None) -> None:
        if self.is_page:
            self._navigator.fix(PAGE_S)
            return
        self._navigator.fix(None)
        if self.speed and self._width >= 1 and self.stack is not None:
            page_s = self._width / (self.px_per_mm * self.speed)
            self._navigator.show_page(page_s, about_s)

    @property
    def gain(self) -> Gain:
        """How high a millivolt is drawn."""
        return self.stack.gain if self.stack else self._gain

    def show_gain(self, gain: Gain) -> None:
        """Draw leads in volts at a gain."""
        self._gain = gain
        if self.stack is not None:
            self.stack.gain = gain
            self.changed.emit()

    def step_gain(self, step: int, sheet: Sheet | None) -> None:
        """Go to the next larger (1) or smaller (-1) gain of recorders."""
        lanes = sheet.lanes if sheet else ()
        known = [lane.px_per_mv for lane in lanes if lane.px_per_mv > 0]
        if known:
            mm_mv = next_gain(known[0] / self.page_px_per_mm, step)
            self.show_gain(Gain(Fit.FIXED, mm_mv))
        else:
            self.scale(1.25**step)

    def scale(self, factor: float) -> None:
        """Draw the traces higher, or lower by a factor below one."""
        if self.stack is not None:
            self.stack.scale(factor)
            self.changed.emit()

    def fit(self, sheet: Sheet | None) -> None:
        """Fit all leads to what they span in view, artefact left out."""
        if self.stack is not None and sheet is not None:
            self._gain = self.stack.gain = Gain(Fit.ROOM)
            self.stack.fit(*sheet.samples)
            self.changed.emit()

    @property
    def montage(self) -> Montage | None:
        """The leads in view; None without a record."""
        return self.stack.shown if self.stack else None

    def show_montage(self, montage: Montage | None) -> None:
        """Show other leads, or the same otherwise; None for those of the record."""
        if self.stack is not None:
            was_page = self.is_page
            self.stack.montage = montage
            if was_page != self.is_page:
                if was_page:
                    self.speed = self.first_speed
                self._show_page(self._current_s())
            self.changed.emit()
