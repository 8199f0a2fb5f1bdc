"""Makes the edits of what a reader says of the rhythm; each is checked before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecgviewer.core.review.edit_texts import menu_text, place_text
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.rhythm_edits import RhythmAction, RhythmEdit
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind, kind_of_suggestion
from ecgviewer.core.rhythm.episodes import (
    NO_LEAD_READABLE,
    Episode,
    EpisodeOrigin,
    ReaderRhythms,
    Suggested,
)
from ecgviewer.core.rhythm.kinds import RhythmEvent
from ecgviewer.core.rhythm.suggested import same_suggestion
from ecgviewer.core.wording import count

_GONE = "The episode is not there any more."


@dataclass(frozen=True)
class RhythmEditor:
    """Makes the edits of a reader; each method returns one, and changes nothing.

    Attributes
    ----------
    rhythms : ReaderRhythms
        As they are now.
    fs : float
        Sampling frequency in Hz.
    n_samples : int
        Length of the record.
    reader : str
        Who edits.
    """

    rhythms: ReaderRhythms
    fs: float
    n_samples: int
    reader: str = ""

    def confirm(
        self, event: RhythmEvent, kind: EpisodeKind | None = None, note: str = ""
    ) -> RhythmEdit:
        """Make a suggestion an episode, of its own kind unless another is given.

        What was dismissed before is dismissed no longer.

        Raises
        ------
        EditError
            If it was confirmed already, or an `OTHER` kind has no words.
        """
        kind, suggested = kind or kind_of_suggestion(event.kind), Suggested.of(event)
        if self._answering(suggested, self.rhythms.episodes):
            raise EditError("That suggestion is an episode already.")
        row = self._new(kind, event.start, event.stop + 1, note)
        after = replace(row, origin=EpisodeOrigin.CONFIRMED, answers=(suggested,))
        if event.lead and kind is EpisodeKind.NOISE:
            words = note or event.lead.text
            after = replace(after, note=words, lead_quality=event.lead.quality)
        before = self._answering(suggested, self.rhythms.dismissed)
        text = f"Confirm {self._said(after)}"
        return RhythmEdit(RhythmAction.CONFIRM, before, (after,), text)

    def dismiss(self, event: RhythmEvent) -> RhythmEdit:
        """Dismiss a suggestion: it stays away (`core.rhythm.suggested`).

        Raises
        ------
        EditError
            If it was answered already.
        """
        suggested = Suggested.of(event)
        if self._answering(suggested, self.rhythms.rows):
            raise EditError("That suggestion was answered already.")
        row = Episode(
            self.rhythms.next_id,
            kind_of_suggestion(event.kind),
            event.start,
            event.stop + 1,
            EpisodeOrigin.DISMISSED,
            self.reader,
            event.lead.text if event.lead else "",
            answers=(suggested,),
        )
        text = f"Dismiss {_name(event)} {self._place(row.start, row.stop)}"
        return RhythmEdit(RhythmAction.DISMISS, (), (row,), text)

    def add(
        self, kind: EpisodeKind, start: int, stop: int, note: str = ""
    ) -> RhythmEdit:
        """Add an episode of samples [start, stop); the part within the record counts.

        Raises
        ------
        EditError
            If nothing of it lies within the record, or an `OTHER` kind has no words.
        """
        row = self._new(kind, start, stop, note)
        return RhythmEdit(RhythmAction.ADD, (), (row,), f"Add {self._said(row)}")

    def move_start(self, episode_id: int, sample: int) -> RhythmEdit:
        """Move the beginning of an episode.

        Raises
        ------
        EditError
            If there is no such episode, it begins there already, or nothing is left.
        """
        return self._moved(episode_id, sample, None)

    def move_stop(self, episode_id: int, sample: int) -> RhythmEdit:
        """Move the end of an episode, which is the first sample after it.

        Raises
        ------
        EditError
            If there is no such episode, it ends there already, or nothing is left.
        """
        return self._moved(episode_id, None, sample)

    def delete(self, episode_ids: Sequence[int]) -> RhythmEdit:
        """Delete episodes; of a dismissed suggestion, let it be suggested again.

        Raises
        ------
        EditError
            If none is given, or one is not there.
        """
        rows = self._rows(episode_ids)
        text = f"Delete {self._said(rows[0])}"
        if len(rows) > 1:
            text = f"Delete {count(len(rows), 'episode')}"
        elif rows[0].is_dismissed:
            text = f"Suggest {self._said(rows[0])} again"
        return RhythmEdit(RhythmAction.DELETE, rows, (), text)

    def join(self, episode_ids: Sequence[int]) -> RhythmEdit:
        """Join episodes, and what lies between them, into the first of them.

        Raises
        ------
        EditError
            If there are fewer than two, one is not there, or they are of two kinds.
        """
        rows = self._rows(episode_ids)
        if len(rows) < 2:
            raise EditError("Choose two episodes or more to join.")
        if len({(row.kind, row.is_dismissed) for row in rows}) > 1:
            raise EditError("Episodes of different kinds cannot be joined.")
        first = min(rows, key=lambda row: row.start)
        notes = dict.fromkeys(row.note for row in rows if row.note)
        after = replace(
            first,
            stop=max(row.stop for row in rows),
            note="; ".join(notes),
            lead_quality=int(np.bitwise_or.reduce([r.lead_quality for r in rows])),
            answers=tuple(dict.fromkeys(a for row in rows for a in row.answers)),
        )
        text = f"Join {count(len(rows), 'episode')} to {self._said(after)}"
        return RhythmEdit(RhythmAction.JOIN, rows, (after,), text)

    def split(self, episode_id: int, sample: int) -> RhythmEdit:
        """Split an episode in two; the second one begins at the sample.

        Raises
        ------
        EditError
            If there is no such episode, or the sample does not lie within it.
        """
        (row,) = self._rows([episode_id])
        if not row.start < sample < row.stop:
            raise EditError("Choose a place within the episode to split it.")
        first = replace(row, stop=sample)
        second = replace(row, start=sample, episode_id=self.rhythms.next_id)
        text = f"Split {self._said(row)} at {place_text(sample / self.fs)}"
        return RhythmEdit(RhythmAction.SPLIT, (row,), (first, second), text)

    def set_kind(
        self, episode_id: int, kind: EpisodeKind, note: str | None = None
    ) -> RhythmEdit:
        """Call an episode something else; without a note it keeps its own.

        Raises
        ------
        EditError
            If there is no such episode, it is called so already, or an `OTHER` kind
            has no words.
        """
        (row,) = self._rows([episode_id])
        words = row.note if note is None else note
        if (kind, words) == (row.kind, row.note):
            raise EditError(f"The episode is {kind.text} already.")
        _check_words(kind, words)
        quality = row.lead_quality if kind is row.kind else _quality(kind)
        after = replace(row, kind=kind, note=words, lead_quality=quality)
        text = f"Change {self._said(row)} to {after.text}"
        return RhythmEdit(RhythmAction.RENAME, (row,), (after,), text)

    def set_note(self, episode_id: int, note: str) -> RhythmEdit:
        """Write a note on an episode; an empty one takes it away.

        Raises
        ------
        EditError
            If there is no such episode, or an `OTHER` kind has no words.
        """
        (row,) = self._rows([episode_id])
        _check_words(row.kind, note)
        after = replace(row, note=note)
        text = f"Note on {self._said(row)}: {_short(row.note)} → {_short(note)}"
        return RhythmEdit(RhythmAction.NOTE, (row,), (after,), text)

    def import_from(self, rhythms: ReaderRhythms, source: str) -> RhythmEdit:
        """Take over the episodes of somebody else that are not there already.

        Parameters
        ----------
        rhythms : ReaderRhythms
            Of an annotation file, say.
        source : str
            What that is called.

        Raises
        ------
        EditError
            If there is nothing to take over.
        """
        there = {_content(row) for row in self.rhythms.episodes}
        found = [row for row in rhythms.episodes if _content(row) not in there]
        if not found:
            raise EditError(f"There is no rhythm of {source} to take over.")
        imported, first = EpisodeOrigin.IMPORTED, self.rhythms.next_id
        rows = tuple(
            replace(row, episode_id=first + n, origin=imported, answers=())
            for n, row in enumerate(found)
        )
        text = f"Import {count(len(rows), 'rhythm')} of {source}"
        return RhythmEdit(RhythmAction.IMPORT, (), rows, text)

    def _answering(
        self, suggested: Suggested, rows: Sequence[Episode]
    ) -> tuple[Episode, ...]:
        """Return the rows that answer a suggestion."""
        return tuple(
            row
            for row in rows
            if any(same_suggestion(suggested, each) for each in row.answers)
        )

    def _new(self, kind: EpisodeKind, start: int, stop: int, note: str) -> Episode:
        _check_words(kind, note)
        first, beyond = max(start, 0), min(stop, self.n_samples)
        if first >= beyond:
            raise EditError("That stretch is outside the record, or empty.")
        added = EpisodeOrigin.ADDED
        return Episode(
            self.rhythms.next_id,
            kind,
            first,
            beyond,
            added,
            self.reader,
            note,
            _quality(kind),
        )

    def _moved(
        self, episode_id: int, start: int | None, stop: int | None
    ) -> RhythmEdit:
        (row,) = self._rows([episode_id])
        after = replace(
            row,
            start=row.start if start is None else max(start, 0),
            stop=row.stop if stop is None else min(stop, self.n_samples),
        )
        which = "end" if start is None else "beginning"
        if after == row:
            raise EditError(f"The {which} of the episode is there already.")
        if after.start >= after.stop:
            raise EditError("An episode ends after it begins; delete it instead.")
        now = self._place(after.start, after.stop)
        text = f"Move the {which} of {self._said(row)} to {now}"
        return RhythmEdit(RhythmAction.MOVE, (row,), (after,), text)

    def _rows(self, episode_ids: Sequence[int]) -> tuple[Episode, ...]:
        by_id = self.rhythms.by_id
        if not len(episode_ids):
            raise EditError("No episode is selected.")
        if any(each not in by_id for each in episode_ids):
            raise EditError(_GONE)
        return tuple(by_id[each] for each in dict.fromkeys(episode_ids))

    def _said(self, row: Episode) -> str:
        return f"{row.text} {self._place(row.start, row.stop)}"

    def _place(self, start: int, stop: int) -> str:
        return f"{place_text(start / self.fs)}–{place_text(stop / self.fs)}"


def _content(row: Episode) -> tuple[object, ...]:
    """Return what makes two episodes the same, whoever said so."""
    return row.kind, row.start, row.stop, row.note, row.lead_quality


def _short(note: str) -> str:
    """Return a note for a menu; in full it is among the rows of the edit."""
    return menu_text(note) or "none"


def _quality(kind: EpisodeKind) -> int:
    return NO_LEAD_READABLE if kind is EpisodeKind.NOISE else 0


def _check_words(kind: EpisodeKind, note: str) -> None:
    if kind is EpisodeKind.OTHER and not note.strip():
        raise EditError("Say in a note what rhythm it is.")


def _name(event: RhythmEvent) -> str:
    return event.lead.text if event.lead else event.kind.value.rstrip("?")
