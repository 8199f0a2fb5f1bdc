"""What to ask before odd beats are edited at once."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.record import Samples
from ecgviewer.gui.look.number_text import whole

_ODD = "{n} odd beats are among them. They are of no kind: each may be anything."


def odd_question(groups: BeatGroups, beat_ids: Samples) -> str:
    """Return the question where beats are chosen of which several are odd."""
    n = int(np.count_nonzero(groups.codes_of(beat_ids) == GroupCode.ODD))
    return _ODD.format(n=whole(n)) if n > 1 else ""
