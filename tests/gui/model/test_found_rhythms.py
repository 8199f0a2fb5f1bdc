"""Rhythms are found again after each edit, and what was chosen stays chosen."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.rhythm_entries import EntryGroup, EntryState, RhythmEntry
from ecgviewer.gui.model.selection import Selection
from tests.fakes import FakeJournal

FS = 100.0
LETTERS = "N" * 20 + "VVVVV" + "N" * 20


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    rr_s = np.full(len(LETTERS), 0.8)
    rr_s[20:25] = 0.4
    sample = np.round(np.cumsum(rr_s) * FS).astype(np.int64)
    signal = np.zeros((1, int(sample[-1]) + 100), np.float32)
    beats = new_beats(sample, symbol=np.array(list(LETTERS)))
    document = Document()
    session = ReviewSession(Record("made", FS, (Lead("I"),), signal), beats)
    document.open(session, (), FakeJournal())
    document.set_state(DocumentState.READY)
    return document


@pytest.fixture
def selection() -> Selection:
    return Selection()


@pytest.fixture
def found(document: Document, selection: Selection) -> FoundRhythms:
    return FoundRhythms(document, selection)


def run_of(found: FoundRhythms) -> RhythmEntry:
    (run,) = [e for e in found.entries if e.kind is EpisodeKind.VT]
    return run


def test_a_suggestion_with_another_edge_stays_chosen(
    qtbot: QtBot, found: FoundRhythms, document: Document, selection: Selection
) -> None:
    run = run_of(found)
    assert (run.group, run.state, run.n_beats) == (EntryGroup.V, EntryState.OPEN, 5)
    selection.choose_rhythms([run.key])
    document.label([24], BeatClass.N)
    qtbot.waitUntil(lambda: not found.awaits_refresh)
    shorter = run_of(found)
    assert shorter.n_beats == 4
    assert found.chosen == [shorter]
    document.label([20, 21, 22, 23], BeatClass.N)
    qtbot.waitUntil(lambda: not found.awaits_refresh)
    assert found.chosen == []
    assert selection.rhythms == ()


def test_an_answer_is_chosen_and_undone_at_once(
    found: FoundRhythms, document: Document
) -> None:
    run = run_of(found)
    assert run.event is not None
    document.confirm_rhythm(run.event)
    (chosen,) = found.chosen
    assert (chosen.state, chosen.n_beats) == (EntryState.CONFIRMED, 5)
    assert not found.awaits_refresh
    document.undo()
    assert found.chosen == [run]


def test_the_burden_counts_what_the_reader_adds(
    found: FoundRhythms, document: Document
) -> None:
    assert found.summary is not None
    assert found.summary.burden.n_episodes == 0
    document.add_episode(EpisodeKind.AF, 0, 1000)
    assert found.summary.burden.n_episodes == 1
    assert found.entries[0].group is EntryGroup.AF


def test_noise_and_what_has_no_rhythm_are_groups_of_their_own(
    qtbot: QtBot, found: FoundRhythms, document: Document
) -> None:
    document.add_episode(EpisodeKind.NOISE, 0, 1000)
    document.add_episode(EpisodeKind.VF, 2000, 2500)
    document.add_episode(EpisodeKind.PAUSE, 2600, 2700)
    qtbot.waitUntil(lambda: not found.awaits_refresh)
    groups = [entry.group for entry in found.entries if entry.event is None]
    first = EntryGroup.WITHOUT_RHYTHM
    assert groups == [first, EntryGroup.NOISE, EntryGroup.PAUSE]


def test_nothing_is_found_without_a_record(qtbot: QtBot) -> None:
    found = FoundRhythms(Document(), Selection())
    assert (found.entries, found.summary, found.rate) == ([], None, None)
