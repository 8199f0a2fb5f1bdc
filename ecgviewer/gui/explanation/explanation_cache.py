"""The explanations shown last, so that going back to a beat takes no time."""

from __future__ import annotations

from collections import OrderedDict

from ecgviewer.core.explanation import Explanation


class ExplanationCache:
    """Explanations by beat and R-peak; the one used longest ago goes first."""

    def __init__(self, size: int = 128) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[int, int], Explanation] = OrderedDict()

    def put(self, explanation: Explanation) -> None:
        """Keep an explanation."""
        key = (explanation.beat_id, explanation.sample)
        self._kept[key] = explanation
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def get(self, beat_id: int, sample: int) -> Explanation | None:
        """Return the explanation of a beat at an R-peak, if it is kept."""
        found = self._kept.get((beat_id, sample))
        if found:
            self._kept.move_to_end((beat_id, sample))
        return found

    def clear(self) -> None:
        """Keep none, as when another classifier takes over."""
        self._kept.clear()
