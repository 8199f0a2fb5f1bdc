"""The actions that add to a review what is neither a beat nor a rhythm, as data."""

from __future__ import annotations

from ecgviewer.gui.actions.action_spec import ActionSpec, Needs

REPORT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "report.strip",
        "Save a &strip",
        ("Ctrl+S",),
        Needs.EDITABLE,
        "Keep the marked range, or what is in view, as a strip of the report",
    ),
    ActionSpec(
        "report.strip_there",
        "Save a strip of the &event",
        ("Ctrl+Alt+S",),
        Needs.EDITABLE,
        "Keep a strip around the calipers, the chosen rhythm or the selected beats",
    ),
    ActionSpec(
        "report.measurement",
        "Keep the &measurement",
        ("Shift+K",),
        Needs.EDITABLE,
        "Keep what the caliper measures with the review",
    ),
    ActionSpec(
        "report.note",
        "Add a &note or event…",
        ("Ctrl+N",),
        Needs.EDITABLE,
        "Note at the time cursor: a remark, or what the patient felt",
    ),
    ActionSpec(
        "report.patient",
        "&Patient fields…",
        (),
        Needs.EDITABLE,
        "Name or pseudonym, age, drugs, indication: kept with the review",
        separator=True,
    ),
    ActionSpec(
        "report.conclusion",
        "&Conclusion…",
        ("Ctrl+Shift+W",),
        Needs.EDITABLE,
        "Write the conclusion of the report, with sentences that facts fill in",
    ),
)
