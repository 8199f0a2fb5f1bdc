"""The actions of the views as data: a tuple each, in the order of the menus."""

from __future__ import annotations

from ecgviewer.gui.actions.action_spec import ActionSpec, Needs

_KINDS = "&Kinds of beats"

BEATS_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("view.table", "To the &beats", ("F3",)),
    ActionSpec(
        "view.search",
        "&Search beats",
        ("/",),
        tip="Class, confidence, group, time, reader, comment",
    ),
)

KINDS_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "beat.similar",
        "Find si&milar beats",
        ("M",),
        Needs.BEAT,
        "Show the beats that look like this one, and how alike they must be",
    ),
    ActionSpec(
        "beat.split_kind",
        "&Split",
        ("Ctrl+U",),
        tip="Divide the framed kind of beats in two by shape",
        submenu=_KINDS,
    ),
    ActionSpec(
        "beat.merge_kinds",
        "&Merge",
        ("Ctrl+M",),
        tip="Merge the chosen kinds of beats",
        submenu=_KINDS,
    ),
    ActionSpec(
        "beat.move_to_kind",
        "Mo&ve to…",
        ("Ctrl+G",),
        tip="Put the selected beats into another kind",
        submenu=_KINDS,
    ),
    ActionSpec("view.kinds", "To the &kinds of beats", ("F4",)),
)

RHYTHM_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "rhythm.confirm",
        "&Confirm the suggestion",
        ("Ctrl+Return", "Ctrl+Enter"),
        Needs.RHYTHM,
        "Make the chosen suggestion an episode",
    ),
    ActionSpec(
        "rhythm.dismiss",
        "&Dismiss it, or suggest it again",
        ("Ctrl+Backspace",),
        Needs.RHYTHM,
        "Dismiss the chosen suggestion; one that was dismissed is suggested again",
    ),
    ActionSpec(
        "rhythm.kind",
        "Change &kind or note…",
        ("Ctrl+Shift+K",),
        Needs.RHYTHM,
        "Call the chosen rhythm something else, or write a note on it",
    ),
    ActionSpec(
        "rhythm.add",
        "&Add an episode…",
        ("Ctrl+R",),
        Needs.EDITABLE,
        "Over the marked range, the selected beats, or what is in view",
        separator=True,
    ),
    ActionSpec(
        "rhythm.delete",
        "De&lete the episode",
        ("Ctrl+Del",),
        Needs.RHYTHM,
        "Delete the chosen episodes",
    ),
    ActionSpec(
        "rhythm.start_here",
        "&Start at the cursor",
        ("Ctrl+[",),
        Needs.RHYTHM,
        "Move the start of the chosen episode to the time cursor",
        separator=True,
    ),
    ActionSpec(
        "rhythm.end_here",
        "&End at the cursor",
        ("Ctrl+]",),
        Needs.RHYTHM,
        "Move the end of the chosen episode to the time cursor",
    ),
    ActionSpec(
        "rhythm.split",
        "Spl&it at the cursor",
        ("Ctrl+Shift+J",),
        Needs.RHYTHM,
        "Make two episodes of the chosen one",
    ),
    ActionSpec(
        "rhythm.join",
        "&Join episodes",
        ("Ctrl+J",),
        Needs.RHYTHM,
        "Join the chosen episodes, or the chosen one with the next of its kind",
    ),
    ActionSpec(
        "rhythm.take_over",
        "Take over the rhythms of the second &row",
        ("Ctrl+Shift+R",),
        Needs.EDITABLE,
        "Make the rhythms of the reference, or of the other reader shown, episodes",
        separator=True,
    ),
    ActionSpec("go.next_rhythm", "Next &rhythm event", ("]",), separator=True),
    ActionSpec("go.previous_rhythm", "Previous rhythm event", ("[",)),
    ActionSpec("view.rhythm", "To the &rhythm", ("F5",)),
)

