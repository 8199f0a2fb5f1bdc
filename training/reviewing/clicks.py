"""How many clicks choose some of the strips of a page."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from ecgviewer.core.arrays import BoolArray


def clicks(wanted: BoolArray) -> int:
    """Return the fewest clicks that choose some strips of a page, and no others.

    Each with Ctrl+click; or a click and a Shift+click for a range, and Ctrl+click for
    each strip that it lacks or has too many.

    Parameters
    ----------
    wanted : ndarray of bool, shape (n_strips,)
        In the order of the page.
    """
    gains = np.where(wanted, 1, -1).tolist()
    # The best range: what it spares, ending at each strip.
    spared: int = max(accumulate(gains, lambda so_far, gain: max(so_far, 0) + gain))
    n_wanted = int(np.count_nonzero(wanted))
    return min(n_wanted, 2 + n_wanted - spared)
