"""Which stretches of a record were in view so that beats could be read."""

from __future__ import annotations

#: Of a longer stretch on the screen nobody can read the beats, in seconds.
READABLE_S = 60.0


class Viewed:
    """The stretches that were in view, joined where they meet."""

    def __init__(self) -> None:
        self._stretches: list[tuple[float, float]] = []

    def add(self, start_s: float, stop_s: float) -> None:
        """Take note of what is in view, unless it is too long to read its beats."""
        if not 0 < stop_s - start_s <= READABLE_S:
            return
        apart = [s for s in self._stretches if s[1] < start_s or s[0] > stop_s]
        joined = [s for s in self._stretches if s not in apart]
        first = min([start_s, *(s[0] for s in joined)])
        last = max([stop_s, *(s[1] for s in joined)])
        self._stretches = sorted([*apart, (first, last)])

    def never_s(self, duration_s: float) -> float:
        """Return how much of a record of some duration was not in view."""
        seen = sum(
            max(min(stop, duration_s) - max(start, 0.0), 0.0)
            for start, stop in self._stretches
        )
        return max(duration_s - seen, 0.0)