SUGGESTIONS_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "beat.accept_suggestions",
        "Accept s&uggestions",
        ("Y",),
        Needs.BEAT,
        "Give the selected beats the labels that are suggested for them",
        separator=True,
    ),
    ActionSpec(
        "beat.refuse_suggestions",
        "Dismiss suggestions",
        ("Shift+Y",),
        Needs.BEAT,
        "Keep the labels of the selected beats; nothing is written",
    ),
    ActionSpec("view.suggestions", "To the su&ggestions", ("F6",)),
)

READERS_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "file.sign",
        "Si&gn off…",
        (),
        Needs.EDITABLE,
        "Sign the review, with name, time and meaning",
        separator=True,
    ),
    ActionSpec(
        "file.audit",
        "A&udit trail…",
        (),
        Needs.RECORD,
        "Every edit in the journal: who, when and what; can be exported",
    ),
    ActionSpec(
        "file.compare",
        "Co&mpare readers…",
        (),
        Needs.EDITABLE,
        "Compare this review with another reader's or a reference",
    ),
    ActionSpec(
        "file.consensus",
        "Consensus re&view",
        (),
        Needs.EDITABLE,
        "Decide in the consensus journal of this record; again: back to your review",
        checkable=True,
    ),
    ActionSpec(
        "go.next_reader_disagreement",
        "Next disagreement of readers",
        ("J",),
        tip="The next beat that the compared readers label differently",
        separator=True,
    ),
    ActionSpec(
        "go.previous_reader_disagreement",
        "Previous disagreement of readers",
        ("Shift+J",),
    ),
    ActionSpec("view.readers", "To the rea&ders", ("F7",)),
)

_STRIPS = "&Strips of the report"

ITEMS_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "report.edit",
        "&Edit the row…",
        ("Ctrl+Shift+E",),
        Needs.EDITABLE,
        "Change caption, paper and leads of a strip, a note and its time, or a name",
        separator=True,
    ),
    ActionSpec(
        "report.remove",
        "&Remove",
        (),
        Needs.EDITABLE,
        "Remove the chosen strips, measurements and notes",
    ),
    ActionSpec(
        "report.earlier",
        "&Earlier in the report",
        (),
        Needs.EDITABLE,
        "Move the chosen strip up among the strips of the report",
        submenu=_STRIPS,
    ),
    ActionSpec(
        "report.later",
        "&Later in the report",
        (),
        Needs.EDITABLE,
        "Move the chosen strip down among the strips of the report",
        submenu=_STRIPS,
    ),
    ActionSpec(
        "report.propose",
        "&Propose strips",
        (),
        Needs.EDITABLE,
        "List strips worth printing: fastest, slowest, longest pause, runs, each kind",
        submenu=_STRIPS,
        separator=True,
    ),
    ActionSpec(
        "report.others",
        "&Show those of other readers",
        (),
        Needs.RECORD,
        "List what other readers added, wrote and said of the patient, to be accepted",
        submenu=_STRIPS,
        checkable=True,
    ),
    ActionSpec(
        "report.accept",
        "&Accept what is chosen",
        (),
        Needs.EDITABLE,
        "Take chosen proposals, or what other readers added, into this review",
        submenu=_STRIPS,
    ),
    ActionSpec(
        "report.drop",
        "&Drop the proposal",
        (),
        Needs.EDITABLE,
        "Drop the chosen proposals; they are not made again",
        submenu=_STRIPS,
    ),
    ActionSpec(
        "report.take_over",
        "&Take over all of other readers",
        (),
        Needs.EDITABLE,
        "Take all that is listed of other readers into this review; one edit",
        submenu=_STRIPS,
        separator=True,
    ),
    ActionSpec(
        "report.export",
        "E&xport the list…",
        (),
        Needs.RECORD,
        "Write strips, measurements and notes as CSV",
        separator=True,
    ),
    ActionSpec("view.items", "To strips and &notes", ("F9",)),
)

#: Of all views, in the order in which the window has them.
VIEW_ACTIONS = (
    BEATS_ACTIONS,
    KINDS_ACTIONS,
    RHYTHM_ACTIONS,
    ITEMS_ACTIONS,
    SUGGESTIONS_ACTIONS,
    READERS_ACTIONS,
)
