"""Kinds are accepted, some of their beats looked at, and the review signed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.review.change import Cause, Change, ChangeKind
from ecgviewer.core.review.edits import Edit
from ecgviewer.core.review.kind_cells import LOOKS_OF_A_KIND
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.gui.dialogs.sign_dialog import SignDialog
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.main_window import MainWindow

_NOTHING = Change(ChangeKind.VALUES, Cause.PREDICTED, np.empty(0, np.int64))


def session_of(window: MainWindow) -> ReviewSession:
    assert window.document.session is not None
    return window.document.session


def do(window: MainWindow, *actions: str) -> None:
    for action in actions:
        window.action_set.actions[action].trigger()


def said(window: MainWindow) -> str:
    return window.statusBar().currentMessage()


def choose_largest_kind(window: MainWindow) -> int:
    """Frame the kind of most beats and return how many it has."""
    do(window, "view.kinds")
    grid = window.view(KindsView).panel.grid
    counts = [summary.count for summary in grid.summaries]
    grid.choose(int(np.argmax(counts)))
    return max(counts)


def test_an_accepted_kind_offers_beats_to_look_at(
    qtbot: QtBot, kinds_window: MainWindow
) -> None:
    window = kinds_window
    do(window, "go.look_at_kind")
    assert "Accept a kind of beats first" in said(window)
    n = choose_largest_kind(window)
    assert n > 2 * LOOKS_OF_A_KIND
    do(window, "beat.accept")
    assert said(window).startswith(
        f"Accepted as a kind: {n:,} beats, 0 looked at; look at {LOOKS_OF_A_KIND} with"
    )
    for looked in range(LOOKS_OF_A_KIND):
        assert session_of(window).evidence.looked.sum() == looked
        if not looked:
            do(window, "go.look_at_kind")
        more = f"Look at {LOOKS_OF_A_KIND - looked} more of this kind"
        assert said(window).startswith(more)
        (beat,) = window.selection.selected.tolist()
        row = session_of(window).columns.row_of(beat)
        assert session_of(window).evidence.accepted[row]
        do(window, "beat.accept")
    assert "as many more of this kind as you like" in said(window)
    assert f"{n:,} beats, 12 looked at" in said(window)
    with qtbot.waitSignal(window.queue.progress_changed) as progress:
        window.document.beats_changed.emit(_NOTHING)
    assert f"reviewed {n:,} of " in progress.args[0]
    assert f", {n - 12:,} as kinds, about " in progress.args[0]


def test_the_kinds_say_what_was_seen_of_them(
    qtbot: QtBot, kinds_window: MainWindow
) -> None:
    window = kinds_window
    n = choose_largest_kind(window)
    panel = window.view(KindsView).panel
    framed = panel.grid.current
    assert "ccepted as a kind" not in panel.hint.text()
    do(window, "beat.accept")
    panel.grid.choose(framed)
    assert panel.hint.text().startswith(
        f"Accepted as a kind: {n:,} beats, 0 looked at  ·  "
    )
    panel.buttons.look_button.click()
    do(window, "beat.accept")
    qtbot.waitUntil(lambda: f"{n:,} beats, 1 looked at" in panel.hint.text())


def test_all_beats_of_a_kind_can_be_looked_at(kinds_window: MainWindow) -> None:
    window = kinds_window
    groups = window.groups.groups
    assert groups is not None
    do(window, "view.kinds")
    grid = window.view(KindsView).panel.grid
    # Odd beats are looked at one by one anyway.
    kinds = [s for s in grid.summaries if s.code != GroupCode.ODD]
    rarest = min(kinds, key=lambda summary: summary.count)
    grid.choose(grid.summaries.index(rarest))
    do(window, "beat.accept", "go.look_at_kind")
    for _ in range(rarest.count):
        do(window, "beat.accept")
    assert said(window).startswith("All of this kind: accepted as a kind: ")


def test_the_queue_is_empty_only_when_accepted_kinds_were_looked_at(
    kinds_window: MainWindow,
) -> None:
    window = kinds_window
    session, groups = session_of(window), window.groups.groups
    assert groups is not None
    for code in groups.codes:
        window.document.accept(groups.beat_ids(code), as_kind=True)
    assert session.columns.reviewed.all()
    do(window, "go.next_in_queue")
    assert said(window).startswith("Look: ")
    offered = 0
    while "queue is empty" not in said(window):
        do(window, "beat.accept")
        offered += 1
    looks = window.groups.looks()
    assert looks is not None
    assert not looks.striking.any()
    assert offered == session.evidence.looked.sum() < len(session.beats)
    for code in groups.codes:
        n = len(groups.beat_ids(code))
        looked = session.evidence.looked[looks.code == code].sum()
        assert looked >= min(n, LOOKS_OF_A_KIND)
    assert "of each accepted kind some beats" in said(window)


def test_what_was_accepted_as_a_kind_is_known_when_it_is_opened_again(
    kinds_window: MainWindow, record_path: Path
) -> None:
    window = kinds_window
    ids = session_of(window).beats.beat_id[:5]
    window.document.accept(ids[:3], as_kind=True)
    window.document.accept(ids[3:])
    session = session_of(window)
    (path,) = record_path.parent.glob(f"*{JOURNAL_SUFFIX}")
    contents = read_journal(path)
    again = restore(session.record, contents)
    edits = [step.edit for step in contents.steps]
    assert [isinstance(e, Edit) and e.as_kind for e in edits] == [True, False]
    assert again.evidence.accepted.tolist() == session.evidence.accepted.tolist()
    assert again.evidence.looked.tolist() == session.evidence.looked.tolist()
    assert again.evidence.accepted.sum() == 3


def test_who_signs_is_told_what_was_seen_and_finds_no_sentence(
    qtbot: QtBot, kinds_window: MainWindow, record_path: Path
) -> None:
    window = kinds_window
    session = session_of(window)
    n = len(session.beats)
    window.document.accept(session.beats.beat_id[:20], as_kind=True)
    window.document.accept(session.beats.beat_id[20:23])
    do(window, "file.sign")
    dialog = window.findChild(SignDialog)
    assert dialog is not None
    seen = (
        "looked at singly: 3 beats; accepted as kinds without a look at each: 20; "
        f"not reviewed: {n - 23:,}"
    )
    assert dialog.seen.text().startswith(f"Beats {seen}.")
    assert " s of 60 s were never in view" in dialog.seen.text()
    assert dialog.text() == ""
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    sign = box.button(QDialogButtonBox.StandardButton.Ok)
    assert not sign.isEnabled()
    dialog.meaning.setText("  ")
    assert not sign.isEnabled()
    dialog.meaning.setText("Looked through.")
    sign.click()
    assert window.document.signed is not None
    assert window.document.signed.seen is not None
    assert window.document.signed.seen.text == seen
    assert f"Looked through. Beats {seen}." in said(window)
    (path,) = record_path.parent.glob(f"*{JOURNAL_SUFFIX}")
    signed = read_journal(path).signed
    assert signed == window.document.signed
    assert read_audit(path)[-1].what == f"Signed: Looked through; {seen}"
