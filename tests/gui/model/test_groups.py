"""Groups follow the record, its lead and its beats."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import Predictions
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.model.groups import Groups
from tests.builders import grouped, kinds_document


def test_beats_are_grouped_when_they_have_all_been_found(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = Groups(document)
    assert document.columns is not None
    assert groups.codes(document.columns) is None
    with qtbot.waitSignal(groups.changed, timeout=20_000):
        document.set_state(DocumentState.CLASSIFYING)
    codes = groups.codes(document.columns)
    assert codes is not None
    assert len(np.unique(codes)) > 1


def test_an_added_beat_joins_and_the_arrangement_stays(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    assert groups.groups is not None
    groups.merge(groups.groups.codes)
    assert len(groups.groups.codes) == 1
    assert document.session is not None
    sample = int(document.session.beats.sample[0])
    document.remove([0])
    with qtbot.waitSignal(groups.changed, timeout=20_000):
        document.add_beat(sample + 2)
    new = int(document.session.beats.beat_id[0])
    assert groups.groups.code_of(new) == groups.groups.codes[0]


def test_what_is_arranged_while_a_beat_is_put_into_a_group_stays(
    qtbot: QtBot,
) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    session = document.session
    assert session is not None
    assert groups.groups is not None
    document.remove([0])
    document.add_beat(int(session.base.sample[0]) + 2)
    new = int(session.beats.beat_id[0])
    assert groups.groups.code_of(new) is None
    groups.merge(groups.groups.codes)
    with qtbot.waitSignal(groups.changed, timeout=20_000):
        pass
    assert groups.groups.code_of(new) is not None
    assert len(groups.groups.codes) == 1


def test_arranging_is_undone_after_the_edits_made_since(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    assert groups.groups is not None
    first, second = groups.groups.codes[-2:]
    ids = groups.groups.beat_ids(second)
    n = f"{len(ids):,} beats"
    said: list[str] = []
    document.edited.connect(said.append)
    groups.merge([first, second])
    document.label([3], BeatClass.V)
    assert document.undo()
    assert groups.groups.code_of(int(ids[0])) == first
    assert document.undo()
    assert np.array_equal(groups.groups.beat_ids(second), ids)
    assert not document.undo()
    assert document.redo()
    assert groups.groups.code_of(int(ids[0])) == first
    assert document.redo()
    assert not document.redo()
    assert said[0] == f"Merge {n} into kind {first}; Ctrl+Z undoes"
    assert said[2].startswith("Undone: Label 1 beat")
    assert said[3] == f"Undone: Merge {n} into kind {first}"
    assert said[4] == f"Redone: Merge {n} into kind {first}"


def test_an_edit_ends_the_redoing_of_an_arrangement(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    assert groups.groups is not None
    groups.move([3], None)
    document.undo()
    assert document.label([3], BeatClass.V)
    document.undo()
    assert document.to_redo is not None
    assert document.to_redo.text.startswith("Label")


def test_an_arrangement_is_neither_in_the_journal_nor_against_a_signature(
    qtbot: QtBot,
) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    assert groups.groups is not None
    document.label([3], BeatClass.V)
    document.sign("read")
    groups.move([3], None)
    assert document.undo()
    assert document.signed
    assert document.session is not None
    assert len(document.session.history.done) == 1


def test_what_leaves_the_groups_as_they_are_is_no_step(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    assert groups.groups is not None
    with qtbot.waitSignal(document.refused):
        groups.move([3], groups.groups.code_of(3))
    assert document.to_undo is None


def test_groups_of_another_lead_are_not_arranged_by_undoing(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    groups.move([3], None)
    with qtbot.waitSignals([groups.changed, groups.changed], timeout=20_000):
        document.start_predictions(Predictions.empty(), "V1")
    assert not document.undo()


def test_another_lead_gives_other_groups(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    first = groups.groups
    with qtbot.waitSignals([groups.changed, groups.changed], timeout=20_000):
        document.start_predictions(Predictions.empty(), "V1")
    assert groups.groups is not None
    assert groups.groups is not first


def test_a_lead_that_is_not_there_is_reported(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    with qtbot.waitSignal(groups.failed, timeout=20_000) as caught:
        document.start_predictions(Predictions.empty(), "aVR")
    assert "no lead aVR" in caught.args[0].message
