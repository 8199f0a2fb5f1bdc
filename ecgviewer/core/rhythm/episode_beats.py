"""The beats within an episode: how many, and how fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.episodes import Episode
from ecgviewer.core.rhythm.intervals import Seconds, mean_bpm


@dataclass(frozen=True)
class EpisodeBeats:
    """What the beats of an episode say.

    Attributes
    ----------
    n_beats : int
    rate_bpm : float
        Mean of the known RR intervals between them; NaN of none.
    """

    n_beats: int
    rate_bpm: float


def beats_in(episode: Episode, sample: Samples, rr_s: Seconds) -> EpisodeBeats:
    """Return what the beats of an episode say.

    Parameters
    ----------
    episode : Episode
    sample : ndarray of int64, shape (n_beats,)
        R-peaks of the record, in order.
    rr_s : ndarray of float64, shape (n_beats,)
        RR interval before each, NaN where it is not known.
    """
    first, beyond = np.searchsorted(sample, (episode.start, episode.stop)).tolist()
    # The interval before the first beat begins before the episode.
    return EpisodeBeats(beyond - first, mean_bpm(rr_s[first + 1 : beyond]))
