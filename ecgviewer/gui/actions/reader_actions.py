"""The actions of several readers, of signing and of the audit trail, as data."""

from __future__ import annotations

from ecgviewer.gui.actions.action_spec import ActionSpec, Needs

READER_FILE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "file.sign",
        "Si&gn off…",
        (),
        Needs.EDITABLE,
        "Sign the review: by whom, when and what it means",
        separator=True,
    ),
    ActionSpec(
        "file.audit",
        "A&udit trail…",
        (),
        Needs.RECORD,
        "Every edit of the journal: who, when, what; export it",
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
        "Open the consensus journal of this record, to adjudicate in it",
    ),
)

READER_GO_ACTIONS: tuple[ActionSpec, ...] = (
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
)

READER_PANEL_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("view.readers", "To the rea&ders", ("F7",)),
)
