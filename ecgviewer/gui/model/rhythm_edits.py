"""The edits that a reader makes of rhythms; the document puts each in its session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ecgviewer.core.review.rhythm_editor import RhythmEditor
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent
from ecgviewer.gui.model.beat_edits import BeatEdits

_NONE = ReaderRhythms()


class RhythmEdits(BeatEdits):
    """What can be done to rhythms; each method returns whether it was done."""

    @property
    def rhythms(self) -> ReaderRhythms:
        """What the reader says of the rhythm; nothing without a record."""
        return self.session.rhythms if self.session else _NONE

    def confirm_rhythm(
        self, event: RhythmEvent, kind: EpisodeKind | None = None, note: str = ""
    ) -> bool:
        """Make a suggestion an episode, of its own kind unless another is given."""
        return self._edit_rhythms(lambda editor: editor.confirm(event, kind, note))

    def dismiss_rhythm(self, event: RhythmEvent) -> bool:
        """Dismiss a suggestion."""
        return self._edit_rhythms(lambda editor: editor.dismiss(event))

    def add_episode(
        self, kind: EpisodeKind, start: int, stop: int, note: str = ""
    ) -> bool:
        """Add an episode of samples [start, stop)."""
        return self._edit_rhythms(lambda editor: editor.add(kind, start, stop, note))

    def move_episode_start(self, episode_id: int, sample: int) -> bool:
        """Move the beginning of an episode."""
        return self._edit_rhythms(lambda editor: editor.move_start(episode_id, sample))

    def move_episode_stop(self, episode_id: int, sample: int) -> bool:
        """Move the end of an episode: the first sample after it."""
        return self._edit_rhythms(lambda editor: editor.move_stop(episode_id, sample))

    def delete_episodes(self, episode_ids: Sequence[int]) -> bool:
        """Delete episodes, or let dismissed suggestions be made again."""
        return self._edit_rhythms(lambda editor: editor.delete(episode_ids))

    def join_episodes(self, episode_ids: Sequence[int]) -> bool:
        """Join episodes of one kind, and what lies between them."""
        return self._edit_rhythms(lambda editor: editor.join(episode_ids))

    def split_episode(self, episode_id: int, sample: int) -> bool:
        """Split an episode in two; the second one begins at the sample."""
        return self._edit_rhythms(lambda editor: editor.split(episode_id, sample))

    def set_episode_kind(
        self, episode_id: int, kind: EpisodeKind, note: str | None = None
    ) -> bool:
        """Call an episode something else."""
        return self._edit_rhythms(
            lambda editor: editor.set_kind(episode_id, kind, note)
        )

    def note_episode(self, episode_id: int, note: str) -> bool:
        """Write a note on an episode."""
        return self._edit_rhythms(lambda editor: editor.set_note(episode_id, note))

    def import_episodes(self, rhythms: ReaderRhythms, source: str) -> bool:
        """Take over the episodes of an annotation file or of another reader."""
        return self._edit_rhythms(lambda editor: editor.import_from(rhythms, source))

    def _edit_rhythms(self, make: Callable[[RhythmEditor], RhythmEdit]) -> bool:
        return self._edit(lambda session: make(session.rhythm_editor(self.author)))
