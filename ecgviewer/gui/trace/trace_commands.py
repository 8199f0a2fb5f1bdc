"""What the actions of the trace do: paper, filter, leads, calipers, pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog

from ecgviewer.core.items.measurement import MEASURED_NAMES
from ecgviewer.core.items.strip import GAINS_MM_MV
from ecgviewer.core.trace.montage import (
    LeadLayout,
    LeadOrder,
    LeadView,
    Montage,
    standard_leads,
)
from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter
from ecgviewer.gui import dialogs
from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.system.screen_scale import screen_of, with_calibration
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.trace.look_keeper import LookKeeper
from ecgviewer.gui.trace.trace_looks import TraceLook
from ecgviewer.gui.trace.trace_panel import TracePanel
from ecgviewer.gui.waveform.paper.paper import Fit, Gain, same
from ecgviewer.gui.waveform.waveform_view import WaveformView
from ecgviewer.gui.window.record_dialogs import open_about

_SPEEDS = {"12": 12.5, "25": 25.0, "50": 50.0}
_NOTCHES_HZ = (0.0, 50.0, 60.0)
#: Calipers move by this many seconds with a key: a quarter of a small box.
_CALIPER_S = 0.01


class TraceCommands(QObject):
    """Does them, remembers what was chosen, and keeps the menu's marks right.

    Signals
    -------
    kept(str, object)
        A setting to be remembered, and its value.
    """

    kept = Signal(str, object)

    def __init__(
        self,
        document: Document,
        waveform: WaveformView,
        panel: TracePanel,
        looks: LookKeeper,
    ) -> None:
        super().__init__(waveform)
        self._document, self._waveform, self._panel = document, waveform, panel
        self._looks = looks
        self._begun = False
        self._actions: ActionSet | None = None
        self._screens: list[str] = []
        self._last_kind = FilterKind.BAND
        waveform.laid.connect(self._check)
        waveform.calipers.changed.connect(self._check)
        panel.turned.connect(self._check)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        waveform, calipers = self._waveform, self._waveform.calipers
        return {
            "view.zoom_selection": waveform.zoom_to_selection,
            **{
                f"view.speed_{name}": partial(self._show_speed, speed)
                for name, speed in _SPEEDS.items()
            },
            "view.gain_standard": partial(self._show_gain, 0.0),
            **{
                f"view.gain_{gain:g}": partial(self._show_gain, gain)
                for gain in GAINS_MM_MV
            },
            "view.taller": partial(self._step_gain, 1),
            "view.flatter": partial(self._step_gain, -1),
            "view.fit": self._fit,
            **{
                f"view.filter_{kind.value}": partial(self._show_kind, kind)
                for kind in FilterKind
            },
            "view.filter": self._toggle_filter,
            **{
                f"view.notch_{hz:g}": partial(self._show_notch, hz)
                for hz in _NOTCHES_HZ
            },
            "view.leads": self.choose_leads,
            "view.invert": self._invert,
            "view.standard": self._reset,
            **{
                f"view.layout_{layout.value}": partial(self._lay_out, layout)
                for layout in LeadLayout
            },
            "view.cabrera": self._turn_order,
            "view.lead_alone": partial(self._step_lead, 0),
            "view.lead_next": partial(self._step_lead, 1),
            "view.lead_previous": partial(self._step_lead, -1),
            "view.calipers": calipers.toggle,
            "view.march": calipers.march,
            "view.caliper_wider": partial(self._widen, 1),
            "view.caliper_narrower": partial(self._widen, -1),
            "view.caliper_right": partial(self._shift, 1),
            "view.caliper_left": partial(self._shift, -1),
            "view.caliper_lead": calipers.next_lead,
            "view.caliper_name": self._name_interval,
            "view.caliper_copy": self._copy_measurement,
            "view.tachogram": self._toggle_tachogram,
            "view.medians": self._turn_medians,
            "view.disclosure": self._panel.turn,
            "view.calibrate": self.calibrate,
        }

    def bind(self, actions: ActionSet) -> None:
        """Mark in the menus what is on."""
        self._actions = actions
        self._check()

    def apply(self, settings: Settings) -> None:
        """Show the trace as the reader left it."""
        self._screens = settings.screens
        self._waveform.calibrate(settings.screens)
        if not self._begun:
            self._begun = True
            self._looks.begin(settings)
        self._panel.show_tachogram(settings.tachogram)
        self._panel.show_medians(settings.medians)

    def _show_speed(self, speed: float) -> None:
        self._waveform.paper.show_speed(speed)
        self.kept.emit("paper_speed", speed)
        self._looks.keep()

    def _show_gain(self, mm_mv: float) -> None:
        gain = Gain(Fit.FIXED, mm_mv) if mm_mv > 0 else Gain()
        self._waveform.paper.show_gain(gain)
        self.kept.emit("paper_gain", mm_mv)
        self._looks.keep()

    def _step_gain(self, step: int) -> None:
        self._waveform.paper.step_gain(step, self._waveform.sheet)
        self._looks.keep()

    def _fit(self) -> None:
        self._waveform.fit_amplitude()
        self._looks.keep()

    def _show_kind(self, kind: FilterKind) -> None:
        if kind is not FilterKind.RAW:
            self._last_kind = kind
        self._filter(replace(self._waveform.trace_filter, kind=kind))

    def _toggle_filter(self) -> None:
        raw = self._waveform.trace_filter.kind is FilterKind.RAW
        self._show_kind(self._last_kind if raw else FilterKind.RAW)

    def _show_notch(self, hz: float) -> None:
        self._filter(replace(self._waveform.trace_filter, notch_hz=hz))

    def _filter(self, trace_filter: TraceFilter) -> None:
        self._waveform.show_filter(trace_filter)
        self.kept.emit("trace_filter", trace_filter.kind.value)
        self.kept.emit("notch_hz", trace_filter.notch_hz)
        self._looks.keep()
        self._check()

    def choose_leads(self) -> None:
        """Ask which leads to show, and how."""
        session, montage = self._document.session, self._waveform.paper.montage
        if session is None or montage is None:
            return
        dialog = dialogs.LeadsDialog(
            session.record.leads, montage, self._waveform.window()
        )
        dialog.chosen.connect(self._show_montage)
        open_about(self._document, dialog)

    def _show_montage(self, montage: Montage) -> None:
        self._waveform.paper.show_montage(montage)
        self._looks.keep()

    def _reset(self) -> None:
        self._looks.reset()
        look = TraceLook()
        for name, value in (
            ("paper_speed", look.speed),
            ("paper_gain", 0.0),
            ("trace_filter", look.trace_filter.kind.value),
            ("notch_hz", look.trace_filter.notch_hz),
        ):
            self.kept.emit(name, value)
        self._check()

    def _invert(self) -> None:
        session, montage = self._document.session, self._waveform.paper.montage
        if session is None or montage is None:
            return
        number = self._analysed_lead()
        known = {view.number: view for view in montage.views}
        view = known.get(number, LeadView(number))
        changed = replace(view, inverted=not view.inverted)
        self._show_montage(montage.with_view(changed))

    def _analysed_lead(self) -> int:
        session = self._document.session
        names = [lead.name for lead in session.record.leads] if session else []
        named = session is not None and session.lead in names
        return names.index(session.lead) if session is not None and named else 0

    def _turn_order(self) -> None:
        montage = self._waveform.paper.montage
        if montage is not None:
            cabrera = montage.order is not LeadOrder.CABRERA
            order = LeadOrder.CABRERA if cabrera else LeadOrder.STANDARD
            self._show_montage(replace(montage, order=order))
        self._check()

    def _step_lead(self, step: int) -> None:
        session, montage = self._document.session, self._waveform.paper.montage
        if session is None or montage is None:
            return
        if self._panel.discloses:
            self._panel.disclosure.step_lead(step)
            return
        leads, analysed = session.record.leads, self._analysed_lead()
        self._waveform.paper.show_montage(montage.stepped(leads, step, analysed))
        self._check()

    def _lay_out(self, layout: LeadLayout) -> None:
        montage = self._waveform.paper.montage
        if montage is not None:
            self._show_montage(replace(montage, layout=layout, alone=None))
        self._check()

    def _widen(self, step: int) -> None:
        self._waveform.calipers.widen(step * self._caliper_step())

    def _shift(self, step: int) -> None:
        self._waveform.calipers.shift(step * self._caliper_step())

    def _caliper_step(self) -> int:
        session = self._document.session
        return max(round(_CALIPER_S * session.record.fs), 1) if session else 1

    def _name_interval(self) -> None:
        if self._waveform.calipers.caliper is None:
            self._waveform.calipers.toggle()
        dialog = QInputDialog(self._waveform.window())
        dialog.setWindowTitle("Name the interval")
        dialog.setLabelText("What the caliper measures; QT is corrected for the rate")
        dialog.setComboBoxItems(list(MEASURED_NAMES))
        dialog.setComboBoxEditable(True)
        dialog.textValueSelected.connect(self._waveform.calipers.call)
        open_about(self._document, dialog)

    def _copy_measurement(self) -> None:
        if text := self._waveform.calipers.text:
            QGuiApplication.clipboard().setText(text)

    def _toggle_tachogram(self) -> None:
        shown = not self._panel.shows_tachogram
        self._panel.show_tachogram(shown)
        self.kept.emit("tachogram", shown)

    def _turn_medians(self) -> None:
        self.kept.emit("medians", self._panel.turn_medians())
        self._check()

    def calibrate(self) -> None:
        """Ask the reader to hold a ruler to the screen."""
        dialog = dialogs.CalibrationDialog(
            screen_of(self._waveform), self._screens, self._waveform.window()
        )
        dialog.measured.connect(self._take_scale)
        dialog.open()

    def _take_scale(self, px_per_mm: float) -> None:
        screen = screen_of(self._waveform)
        measured = px_per_mm or None
        self._screens = with_calibration(self._screens, screen, measured)
        self._waveform.calibrate(self._screens)
        self.kept.emit("screens", self._screens)

    def _check(self) -> None:
        # Not only what has changed: Qt takes the mark off an action chosen twice.
        if self._actions is not None:
            self._actions.check(self._checked())

    def _checked(self) -> dict[str, bool]:
        paper, chosen = self._waveform.paper, self._waveform.trace_filter
        gain, montage = paper.gain, paper.montage
        fixed = gain.fit is Fit.FIXED and gain.factor == 1.0
        layout = montage.layout if montage else LeadLayout.STACK
        session = self._document.session
        twelve = bool(session and standard_leads(session.record.leads))
        if not twelve and layout not in (LeadLayout.STACK, LeadLayout.OVERLAY):
            layout = LeadLayout.STACK
        calipers = self._waveform.calipers
        return {
            **{
                f"view.speed_{name}": paper.speed is not None
                and same(paper.speed, speed)
                for name, speed in _SPEEDS.items()
            },
            "view.gain_standard": gain.fit is Fit.STANDARD and gain.factor == 1.0,
            **{f"view.gain_{g:g}": fixed and gain.mm_mv == g for g in GAINS_MM_MV},
            **{f"view.filter_{k.value}": chosen.kind is k for k in FilterKind},
            **{f"view.notch_{hz:g}": chosen.notch_hz == hz for hz in _NOTCHES_HZ},
            **{f"view.layout_{each.value}": layout is each for each in LeadLayout},
            "view.cabrera": bool(montage and montage.order is LeadOrder.CABRERA),
            "view.lead_alone": bool(montage and montage.alone is not None),
            "view.calipers": calipers.caliper is not None,
            "view.march": calipers.marching,
            "view.tachogram": self._panel.shows_tachogram,
            "view.medians": not self._panel.medians.isHidden(),
            "view.disclosure": self._panel.discloses,
        }
