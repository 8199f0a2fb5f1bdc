"""The actions of the trace as data: paper, filter, leads, calipers and pages."""

from __future__ import annotations

from ecgviewer.gui.actions.action_spec import ActionSpec, Needs

SPEED, GAIN, FILTER, LEADS = "&Speed", "&Gain", "Fi&lter", "&Leads"
CALIPERS = "Cali&pers"

#: What a filter does to ST is what readers must know before they read it.
_BASELINE_TIP = (
    "High-pass at 0.5 Hz without phase shift, for display only. It can lower or raise "
    "slow ST shifts: judge ST on the raw trace"
)
_BAND_TIP = (
    "0.5 to 40 Hz, as the classifier sees the lead. Distorts ST as any high-pass at "
    "0.5 Hz can, and rounds off QRS notches and pacing spikes"
)
_NOTCH_TIP = (
    "Removes the mains frequency. Rings a little after a steep QRS; ST is unchanged"
)


def _of(
    submenu: str, verb: str, text: str, keys: tuple[str, ...] = (), tip: str = ""
) -> ActionSpec:
    return ActionSpec(
        f"view.{verb}", text, keys, tip=tip, submenu=submenu, checkable=True
    )


TRACE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "view.zoom_selection",
        "Zoom to the &selected beats",
        ("Z",),
        tip="Show the stretch of the selected beats",
        separator=True,
    ),
    _of(SPEED, "speed_12", "&12.5 mm/s", ("Alt+1",)),
    _of(SPEED, "speed_25", "&25 mm/s", ("Alt+2",)),
    _of(SPEED, "speed_50", "&50 mm/s", ("Alt+3",)),
    _of(
        GAIN,
        "gain_standard",
        "&Standard",
        ("Alt+0",),
        "10 mm/mV, or as many steps below as keeps every trace in view",
    ),
    _of(GAIN, "gain_5", "&5 mm/mV", ("Alt+4",)),
    _of(GAIN, "gain_10", "&10 mm/mV", ("Alt+5",)),
    _of(GAIN, "gain_20", "&20 mm/mV", ("Alt+6",)),
    _of(FILTER, "filter_raw", "&Raw", (), "The recording as it is"),
    _of(FILTER, "filter_baseline", "Without &baseline wander", (), _BASELINE_TIP),
    _of(FILTER, "filter_band", "&Classifier's band", (), _BAND_TIP),
    ActionSpec(
        "view.filter",
        "&Filter on or off",
        ("L",),
        tip="Switch between the raw trace and the filter chosen last",
        submenu=FILTER,
    ),
    _of(FILTER, "notch_0", "No &notch", (), "Mains interference is shown"),
    _of(FILTER, "notch_50", "Notch at 50 Hz", (), _NOTCH_TIP),
    _of(FILTER, "notch_60", "Notch at 60 Hz", (), _NOTCH_TIP),
    ActionSpec(
        "view.leads",
        "&Choose leads…",
        ("Ctrl+L",),
        tip="Which leads are shown, in which order, inverted or larger",
        submenu=LEADS,
    ),
    ActionSpec(
        "view.invert",
        "&Invert the analysed lead",
        ("I",),
        tip="Draw it upside down, as with exchanged electrodes; the data do not change",
        submenu=LEADS,
    ),
    _of(LEADS, "layout_stack", "One &below the other"),
    _of(LEADS, "layout_overlay", "&Over each other"),
    _of(LEADS, "layout_3x4", "&3 × 4 and rhythm strip", (), "Needs all twelve leads"),
    _of(LEADS, "layout_6x2", "&6 × 2", (), "Needs all twelve leads"),
    _of(LEADS, "layout_12x1", "12 × &1", (), "Needs all twelve leads"),
    _of(
        LEADS,
        "cabrera",
        "Ca&brera order",
        (),
        "aVL, I, -aVR, II, aVF, III on pages of twelve leads",
    ),
    ActionSpec(
        "view.lead_alone",
        "One lead &alone",
        ("Alt+Home",),
        tip="Show one lead alone, or all leads again",
        submenu=LEADS,
        separator=True,
        checkable=True,
    ),
    ActionSpec(
        "view.lead_next",
        "&Next lead",
        ("Alt+Down",),
        tip="Show the next lead alone",
        submenu=LEADS,
    ),
    ActionSpec(
        "view.lead_previous",
        "Previo&us lead",
        ("Alt+Up",),
        tip="Show the lead before alone",
        submenu=LEADS,
    ),
    ActionSpec(
        "view.standard",
        "Standard leads, s&peed, gain, raw",
        ("Ctrl+Shift+L",),
        tip="Forget what was chosen for records with these leads",
        submenu=LEADS,
        separator=True,
    ),
    _of(
        CALIPERS,
        "calipers",
        "&Calipers",
        ("T",),
        "Measure from the selected beat to the next, or drag with Ctrl",
    ),
    _of(
        CALIPERS,
        "march",
        "&Marching calipers",
        ("Shift+T",),
        "Repeat the interval all along the trace",
    ),
    ActionSpec(
        "view.caliper_wider", "&Wider", ("Ctrl+Up",), submenu=CALIPERS, separator=True
    ),
    ActionSpec("view.caliper_narrower", "&Narrower", ("Ctrl+Down",), submenu=CALIPERS),
    ActionSpec(
        "view.caliper_right", "To the &right", ("Ctrl+Shift+Up",), submenu=CALIPERS
    ),
    ActionSpec(
        "view.caliper_left", "To the &left", ("Ctrl+Shift+Down",), submenu=CALIPERS
    ),
    ActionSpec(
        "view.caliper_lead",
        "Next lea&d",
        ("Ctrl+Shift+M",),
        tip="Measure the amplitude in the next lead",
        submenu=CALIPERS,
    ),
    ActionSpec(
        "view.caliper_name",
        "Na&me the interval…",
        ("Ctrl+Shift+T",),
        tip="Say what the caliper measures: PR, QRS, QT with QTc, or any name",
        submenu=CALIPERS,
    ),
    ActionSpec(
        "view.caliper_copy",
        "Copy the meas&urement",
        ("Ctrl+Alt+C",),
        tip="Put what the caliper measures on the clipboard",
        submenu=CALIPERS,
    ),
    ActionSpec(
        "view.trace_alone",
        "Trace al&one",
        ("Ctrl+H",),
        Needs.NOTHING,
        tip="Hide all panels, or bring them back as they were",
        separator=True,
        checkable=True,
    ),
    ActionSpec(
        "view.tachogram",
        "&Tachogram",
        ("Ctrl+T",),
        tip="RR intervals under the trace, coloured by class",
        checkable=True,
    ),
    ActionSpec(
        "view.medians",
        "&Median beats",
        ("Ctrl+B",),
        tip="The median beat of each lead over each other, beside twelve leads",
        checkable=True,
    ),
    ActionSpec(
        "view.disclosure",
        "Full &disclosure",
        ("Ctrl+D",),
        tip="The whole record, a line a minute; click to go there",
        checkable=True,
    ),
    ActionSpec(
        "view.calibrate",
        "C&alibrate the screen…",
        tip="Measure the screen with a ruler, so that millimetres are true",
    ),
)
