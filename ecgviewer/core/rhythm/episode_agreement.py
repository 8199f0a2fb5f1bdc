"""How far readers agree on rhythms, by duration: per kind, and where they do not.

Two readers' episodes of one kind agree where both have one, whatever their edges. Sinus
rhythm is left out: where nobody says anything, nothing else was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.rhythm.suggested import stretches_of
from ecgviewer.core.unknown import UnknownStretches


@dataclass(frozen=True)
class KindAgreement:
    """How far readers agree on one kind.

    Attributes
    ----------
    kind : EpisodeKind
    said_s : tuple of float
        Seconds that each reader calls so.
    n_episodes : tuple of int
        In how many stretches.
    all_s, any_s : float
        Seconds that all of them call so, and that at least one does.
    """

    kind: EpisodeKind
    said_s: tuple[float, ...]
    n_episodes: tuple[int, ...]
    all_s: float
    any_s: float

    @property
    def share(self) -> float:
        """What all of them call so, of what at least one does: 0 to 1 (Jaccard)."""
        return self.all_s / self.any_s


@dataclass(frozen=True)
class RhythmDifference:
    """Samples [start, stop) that some readers call so, and others do not.

    Attributes
    ----------
    kind : EpisodeKind
    start, stop : int
    said_by : tuple of int
        Numbers of the readers who do, from 0.
    """

    kind: EpisodeKind
    start: int
    stop: int
    said_by: tuple[int, ...]


@dataclass(frozen=True)
class RhythmAgreement:
    """How far readers agree on the rhythms of a record, or of several.

    Attributes
    ----------
    kinds : tuple of KindAgreement
        Those that somebody has, in the order of `EpisodeKind`.
    differences : tuple of RhythmDifference
        By start; of one record alone.
    """

    kinds: tuple[KindAgreement, ...] = ()
    differences: tuple[RhythmDifference, ...] = ()


def compare_rhythms(
    readers: Sequence[ReaderRhythms], n_samples: int, fs: float
) -> RhythmAgreement:
    """Return how far readers agree on the rhythms of a record.

    Parameters
    ----------
    readers : sequence of ReaderRhythms
        Two or more.
    n_samples : int
        Length of the record.
    fs : float
        Sampling frequency in Hz.
    """
    kinds: list[KindAgreement] = []
    differences: list[RhythmDifference] = []
    for kind in EpisodeKind:
        if kind is EpisodeKind.SINUS:
            continue
        said = [stretches_of(rhythms.of_kind(kind)) for rhythms in readers]
        edges, inside = _segments(said, n_samples)
        length_s = np.diff(edges) / fs
        any_s = float(length_s[inside.any(axis=0)].sum())
        if not any_s:
            continue
        kinds.append(
            KindAgreement(
                kind,
                said_s=tuple(float(length_s[mine].sum()) for mine in inside),
                n_episodes=tuple(len(each) for each in said),
                all_s=float(length_s[inside.all(axis=0)].sum()),
                any_s=any_s,
            )
        )
        differences += _differences(kind, edges, inside)
    by_start = sorted(differences, key=lambda d: (d.start, d.stop))
    return RhythmAgreement(tuple(kinds), tuple(by_start))


def together(records: Sequence[RhythmAgreement]) -> RhythmAgreement:
    """Return the agreement over several records, without the differences."""
    kinds = []
    for kind in EpisodeKind:
        found = [each for r in records for each in r.kinds if each.kind is kind]
        if found:
            kinds.append(
                KindAgreement(
                    kind,
                    said_s=tuple(
                        map(sum, zip(*(f.said_s for f in found), strict=True))
                    ),
                    n_episodes=tuple(
                        map(sum, zip(*(f.n_episodes for f in found), strict=True))
                    ),
                    all_s=sum(f.all_s for f in found),
                    any_s=sum(f.any_s for f in found),
                )
            )
    return RhythmAgreement(tuple(kinds))


def _segments(
    said: Sequence[UnknownStretches], n_samples: int
) -> tuple[IntArray, BoolArray]:
    """Return edges, and which readers have the kind between each and the next."""
    found = [edge for each in said for edge in (each.start, each.stop)]
    edges = np.unique(np.clip(np.concatenate([*found, [0, n_samples]]), 0, n_samples))
    inside = np.stack([each.holds(edges[:-1]) for each in said])
    return edges.astype(np.int64), inside


def _differences(
    kind: EpisodeKind,
    edges: IntArray,
    inside: BoolArray,
) -> Iterator[RhythmDifference]:
    some = inside.any(axis=0) & ~inside.all(axis=0)
    for row in np.flatnonzero(some).tolist():
        who = tuple(np.flatnonzero(inside[:, row]).tolist())
        yield RhythmDifference(kind, int(edges[row]), int(edges[row + 1]), who)
