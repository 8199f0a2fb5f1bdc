"""A reader who knows the truth, at the operations of the application, counting them.

One view is one beat looked at singly, one group or one page of a gallery; one key is
one key press or one click. The operations are those of the GUI: edits of `core` on a
`ReviewSession`, its groups, its queue and its suggestions.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S, match_beats
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Samples
from ecgviewer.core.review import beat_editor
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.edits import Edit, EditError
from ecgviewer.core.review.kind_looks import KindLooks, kind_looks
from ecgviewer.core.review.session import ReviewSession
from training.reviewing.clicks import clicks

#: A page of the gallery has this many strips.
PAGE_BEATS = 24
#: A review is done when so large a share of beats at most is wrong.
WRONG_SHARE = 0.005
#: Of a beat that the reference does not have.
EXTRA = 254


class ReviewDone(Exception):  # noqa: N818
    """Enough beats are right; the reader stops."""


@dataclass
class Effort:
    """What a review took so far."""

    views: int = 0
    keys: int = 0

    @property
    def cost(self) -> int:
        """Views and keys together."""
        return self.views + self.keys


@dataclass
class ReviewDesk:
    """A record under review, and what is true of it.

    Attributes
    ----------
    session : ReviewSession
        With the classifier's predictions, unreviewed.
    reference : BeatTable
        The true beats, with symbols.
    groups : BeatGroups
        Of the detected beats.
    stops : bool
        Whether the reader stops when enough is right.
    """

    session: ReviewSession
    reference: BeatTable
    groups: BeatGroups
    stops: bool = True
    effort: Effort = field(default_factory=Effort)
    truth: IntArray = field(init=False)
    missed: dict[int, int] = field(init=False)
    n_all: int = field(init=False)

    def __post_init__(self) -> None:
        """Find out what is true of each detected beat, and which are missing."""
        fs, beats = self.session.record.fs, self.session.beats
        tolerance = round(MATCH_WINDOW_S * fs)
        matches = match_beats(self.reference.sample, beats.sample, tolerance)
        labels = self.reference.label
        # By beat id, with room for those that are added.
        self.truth = np.full(beats.next_id + len(self.reference), EXTRA)
        paired = beats.beat_id[matches.pairs[:, 1]]
        self.truth[paired] = labels[matches.pairs[:, 0]]
        self.missed = {
            int(self.reference.sample[row]): int(labels[row])
            for row in matches.missed.tolist()
        }
        self.n_all = len(self.reference) + len(matches.extra)

    @property
    def columns(self) -> BeatColumns:
        """The beats as they are now."""
        return self.session.columns

    def truths(self, beat_ids: Samples) -> IntArray:
        """Return the true class of each beat, EXTRA for none."""
        return self.truth[beat_ids]

    def wrong(self, beat_ids: Samples) -> BoolArray:
        """Return which of some beats are not what they are labelled."""
        rows = self.session.beats.rows_of(beat_ids)
        return np.asarray(self.columns.label[rows] != self.truths(beat_ids))

    @property
    def kinds(self) -> KindLooks:
        """What the looks at accepted kinds tell."""
        return kind_looks(self.columns, self.session.evidence, self.groups)

    @property
    def n_wrong(self) -> int:
        """Wrong labels, extra beats and missed beats."""
        columns = self.columns
        wrong = columns.label != self.truth[columns.beat_id]
        return int(np.count_nonzero(wrong)) + len(self.missed)

    def check(self) -> None:
        """Stop when enough is right.

        Raises
        ------
        ReviewDone
            If it is.
        """
        if self.stops and self.n_wrong <= WRONG_SHARE * self.n_all:
            raise ReviewDone

    def look(self, beat_id: int, *, accept: bool = True) -> None:
        """Look at one beat and decide it; beats missed beside it are added.

        Without `accept` a right beat is passed by with a key and stays unreviewed.
        """
        self.effort.views += 1
        self._add_missed_beside(beat_id)
        self.effort.keys += 1
        one = np.array([beat_id])
        if accept or self.wrong(one)[0]:
            self._decide(one)
            self.check()

    def page(self, beat_ids: Samples) -> int:
        """Look at a page of beats and correct those that are wrong; say how many.

        The page is turned to by a key; the wrong beats of each class are chosen, and
        labelled with a key.
        """
        self.effort.views += 1
        self.effort.keys += 1
        wrong, truths = self.wrong(beat_ids), self.truths(beat_ids)
        for truth in np.unique(truths[wrong]):
            self.effort.keys += clicks(wrong & (truths == truth)) + 1
        self._decide(beat_ids[wrong])
        self.check()
        return int(np.count_nonzero(wrong))

    def label_all(self, beat_ids: Samples, label: int) -> None:
        """Label beats with one key."""
        self.effort.keys += 1
        beats, at = self.session.beats, 1
        edit = beat_editor.relabel(beats, beat_ids, BeatClass(label), at)
        self._edit(replace(edit, as_kind=True))
        self.check()

    def take(self, beat_ids: Samples, labels: npt.NDArray[np.uint8]) -> None:
        """Accept suggestions with one key."""
        self.effort.keys += 1
        self._edit(beat_editor.take_labels(self.session.beats, beat_ids, labels, 1))
        self.check()

    def _decide(self, beat_ids: Samples) -> None:
        """Give beats their true labels, and delete false ones."""
        truths = self.truths(beat_ids)
        extra = beat_ids[truths == EXTRA]
        true, labels = beat_ids[truths != EXTRA], truths[truths != EXTRA]
        if len(extra):
            self._edit(beat_editor.remove_beats(self.session.beats, extra))
        for label in np.unique(labels):
            mine = true[labels == label]
            edit = beat_editor.relabel(
                self.session.beats, mine, BeatClass(int(label)), 1
            )
            self._edit(edit)

    def _add_missed_beside(self, beat_id: int) -> None:
        """Add what is missing between the beats on either side: two keys a beat."""
        sample = self.session.beats.sample
        row = int(self.session.beats.rows_of(beat_id)[0])
        start = sample[row - 1] if row else -1
        stop = sample[row + 1] if row + 1 < len(sample) else 2**62
        for place in [p for p in self.missed if start < p < stop]:
            self.effort.keys += 2
            self._add(place, self.missed.pop(place))
            self.check()

    def _add(self, place: int, label: int) -> None:
        session, record = self.session, self.session.record
        new = session.new_beat_id()
        try:
            self._edit(
                beat_editor.add_beat(
                    session.beats, place, new, record.fs, record.n_samples
                )
            )
        except EditError:
            # Too near to another beat: if that one is none, it stands for this one.
            distance = np.abs(session.beats.sample - place)
            new = int(session.beats.beat_id[np.argmin(distance)])
            if self.truth[new] != EXTRA:
                self.missed[place] = label
                return
        self.truth[new] = label
        self._edit(beat_editor.relabel(session.beats, [new], BeatClass(label), 1))

    def _edit(self, edit: Edit) -> None:
        self.session.edit(edit)
