"""What a reader says of the rhythm: each edit, what it refuses, and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.change import Cause, ChangeKind
from ecgviewer.core.review.edit_texts import place_text
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.labelled_by import labelled_by
from ecgviewer.core.review.rhythm_editor import RhythmEditor
from ecgviewer.core.review.rhythm_edits import RhythmAction, RhythmEdit, apply_rhythm
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import (
    EpisodeKind,
    RhythmRole,
    kind_of_code,
    kind_of_suggestion,
)
from ecgviewer.core.rhythm.episodes import (
    NO_LEAD_READABLE,
    Episode,
    EpisodeOrigin,
    ReaderRhythms,
    Suggested,
)
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from tests.core.review.random_edits import FS, N_SAMPLES, random_session

AF = RhythmEvent(RhythmKind.AF, 100, 499, FS, 5, 80.0)


def edited(
    session: ReviewSession, *makes: Callable[[RhythmEditor], RhythmEdit]
) -> None:
    for make in makes:
        session.edit(make(session.rhythm_editor("Ada")))


def only(session: ReviewSession) -> Episode:
    (row,) = session.rhythms.rows
    return row


def origins(session: ReviewSession) -> list[str]:
    return [row.origin.value for row in session.rhythms.rows]


def test_every_kind_has_words_a_code_and_a_colour() -> None:
    assert len({kind.code for kind in EpisodeKind}) == len(EpisodeKind)
    for kind in EpisodeKind:
        assert kind_of_code(kind.code) is kind
        assert kind.title == kind.text[0].upper() + kind.text[1:]
        assert kind.role in RhythmRole
    assert kind_of_code("VFIB") is EpisodeKind.VF
    assert kind_of_code("XYZ") is None


def test_every_suggestion_can_be_confirmed() -> None:
    kinds = {kind: kind_of_suggestion(kind) for kind in RhythmKind}
    assert kinds[RhythmKind.AF] is EpisodeKind.AF
    assert kinds[RhythmKind.NO_BEATS] is EpisodeKind.PAUSE
    assert kinds[RhythmKind.NO_SIGNAL] is EpisodeKind.NOISE
    assert kinds[RhythmKind.V_BIGEMINY] is EpisodeKind.V_BIGEMINY


def test_a_confirmed_suggestion_holds_its_last_beat() -> None:
    session = random_session()
    _, change = session.edit(session.rhythm_editor("Ada").confirm(AF))
    assert (change.kind, change.cause) == (ChangeKind.RHYTHMS, Cause.EDIT)
    assert not len(change.beat_ids)
    assert change.text == "Confirm atrial fibrillation 0:00:01.0–0:00:05.0"
    row = only(session)
    assert (row.start, row.stop, row.kind) == (100, 500, EpisodeKind.AF)
    assert (row.origin, row.reader) == (EpisodeOrigin.CONFIRMED, "Ada")
    assert row.answers == (Suggested(RhythmKind.AF, 100, 500),)
    assert session.rhythms.episodes == (row,)
    assert row.duration_s(FS) == 4
    with pytest.raises(EditError, match="an episode already"):
        session.rhythm_editor("Ada").confirm(AF)
    with pytest.raises(EditError, match="answered already"):
        session.rhythm_editor("Ada").dismiss(AF)


def test_a_suggestion_is_confirmed_as_something_else() -> None:
    session = random_session()
    edited(session, lambda e: e.confirm(AF, EpisodeKind.OTHER, "wandering pacemaker"))
    assert only(session).title == "wandering pacemaker"
    assert only(session).role is RhythmRole.OTHER
    with pytest.raises(EditError, match="Say in a note"):
        random_session().rhythm_editor().confirm(AF, EpisodeKind.OTHER, " ")


def test_a_dismissed_suggestion_is_not_an_episode_and_can_be_confirmed_later() -> None:
    session = random_session()
    edited(session, lambda e: e.dismiss(AF))
    assert session.history.undo_text == "Dismiss Suspected AF 0:00:01.0–0:00:05.0"
    assert not list(session.rhythms.episodes)
    assert origins(session) == ["dismissed"]
    edited(session, lambda e: e.confirm(replace(AF, start=120)))
    assert only(session).start == 120
    assert origins(session) == ["confirmed"]
    session.undo()
    assert [row.start for row in session.rhythms.dismissed] == [100]
    edited(session, lambda e: e.delete([only(session).episode_id]))
    assert session.history.undo_text.startswith("Suggest atrial fibrillation")
    assert session.history.undo_text.endswith("again")
    assert not session.rhythms.rows


def test_an_episode_is_added_as_far_as_it_lies_within_the_record() -> None:
    session = random_session()
    edited(session, lambda e: e.add(EpisodeKind.VT, -50, N_SAMPLES + 50, "wide"))
    row = only(session)
    assert (row.start, row.stop, row.note) == (0, N_SAMPLES, "wide")
    assert row.origin is EpisodeOrigin.ADDED
    assert row.title == "Ventricular tachycardia"
    for start, stop in ((5, 5), (9, 5), (N_SAMPLES, N_SAMPLES + 9), (-9, 0)):
        with pytest.raises(EditError, match="outside the record, or empty"):
            session.rhythm_editor().add(EpisodeKind.VT, start, stop)


def test_either_end_is_moved() -> None:
    session = random_session()
    edited(
        session,
        lambda e: e.add(EpisodeKind.AF, 100, 500),
        lambda e: e.move_start(0, -20),
        lambda e: e.move_stop(0, 900),
    )
    assert (only(session).start, only(session).stop) == (0, 900)
    assert session.history.undo_text == (
        "Move the end of atrial fibrillation 0:00:00.0–0:00:05.0 to 0:00:00.0–0:00:09.0"
    )
    editor = session.rhythm_editor()
    with pytest.raises(EditError, match="The beginning of the episode is there"):
        editor.move_start(0, 0)
    with pytest.raises(EditError, match="delete it instead"):
        editor.move_start(0, 900)
    with pytest.raises(EditError, match="delete it instead"):
        editor.move_stop(0, 0)
    with pytest.raises(EditError, match="not there any more"):
        editor.move_stop(7, 5)


def test_episodes_are_joined_with_what_lies_between_and_split_again() -> None:
    session = random_session()
    edited(
        session,
        lambda e: e.confirm(AF),
        lambda e: e.add(EpisodeKind.AF, 800, 900, "late"),
        lambda e: e.join([1, 0]),
    )
    row = only(session)
    assert (row.episode_id, row.start, row.stop, row.note) == (0, 100, 900, "late")
    assert row.answers == (Suggested.of(AF),)
    assert session.history.undo_text.startswith("Join 2 episodes to atrial")
    edited(session, lambda e: e.split(0, 600))
    first, second = session.rhythms.episodes
    assert (first.start, first.stop, second.start, second.stop) == (100, 600, 600, 900)
    assert first.answers == second.answers
    assert (first.episode_id, second.episode_id) == (0, 1)
    assert session.history.undo_text.endswith("at 0:00:06.0")
    for at in (100, 600, 5000):
        with pytest.raises(EditError, match="within the episode"):
            session.rhythm_editor().split(0, at)
    with pytest.raises(EditError, match="two episodes or more"):
        session.rhythm_editor().join([0, 0])
    edited(session, lambda e: e.set_kind(1, EpisodeKind.ATRIAL_FLUTTER))
    with pytest.raises(EditError, match="different kinds"):
        session.rhythm_editor().join([0, 1])


def test_an_episode_is_called_something_else_and_gets_a_note() -> None:
    session = random_session()
    edited(
        session,
        lambda e: e.add(EpisodeKind.AF, 100, 500),
        lambda e: e.set_note(0, "x" * 50),
        lambda e: e.set_note(0, ""),
    )
    assert session.history.undo_text.endswith(f": {'x' * 40}… → none")
    edited(session, lambda e: e.set_kind(0, EpisodeKind.NOISE))
    assert only(session).lead_quality == NO_LEAD_READABLE
    edited(session, lambda e: e.set_kind(0, EpisodeKind.NOISE, "electrode off"))
    assert only(session).lead_quality == NO_LEAD_READABLE
    edited(session, lambda e: e.set_kind(0, EpisodeKind.OTHER))
    assert (only(session).lead_quality, only(session).title) == (0, "electrode off")
    editor = session.rhythm_editor()
    with pytest.raises(EditError, match="other rhythm already"):
        editor.set_kind(0, EpisodeKind.OTHER)
    with pytest.raises(EditError, match="Say in a note"):
        editor.set_note(0, "")


def test_several_are_deleted_at_once() -> None:
    session = random_session()
    edited(
        session,
        lambda e: e.add(EpisodeKind.AF, 100, 500),
        lambda e: e.add(EpisodeKind.VT, 100, 300),
        lambda e: e.delete([0, 1]),
    )
    assert not session.rhythms.rows
    assert session.history.undo_text == "Delete 2 episodes"
    session.undo()
    assert [row.kind for row in session.rhythms.rows] == [
        EpisodeKind.VT,
        EpisodeKind.AF,
    ]
    edited(session, lambda e: e.delete([0]))
    assert session.history.undo_text.startswith("Delete atrial fibrillation 0:00:01")
    with pytest.raises(EditError, match="No episode is selected"):
        session.rhythm_editor().delete([])


def test_rhythms_of_somebody_else_are_taken_over_once() -> None:
    session, theirs = random_session(), random_session()
    edited(theirs, lambda e: e.confirm(AF), lambda e: e.add(EpisodeKind.VT, 5, 50))
    edited(session, lambda e: e.add(EpisodeKind.VT, 5, 50))
    edited(session, lambda e: e.import_from(theirs.rhythms, "annotations atr"))
    assert session.history.undo_text == "Import 1 rhythm of annotations atr"
    (row,) = session.rhythms.of_kind(EpisodeKind.AF)
    assert (row.episode_id, row.origin, row.answers) == (1, EpisodeOrigin.IMPORTED, ())
    with pytest.raises(EditError, match="no rhythm of annotations atr to take over"):
        session.rhythm_editor().import_from(theirs.rhythms, "annotations atr")


def test_an_edit_made_for_another_state_is_refused() -> None:
    editor = random_session().rhythm_editor("Ada")
    edit = editor.add(EpisodeKind.AF, 100, 500)
    rhythms = apply_rhythm(editor.rhythms, edit)
    with pytest.raises(EditError, match="there already"):
        apply_rhythm(rhythms, edit)
    with pytest.raises(EditError, match="changed since"):
        apply_rhythm(editor.rhythms, edit.inverse())
    row: Episode = replace(edit.after[0], note="other")
    with pytest.raises(EditError, match="changed since"):
        apply_rhythm(ReaderRhythms((row,)), edit.inverse())
    assert edit.span == (100, 500)
    assert edit == replace(edit, text="", by="Eve")
    assert edit != replace(edit, action=RhythmAction.CONFIRM)


def test_a_range_marked_as_noise_is_unknown_as_marked_beats_are() -> None:
    by_beats, by_episode = random_session(), random_session()
    start, stop = 200, 500
    _, change = by_episode.edit(
        by_episode.rhythm_editor("Ada").add(EpisodeKind.NOISE, start, stop)
    )
    assert change.kind is ChangeKind.VALUES
    assert change.beat_ids.tolist() == [1, 2, 3, 4, 5]
    noisy = (by_beats.beats.sample >= start) & (by_beats.beats.sample < stop)
    columns = by_episode.columns
    assert columns.readable.tolist() == (~noisy).tolist()
    assert columns.quality[noisy].tolist() == [0, 0, 0]
    assert np.isnan(columns.rr_readable_s[2:6]).all()
    assert by_episode.unknown.n_samples(0, N_SAMPLES) == stop - start
    assert by_episode.surroundings.unknown.same_as(by_episode.unknown)
    _, change = by_episode.undo()
    assert change.kind is ChangeKind.VALUES
    assert by_episode.columns.readable.all()
    assert len(by_episode.unknown) == 0


def test_noise_in_some_leads_leaves_the_rhythm_known() -> None:
    some = Episode(0, EpisodeKind.NOISE, 200, 500, EpisodeOrigin.IMPORTED)
    for quality, unknown in ((0x01, False), (0x11, False), (0x33, True), (0xFF, True)):
        rhythms = ReaderRhythms((replace(some, lead_quality=quality),))
        record = random_session().record
        session = ReviewSession(record, rhythms=rhythms)
        assert bool(len(session.unknown)) is unknown
    dismissed = replace(some, lead_quality=0x33, origin=EpisodeOrigin.DISMISSED)
    assert not dismissed.is_unknown


def test_edits_of_rhythms_are_nobodys_labels_and_undone_in_one_order() -> None:
    session = random_session()
    session.edit(replace(relabel(session.beats, [1], BeatClass.V, 7), by="Ada"))
    edited(session, lambda e: e.confirm(AF))
    session.edit(replace(relabel(session.beats, [2], BeatClass.V, 7), by="Ada"))
    assert labelled_by(session)["Ada"].sum() == 2
    assert session.keeps_beats
    session.undo()
    assert session.rhythms.rows
    session.undo()
    assert not session.rhythms.rows
    assert session.columns.label[1] == BeatClass.V
    session.redo()
    assert session.rhythms.rows


def test_places_are_told_in_hours_minutes_and_seconds() -> None:
    assert place_text(0) == "0:00:00.0"
    assert place_text(3599.96) == "1:00:00.0"
    assert place_text(90061.25) == "25:01:01.2"
