"""Groups follow the record, its lead and its beats."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from ecgviewer.core.predictions import Predictions
from ecgviewer.gui.document import DocumentState
from ecgviewer.gui.groups import Groups
from tests.gui.kinds import grouped, kinds_document


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
    groups.arrange(lambda g: g.merged(g.codes))
    assert groups.groups is not None
    assert len(groups.groups.codes) == 1
    assert document.session is not None
    sample = int(document.session.beats.sample[0])
    document.remove([0])
    with qtbot.waitSignal(groups.changed, timeout=20_000):
        document.add_beat(sample + 2)
    new = int(document.session.beats.beat_id[0])
    assert groups.groups.code_of(new) == groups.groups.codes[0]


def test_another_lead_gives_other_groups(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    first = groups.groups
    with qtbot.waitSignal(groups.changed, timeout=20_000):
        document.start_predictions(Predictions.empty(), "V1")
    assert groups.groups is not first


def test_a_lead_that_is_not_there_is_reported(qtbot: QtBot) -> None:
    document = kinds_document()
    groups = grouped(qtbot, document)
    with qtbot.waitSignal(groups.failed, timeout=20_000) as caught:
        document.start_predictions(Predictions.empty(), "aVR")
    assert "no lead aVR" in caught.args[0].message
