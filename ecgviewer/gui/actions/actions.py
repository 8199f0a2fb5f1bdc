"""Every action of the application as data: text, keys, menu and when it is enabled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.formats.format_texts import formats_text
from ecgviewer.gui.actions.action_spec import ActionSpec, Needs
from ecgviewer.gui.actions.class_actions import class_specs, label_specs
from ecgviewer.gui.actions.report_actions import REPORT_ACTIONS
from ecgviewer.gui.actions.trace_actions import TRACE_ACTIONS
from ecgviewer.gui.actions.view_actions import VIEW_ACTIONS

__all__ = ["ACTIONS", "MENUS", "ActionSpec", "Needs", "with_views"]

MENUS = {
    "file": "&File",
    "edit": "&Edit",
    "beat": "&Beat",
    "rhythm": "&Rhythm",
    "report": "Re&port",
    "go": "&Go",
    "view": "&View",
    "help": "&Help",
}


_OWN: tuple[ActionSpec, ...] = (
    ActionSpec(
        "file.open",
        "&Open…",
        ("Ctrl+O",),
        Needs.NOTHING,
        f"Open a recording: {formats_text()}",
    ),
    ActionSpec(
        "file.import_text",
        "Import &text file…",
        (),
        Needs.NOTHING,
        "Say how a CSV or text file is read, which its like will be, and open it",
    ),
    ActionSpec(
        "file.demo", "Open &demo record", (), Needs.NOTHING, "Open a synthesised ECG"
    ),
    ActionSpec(
        "file.studies",
        "St&udies…",
        ("F8",),
        Needs.NOTHING,
        "The list of all records of your folders, what is worst first",
    ),
    ActionSpec(
        "file.next_study",
        "&Next study",
        ("Ctrl+Tab",),
        Needs.NOTHING,
        "Open the next record of the list that is worth a look",
    ),
    ActionSpec(
        "file.export",
        "&Export…",
        ("Ctrl+E",),
        Needs.EDITABLE,
        "Write the beats as CSV and WFDB annotations",
        separator=True,
    ),
    ActionSpec(
        "file.report",
        "Re&port and print…",
        ("Ctrl+P",),
        Needs.RECORD,
        "See the report of the review, print it or save it as PDF",
    ),
    ActionSpec(
        "file.copy_picture",
        "Copy pict&ure",
        ("Ctrl+Shift+C",),
        Needs.RECORD,
        "Put the leads in view, or the view in use, on the clipboard at 300 dpi",
    ),
    ActionSpec(
        "file.save_picture",
        "Save pic&ture as…",
        (),
        Needs.RECORD,
        "Save the leads in view, or the view in use, as PNG, SVG or PDF",
    ),
    ActionSpec(
        "file.save_copy",
        "Save &copy as…",
        (),
        Needs.RECORD,
        "Save the recording and the review as EDF+, BDF+ or WFDB",
    ),
    ActionSpec(
        "file.information",
        "&Information on the recording…",
        ("Ctrl+I",),
        Needs.RECORD,
        "Patient fields for the report, and what the file says of itself",
    ),
    ActionSpec(
        "file.cancel",
        "&Stop the analysis",
        (),
        Needs.RUNNING,
        "Stop classifying; what was found stays",
    ),
    ActionSpec(
        "file.settings", "&Settings…", ("Ctrl+,",), Needs.NOTHING, "", separator=True
    ),
    ActionSpec("file.quit", "&Quit", ("Ctrl+Q",), Needs.NOTHING, "", separator=True),
    ActionSpec("edit.undo", "&Undo", ("Ctrl+Z",), Needs.UNDO, "Undo the last edit"),
    ActionSpec(
        "edit.redo",
        "&Redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        Needs.REDO,
        "Redo the edit undone last",
    ),
    ActionSpec(
        "edit.select_all",
        "Select &all beats",
        ("Ctrl+A",),
        Needs.EDITABLE,
        "Select every beat that the table lists",
        separator=True,
    ),
    *label_specs(AAMI),
    ActionSpec(
        "beat.accept",
        "&Accept label",
        ("Space",),
        Needs.BEAT,
        "Confirm the selected beats as they are labelled and go on",
    ),
    ActionSpec(
        "beat.symbol",
        "WFDB s&ymbol…",
        ("W",),
        Needs.BEAT,
        "Give the selected beats any WFDB beat symbol",
    ),
    ActionSpec("beat.comment", "&Comment…", ("K",), Needs.BEAT, "", separator=True),
    ActionSpec(
        "beat.add",
        "A&dd beat at cursor",
        ("A", "Ins"),
        Needs.EDITABLE,
        "Add a beat at the R-peak next to the time cursor (click to set it)",
        separator=True,
    ),
    ActionSpec("beat.remove", "De&lete", ("Del", "X"), Needs.BEAT, "Delete the beats"),
    ActionSpec(
        "beat.nudge_left",
        "Move one sample left",
        ("Ctrl+Left",),
        Needs.BEAT,
        separator=True,
    ),
    ActionSpec(
        "beat.nudge_right", "Move one sample right", ("Ctrl+Right",), Needs.BEAT
    ),
    ActionSpec("beat.nudge_left_10", "Move ten left", ("Ctrl+Shift+Left",), Needs.BEAT),
    ActionSpec(
        "beat.nudge_right_10", "Move ten right", ("Ctrl+Shift+Right",), Needs.BEAT
    ),
    ActionSpec(
        "beat.noise",
        "Mark as n&oise",
        ("Shift+X",),
        Needs.BEAT,
        "Toggle: mark the signal at the selected beats as unreadable",
        separator=True,
    ),
    ActionSpec(
        "beat.range",
        "Mark a &range",
        ("R",),
        Needs.EDITABLE,
        "Begin a range here; press again to end it and select its beats",
    ),
    ActionSpec("go.next", "&Next beat", ("Right",)),
    ActionSpec("go.previous", "&Previous beat", ("Left",)),
    ActionSpec("go.next_ectopic", "Next &ectopic", ("E",), separator=True),
    ActionSpec("go.previous_ectopic", "Previous ectopic", ("Shift+E",)),
    *class_specs(AAMI),
    ActionSpec("go.next_unreviewed", "Next &unreviewed", ("U",)),
    ActionSpec("go.previous_unreviewed", "Previous unreviewed", ("Shift+U",)),
    ActionSpec(
        "go.next_disagreement",
        "Next &disagreement",
        ("D",),
        tip="The next beat whose label differs from the classifier's",
    ),
    ActionSpec("go.previous_disagreement", "Previous disagreement", ("Shift+D",)),
    ActionSpec(
        "go.least_confident",
        "Least &confident unreviewed",
        ("C",),
        tip="The unreviewed beat the classifier is least sure of",
    ),
    ActionSpec(
        "go.next_in_queue",
        "Next in the review &queue",
        ("Tab",),
        Needs.EDITABLE,
        "The unreviewed beat most worth a look; labelling it goes to the next one",
        separator=True,
    ),
    ActionSpec(
        "go.previous_in_queue",
        "Back in the review queue",
        ("Shift+Tab",),
        Needs.EDITABLE,
    ),
    ActionSpec(
        "go.look_at_kind",
        "Look at some of a &kind",
        ("Ctrl+K",),
        Needs.EDITABLE,
        "Beats of this kind, or of the one accepted last, that tell most about it: at "
        "its rim, early, late and others; accepting one goes on likewise",
    ),
    ActionSpec("go.to", "Go &to time or beat…", ("G",), separator=True),
    ActionSpec("go.page_forward", "Page forward", ("PgDown", "Shift+Right")),
    ActionSpec("go.page_back", "Page back", ("PgUp", "Shift+Left")),
    ActionSpec("go.half_forward", "Half a page forward", ("Alt+PgDown", "Alt+Right")),
    ActionSpec("go.half_back", "Half a page back", ("Alt+PgUp", "Alt+Left")),
    ActionSpec("go.start", "Start of the record", ("Home",)),
    ActionSpec("go.end", "End of the record", ("End",)),
    ActionSpec("view.zoom_in", "Zoom &in", ("Ctrl++", "Ctrl+=")),
    ActionSpec("view.zoom_out", "Zoom &out", ("Ctrl+-",)),
    ActionSpec("view.zoom_back", "Zoom &back", ("Backspace",)),
    ActionSpec(
        "view.centre", "&Centre on the beat", (".",), tip="Bring the current beat back"
    ),
    ActionSpec("view.span_10", "&10 seconds", ("Ctrl+1",), separator=True),
    ActionSpec("view.span_60", "1 &minute", ("Ctrl+2",)),
    ActionSpec("view.span_all", "&Whole record", ("Ctrl+0",)),
    ActionSpec("view.taller", "Larger amplitude", ("+", "="), separator=True),
    ActionSpec("view.flatter", "Smaller amplitude", ("-",)),
    ActionSpec("view.fit", "&Fit amplitude", ("Ctrl+F",)),
    *TRACE_ACTIONS,
    *REPORT_ACTIONS,
    ActionSpec("view.trace", "To the &trace", ("F2",), separator=True),
    ActionSpec(
        "view.dismiss", "&Dismiss the message", ("Esc",), Needs.NOTHING, separator=True
    ),
    ActionSpec(
        "help.guide",
        "User &guide",
        ("F1",),
        Needs.NOTHING,
        "How to use the application",
    ),
    ActionSpec(
        "help.keys", "&Keys", ("?",), Needs.NOTHING, "Every key of the application"
    ),
    ActionSpec(
        "help.report",
        "&Tell us…",
        (),
        Needs.NOTHING,
        "Version, classifier and system, to be copied into a report of a problem",
    ),
    ActionSpec("help.about", "&About ecgviewer", (), Needs.NOTHING),
)

#: The action of each menu behind which those of the views are.
_BEFORE_VIEWS = (
    "report.conclusion",
    "file.cancel",
    "edit.select_all",
    "beat.range",
    "go.look_at_kind",
    "view.trace",
    "help.keys",
)


def with_views(of_views: Iterable[Sequence[ActionSpec]]) -> tuple[ActionSpec, ...]:
    """Return the actions of the window and of some views, in the order of the menus."""
    added = [spec for specs in of_views for spec in specs]
    own_menus = {spec.menu for spec in _OWN}
    placed = [spec for spec in added if spec.menu not in own_menus]
    for own in _OWN:
        placed.append(own)
        if own.id in _BEFORE_VIEWS:
            placed += [spec for spec in added if spec.menu == own.menu]
    return tuple(placed)


ACTIONS = with_views(VIEW_ACTIONS)


def actions_of(scheme: LabelScheme) -> tuple[ActionSpec, ...]:
    """Return the actions of a window in which beats have the classes of a scheme."""
    placed = list(ACTIONS)
    for specs_of in (label_specs, class_specs):
        usual = specs_of(AAMI)
        first = placed.index(usual[0])
        placed[first : first + len(usual)] = specs_of(scheme)
    return tuple(placed)
