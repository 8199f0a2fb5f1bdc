"""The edits that a reviewer makes of beats; the document puts each in its session."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy.typing as npt
from PySide6.QtCore import QObject

from ecgviewer.core.labels import Labels
from ecgviewer.core.review import beat_editor
from ecgviewer.core.review.history import AnyEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source


class BeatEdits(QObject):
    """What can be done to beats; each method returns whether it was done."""

    session: ReviewSession | None

    def label(
        self, beat_ids: npt.ArrayLike, beat_class: int, *, as_kind: bool = False
    ) -> bool:
        """Label beats with a class; return whether it was done, as every edit does.

        With `as_kind` they were chosen as a kind: that each was seen is not said.
        """
        return self._edit(
            lambda s: replace(
                beat_editor.relabel(
                    s.beats, beat_ids, beat_class, _now(), s.columns.label, s.scheme
                ),
                as_kind=as_kind,
            )
        )

    def set_symbol(
        self, beat_ids: npt.ArrayLike, symbol: str, *, as_kind: bool = False
    ) -> bool:
        """Give beats a WFDB symbol; see `label`."""
        return self._edit(
            lambda s: replace(
                beat_editor.set_symbol(s.beats, beat_ids, symbol, _now()),
                as_kind=as_kind,
            )
        )

    def accept(self, beat_ids: npt.ArrayLike, *, as_kind: bool = False) -> bool:
        """Confirm beats as they are labelled; see `label`."""
        return self._edit(
            lambda s: replace(
                beat_editor.accept(
                    s.beats, beat_ids, s.columns.label, _now(), s.scheme
                ),
                as_kind=as_kind,
            )
        )

    def add_beat(self, sample: int) -> bool:
        """Add a beat at a sample."""
        return self._edit(
            lambda s: beat_editor.add_beat(
                s.beats, sample, s.new_beat_id(), s.record.fs, s.record.n_samples
            )
        )

    def remove(self, beat_ids: npt.ArrayLike) -> bool:
        """Remove beats."""
        return self._edit(lambda s: beat_editor.remove_beats(s.beats, beat_ids))

    def move(self, beat_id: int, sample: int) -> bool:
        """Move the R-peak of a beat."""
        return self._edit(
            lambda s: beat_editor.move_beat(
                s.beats, beat_id, sample, s.record.fs, s.record.n_samples
            )
        )

    def comment(self, beat_ids: npt.ArrayLike, text: str) -> bool:
        """Write a comment on beats."""
        return self._edit(lambda s: beat_editor.comment_beats(s.beats, beat_ids, text))

    def take_labels(self, beat_ids: npt.ArrayLike, labels: Labels) -> bool:
        """Give each beat a label of its own, in one step."""
        return self._edit(
            lambda s: beat_editor.take_labels(
                s.beats, beat_ids, labels, _now(), s.scheme
            )
        )

    def mark_noise(self, beat_ids: npt.ArrayLike, *, noise: bool) -> bool:
        """Say whether the signal at some beats cannot be read."""
        return self._edit(
            lambda s: beat_editor.mark_noise(s.beats, beat_ids, noise=noise)
        )

    def _edit(self, make: Callable[[ReviewSession], AnyEdit]) -> bool:
        raise NotImplementedError

    @property
    def author(self) -> str:
        """Who edits: the reader, or who decides in a consensus."""
        source = self.source
        return source.author or source.reader if source else ""

    @property
    def source(self) -> Source | None:
        """Which review is open; None without a record."""
        raise NotImplementedError


def _now() -> int:
    return int(time.time())
