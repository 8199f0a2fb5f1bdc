"""The list sorts and searches, `]` goes on from the cursor, and the summary leads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Suggested
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.summary import Episodes
from ecgviewer.core.rhythm.surroundings import (
    SignalFindings,
    SignalState,
    SignalStates,
)
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.gui.look.time_text import day_of
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.rhythm_entries import EntryGroup, EntryState, RhythmEntry
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.entry_order import fits, in_order, next_at
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel
from ecgviewer.gui.rhythm.rhythm_summary import _counted
from tests.fakes import FakeJournal

FS = 100.0
LETTERS = "N" * 20 + "VVV" + "N" * 10 + "VV" + "N" * 10 + "SSSS" + "N" * 10
TITLES = ["No signal", "V run (VT)", "V couplet", "Pause, dropped beat?", "S run (SVT)"]
ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def opened(hours: float = 0.05, start: datetime | None = None) -> Document:
    """Return a review with an event of each of TITLES, the last three minutes in."""
    rr_s = np.full(len(LETTERS), 0.8)
    rr_s[20:23] = rr_s[45:49] = 0.4
    rr_s[40] = 2.4
    rr_s[55] = 40.0
    sample = np.round(np.cumsum(rr_s) * FS).astype(np.int64)
    n_samples = round(hours * 3600 * FS)
    signal = np.zeros((1, n_samples), np.float32)
    record = Record("made", FS, (Lead("I"),), signal, start_time=start)
    symbols = np.array(list(LETTERS))
    session = ReviewSession(record, new_beats(sample, symbol=symbols))
    document = Document()
    document.open(session, (), FakeJournal())
    document.set_state(DocumentState.READY)
    lost = [sample[54] + 20, sample[-1] + 20], [sample[55] - 20, n_samples]
    document.know_missing(UnknownStretches.of(*lost))
    return document


@pytest.fixture
def document() -> Document:
    return opened()


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> RhythmPanel:
    return shown(qtbot, document)


def shown(qtbot: QtBot, document: Document) -> RhythmPanel:
    panel = RhythmPanel(document, Selection())
    qtbot.addWidget(panel)
    panel.resize(400, 750)
    panel.show()
    return panel


def current(panel: RhythmPanel) -> RhythmEntry:
    return panel.model.entries[panel.table.currentIndex().row()]


def titles(panel: RhythmPanel) -> list[str]:
    return [event.title for event in panel.model.entries]


def test_what_has_no_rhythm_comes_first(panel: RhythmPanel) -> None:
    assert titles(panel) == ["No signal", *TITLES]
    assert panel.model.entries[0].duration_s == pytest.approx(39.6)


def test_the_list_sorts_by_each_column_and_back(panel: RhythmPanel) -> None:
    model, table = panel.model, panel.table
    found = list(model.entries)
    for column, value in enumerate(
        ("start", "title", "n_beats", "rate_bpm", "duration_s", "start")
    ):
        for order in (ASCENDING, DESCENDING):
            table.sortByColumn(column, order)
            values = [getattr(event, value) for event in model.entries]
            known = [each for each in values if each == each]
            assert known == sorted(known, reverse=order is DESCENDING)
            assert all(each != each for each in values[len(known) :])
    table.sortByColumn(-1, ASCENDING)
    assert model.entries == found


def test_the_cursor_stays_on_its_event_when_the_order_changes(
    panel: RhythmPanel,
) -> None:
    panel.table.selectRow(2)
    panel.table.sortByColumn(4, DESCENDING)
    row = panel.table.currentIndex().row()
    assert panel.model.entries[row].title == "V run (VT)"


def test_the_list_can_be_of_one_group(panel: RhythmPanel) -> None:
    groups = panel.bar.groups
    assert len({entry.group for entry in panel.model.entries}) > 1
    groups.setCurrentIndex(groups.findData(EntryGroup.V))
    groups.activated.emit(groups.currentIndex())
    assert titles(panel) == ["V run (VT)", "V couplet"]
    assert {entry.group for entry in panel.model.entries} == {EntryGroup.V}


def test_words_find_rhythms(panel: RhythmPanel) -> None:
    panel.bar.search.setText("dropped")
    assert titles(panel) == ["Pause, dropped beat?"]
    panel.bar.search.setText("v run")
    assert titles(panel) == ["V run (VT)"]
    panel.bar.search.setText("nonesuch")
    assert titles(panel) == []
    panel.bar.search.clear()
    assert len(titles(panel)) == 6


def test_the_key_goes_on_from_the_beat_that_was_chosen(panel: RhythmPanel) -> None:
    selection = panel._selection
    panel.step(1)
    assert current(panel).title == "V run (VT)"
    selection.select([30])
    panel.step(1)
    assert current(panel).title == "V couplet"
    panel.step(1)
    assert current(panel).title == "Pause, dropped beat?"
    selection.select([30])
    panel.step(-1)
    assert current(panel).title == "V run (VT)"


def test_the_key_goes_on_from_the_time_cursor(panel: RhythmPanel) -> None:
    panel.table.selectRow(5)
    couplet = next(e for e in panel.model.entries if e.title == "V couplet")
    panel._selection.set_cursor(couplet.start - 10)
    panel.step(1)
    assert current(panel) == couplet
    assert panel._selection.cursor_sample == couplet.start
    panel._selection.set_cursor(couplet.start + 10)
    panel.step(-1)
    assert current(panel) == couplet


def test_the_key_reaches_events_without_a_beat_and_those_of_one_beat(
    qtbot: QtBot,
) -> None:
    document = opened()
    codes = np.zeros(200, np.uint8)
    codes[60:70] = SignalState.FIBRILLATING
    document.know_findings(SignalFindings(SignalStates(codes, FS)))
    panel = shown(qtbot, document)
    gone_to = []
    for _ in panel.model.entries:
        panel.step(1)
        gone_to.append(current(panel))
    assert gone_to == sorted(panel.model.entries, key=lambda entry: entry.start)
    panel.step(1)
    assert current(panel) == gone_to[0]
    panel.step(-1)
    assert current(panel) == gone_to[-1]


def test_an_edit_leaves_cursor_and_view(
    qtbot: QtBot, panel: RhythmPanel, document: Document
) -> None:
    panel.activateWindow()
    panel.table.setFocus()
    qtbot.waitUntil(panel.table.hasFocus)
    panel.step(1)
    panel.step(1)
    panel._selection.set_view(3.0, 4.0)
    document.set_symbol([0], "V")
    qtbot.waitUntil(lambda: "V 6 " in plain(panel))
    assert panel._selection.view_s == (3.0, 4.0)
    assert current(panel).title == "V couplet"


def plain(panel: RhythmPanel) -> str:
    return re.sub("<[^>]*>", "", panel.summary.text().replace("<br>", "\n"))


def test_the_summary_has_counts_and_rates(panel: RhythmPanel) -> None:
    text = plain(panel)
    assert "V 5 (8.5 %), 1 couplet, 1 run, longest 3 beats" in text
    assert "S 4 (6.8 %), no couplets, 1 run, longest 4 beats" in text
    assert "1 pause, longest 2.4 s, no suspected AF" in text
    assert "can be analysed" in text
    assert "Heart rate" in text


def test_the_summary_leads_to_its_places(panel: RhythmPanel) -> None:
    chosen = QSignalSpy(panel.summary.place_chosen)
    links = re.findall(r'href="([^"]*)">([^<]*)<', panel.summary.text())
    assert len(links) == 6
    for link, _ in links:
        panel.summary.linkActivated.emit(link)
        start, stop = (int(each) for each in link.split("-"))
        view_s = panel._selection.view_s
        assert view_s[0] <= start / FS
        assert stop / FS <= view_s[1]
    assert chosen.count() == len(links)
    assert panel._selection.current is not None


def test_a_review_that_is_read_only_has_rhythms_too(qtbot: QtBot) -> None:
    document = opened()
    document.read_only = "signed elsewhere"
    assert len(shown(qtbot, document).model.entries) == 6


def test_days_are_shown_where_there_are_several(qtbot: QtBot) -> None:
    one = shown(qtbot, opened(start=datetime(2020, 1, 1, 12)))
    assert one.table.isColumnHidden(5)
    two = shown(qtbot, opened(start=datetime(2020, 1, 1, 23, 59, 0)))
    assert not two.table.isColumnHidden(5)
    days = {event.title: two.model.texts(event)[5] for event in two.model.entries}
    assert (days["V run (VT)"], days["S run (SVT)"]) == ("1", "1")
    last = two.model.entries[1]
    assert (two.model.texts(last)[0], two.model.texts(last)[5]) == ("00:00:25", "2")


def test_the_day_of_a_time() -> None:
    assert day_of(3600.0, None) == 1
    assert day_of(25 * 3600.0, None) == 2
    assert day_of(3600.0, datetime(2020, 1, 1, 23, 30)) == 2


def entry(start: int, rate_bpm: float = 60.0, length: int = 100) -> RhythmEntry:
    key, stop = Suggested(RhythmKind.VT, start, start + length), start + length
    said = EntryState.OPEN, EpisodeKind.VT, "V run (VT)"
    return RhythmEntry(key, *said, start, stop, 1.0, 2, rate_bpm)


def test_the_next_rhythm_is_by_time_whatever_the_order() -> None:
    entries = [entry(at) for at in (500, 100, 300)]
    assert next_at(entries, 100, 1) == 2
    assert next_at(entries, 300, -1) == 1
    assert next_at(entries, 500, 1) is None
    assert next_at(entries, 100, -1) is None


def test_rhythms_that_begin_together_follow_each_other() -> None:
    entries = [entry(100), entry(100, length=50), entry(300)]
    keys = [each.key for each in entries]
    assert next_at(entries, 100, 1, keys[0]) == 1
    assert next_at(entries, 100, 1, keys[1]) == 2
    assert next_at(entries, 100, -1, keys[1]) == 0
    assert next_at(entries, 100, 1) == 2


def test_all_words_must_fit() -> None:
    assert fits(("0:12", "Pause, after V"), "after PAUSE")
    assert not fits(("0:12", "Pause, after V"), "after S")


def test_rhythms_without_a_rate_come_last_either_way() -> None:
    entries = [entry(at, bpm) for at, bpm in ((1, np.nan), (2, 90.0))]
    for descending in (False, True):
        order = in_order(entries, 3, descending=descending)
        assert [each.start for each in order] == [2, 1]


def test_the_table_is_read_in_rows_by_eye_and_by_screen_readers(
    panel: RhythmPanel,
) -> None:
    table = panel.table
    rows = table.SelectionBehavior.SelectRows
    assert table.selectionBehavior() is rows
    assert table.selectionMode() is table.SelectionMode.ExtendedSelection
    assert table.alternatingRowColors()
    assert not table.showGrid()
    assert not table.wordWrap()
    assert not table.tabKeyNavigation()
    assert table.verticalHeader().isHidden()
    assert table.accessibleName() == "Rhythms"
    assert panel.summary.accessibleName() == "Summary of the rhythm"
    assert panel.bar.groups.accessibleName() == "Kind of rhythm"
    assert panel.bar.search.accessibleName() == "Find among the rhythms"
    assert panel.plot.accessibleName() == "RR interval against the next"


def test_columns_are_wide_enough_for_what_they_say(panel: RhythmPanel) -> None:
    metrics = panel.table.fontMetrics()
    for column in (0, 2, 3, 4):
        texts = [panel.model.texts(entry)[column] for entry in panel.model.entries]
        width = max(map(metrics.horizontalAdvance, texts))
        assert width < panel.table.columnWidth(column) < width + 40
    panel.resize(120, 750)
    assert panel.table.columnWidth(1) > metrics.horizontalAdvance("Pause, dropped b")
    panel.resize(600, 750)
    assert panel.table.columnWidth(1) > 300
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    role = Qt.ItemDataRole.TextAlignmentRole
    aligned = [panel.model.index(0, column).data(role) for column in range(5)]
    assert aligned == [None, None, right, right, right]


def test_a_list_that_stays_the_same_is_not_filled_again(
    qtbot: QtBot, panel: RhythmPanel
) -> None:
    filled = QSignalSpy(panel.model.modelReset)
    emptied = QSignalSpy(panel.model.modelAboutToBeReset)
    panel.refresh()
    assert filled.count() == 0
    panel.bar.search.setText("couplet")
    assert (emptied.count(), filled.count()) == (1, 1)


def test_views_are_told_before_and_after_the_order_changes(panel: RhythmPanel) -> None:
    before = QSignalSpy(panel.model.layoutAboutToBeChanged)
    after = QSignalSpy(panel.model.layoutChanged)
    panel.table.sortByColumn(2, DESCENDING)
    assert before.count() == after.count() > 0


def test_a_lead_that_is_off_is_listed_and_counted(
    qtbot: QtBot, panel: RhythmPanel, document: Document
) -> None:
    off = LeadOff(OffLead(1, "<V1>"), UnknownStretches.of([500], [1500]))
    document.know_missing(UnknownStretches.none(), None, (off,))
    qtbot.waitUntil(lambda: not panel.awaits_refresh)
    (entry,) = [e for e in panel.model.entries if e.title == "<V1> off"]
    assert entry.group is EntryGroup.NOISE
    assert '<a href="500-1499">&lt;V1&gt; 2:50</a>' in panel.summary.text()


def test_the_summary_says_how_many_runs_are_doubtful() -> None:
    run = RhythmEvent(RhythmKind.VT, 0, 200, FS, 5, 150.0)
    doubtful = replace(run, doubtful=True)
    texts = [
        re.sub("<[^>]*>", "", _counted("run", Episodes.of(events), by_beats=True))
        for events in ([run], [run, doubtful], [doubtful])
    ]
    assert texts == [
        "1 run, longest 5 beats",
        "2 runs (1 of poor signal), longest 5 beats",
        "1 run (of poor signal), longest 5 beats",
    ]


def test_rows_beside_an_edit_stay(
    qtbot: QtBot, panel: RhythmPanel, document: Document
) -> None:
    filled = QSignalSpy(panel.model.modelReset)
    gone, new = (
        QSignalSpy(signal)
        for signal in (panel.model.rowsRemoved, panel.model.rowsInserted)
    )
    before = [entry for entry in panel.model.entries if entry.title != "V couplet"]
    columns = document.columns
    assert columns is not None
    document.label(columns.beat_id[33:35], BeatClass.N)
    qtbot.waitUntil(lambda: not panel.awaits_refresh)
    assert panel.model.entries == before
    assert (filled.count(), gone.count(), new.count()) == (0, 1, 0)
    document.undo()
    qtbot.waitUntil(lambda: not panel.awaits_refresh)
    assert [e.title for e in panel.model.entries if e in before] == [
        entry.title for entry in before
    ]
    assert len(panel.model.entries) == len(before) + 1
    assert (filled.count(), gone.count(), new.count()) == (0, 1, 1)
    runs = [entry for entry in panel.model.entries if entry.kind is EpisodeKind.VT]
    assert runs[0] is next(e for e in before if e.kind is EpisodeKind.VT)
