"""The actions of reviewing by kinds of beats and by queue, as data."""

from __future__ import annotations

from ecgviewer.gui.actions.action_spec import ActionSpec, Needs

_KINDS = "&Kinds of beats"

BEAT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "beat.noise",
        "Mark as n&oise",
        ("Shift+X",),
        Needs.BEAT,
        "The signal cannot be read at the selected beats; again: it can",
        separator=True,
    ),
    ActionSpec(
        "beat.range",
        "Mark a &range",
        ("R",),
        Needs.EDITABLE,
        "Here begins, and pressed again ends, a range; its beats are selected",
    ),
    ActionSpec(
        "beat.similar",
        "Find si&milar beats",
        ("M",),
        Needs.BEAT,
        "Show the beats that look like this one, and how alike they must be",
    ),
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
        "Refuse suggestions",
        ("Shift+Y",),
        Needs.BEAT,
        "Keep the labels of the selected beats; nothing is written",
    ),
    ActionSpec(
        "beat.split_kind",
        "&Split",
        ("Ctrl+P",),
        tip="Divide the framed kind of beats by shape in two",
        submenu=_KINDS,
    ),
    ActionSpec(
        "beat.merge_kinds",
        "&Merge",
        ("Ctrl+M",),
        tip="Make the chosen kinds of beats one",
        submenu=_KINDS,
    ),
    ActionSpec(
        "beat.move_to_kind",
        "Mo&ve to…",
        ("Ctrl+G",),
        tip="Put the selected beats into another kind",
        submenu=_KINDS,
    ),
)

GO_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "go.next_in_queue",
        "Next in the review &queue",
        ("Tab",),
        Needs.EDITABLE,
        "The unreviewed beat that is most worth a look; labelling it goes on likewise",
        separator=True,
    ),
    ActionSpec(
        "go.previous_in_queue",
        "Back in the review queue",
        ("Shift+Tab",),
        Needs.EDITABLE,
    ),
    ActionSpec("go.next_rhythm", "Next &rhythm event", ("]",), separator=True),
    ActionSpec("go.previous_rhythm", "Previous rhythm event", ("[",)),
)

PANEL_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("view.trace", "To the &trace", ("F2",), separator=True),
    ActionSpec("view.table", "To the &beats", ("F3",)),
    ActionSpec("view.kinds", "To the &kinds of beats", ("F4",)),
    ActionSpec("view.rhythm", "To the &rhythm", ("F5",)),
    ActionSpec("view.suggestions", "To the su&ggestions", ("F6",)),
    ActionSpec(
        "view.search",
        "&Search beats",
        ("/",),
        tip="Class, confidence, group, time, reader, comment",
    ),
)
