"""Stretches of time in view: how they scroll, zoom and stay inside the record."""

from __future__ import annotations

from dataclasses import dataclass, field

View = tuple[float, float]

#: Shorter than this nothing more is to be seen.
MIN_SPAN_S = 0.2
#: Empty paper shown before and after the record, as a share of the view.
_MARGIN = 0.02
#: A beat nearer to the edge of the view than this counts as out of view.
_EDGE = 0.05
#: Zooms that follow each other within this time are one entry of the history.
_ONE_GESTURE_S = 0.6
_MAX_HISTORY = 100


def clamped(view: View, duration_s: float, page_s: float = 0.0) -> View:
    """Return the view moved and shortened so that it shows nothing but the record.

    A page of paper that is longer than the record, `page_s`, stays as long as it is:
    at true speed the rest of it is blank.
    """
    if page_s > duration_s and abs(view[1] - view[0] - page_s) < 1e-6 * page_s:
        return 0.0, page_s
    span = min(max(view[1] - view[0], MIN_SPAN_S), max(duration_s, MIN_SPAN_S))
    if span >= duration_s:
        margin = _MARGIN * duration_s
        return -margin, max(duration_s, MIN_SPAN_S) + margin
    margin = _MARGIN * span
    start = min(max(view[0], -margin), duration_s + margin - span)
    return start, start + span


def page_of(view: View, span_s: float, duration_s: float) -> View:
    """Return the page of a span that shows a view: from where it begins, or its middle.

    It stays in the record, and begins with it where that is shorter.
    """
    start, length = view[0], view[1] - view[0]
    if abs(length - span_s) > 1e-6:
        start = max(start + (length - span_s) / 2, min(start, 0.0))
    start = max(min(start, duration_s - span_s), 0.0)
    return start, start + span_s


def scrolled(view: View, shift_s: float) -> View:
    """Return the view moved in time."""
    return view[0] + shift_s, view[1] + shift_s


def zoomed(view: View, factor: float, about_s: float) -> View:
    """Return a view with a span `factor` times as long; one moment keeps its place."""
    return (
        about_s - (about_s - view[0]) * factor,
        about_s + (view[1] - about_s) * factor,
    )


def spanning(view: View, span_s: float, about_s: float | None = None) -> View:
    """Return the view with another span, about a moment in view or else its centre."""
    middle = (view[0] + view[1]) / 2
    if about_s is not None and view[0] <= about_s <= view[1]:
        middle = about_s
    return zoomed(view, span_s / (view[1] - view[0]), middle)


def centred(view: View, at_s: float) -> View:
    """Return the view moved so that a moment is in the middle."""
    return scrolled(view, at_s - (view[0] + view[1]) / 2)


def following(view: View, at_s: float) -> View:
    """Return the view moved, if need be, so that a moment is comfortably inside.

    Reading goes on in the direction of the move: a moment just past an edge comes to
    a quarter of the page from the other edge; one far away comes to the middle.
    """
    span = view[1] - view[0]
    place = (at_s - view[0]) / span
    if _EDGE <= place <= 1 - _EDGE:
        return view
    if not -1 <= place <= 2:
        return centred(view, at_s)
    wanted = 0.25 if place > 0.5 else 0.75
    return scrolled(view, (place - wanted) * span)


@dataclass
class ViewHistory:
    """Views to go back to: those left by a zoom or a jump, not by scrolling."""

    _views: list[View] = field(default_factory=list)
    _last_s: float = float("-inf")

    def note(self, old: View, new: View, now_s: float) -> None:
        """Remember the view that was left, unless it was by scrolling."""
        span = old[1] - old[0]
        same_span = abs((new[1] - new[0]) / span - 1) < 1e-6
        if same_span and abs(new[0] - old[0]) < 2 * span:
            return
        if now_s - self._last_s > _ONE_GESTURE_S:
            self._views.append(old)
            del self._views[:-_MAX_HISTORY]
        self._last_s = now_s

    def back(self) -> View | None:
        """Return the view left last and forget it; None if there is none."""
        self._last_s = float("-inf")
        return self._views.pop() if self._views else None

    def clear(self) -> None:
        """Forget all views, as for another record."""
        self._views.clear()
        self._last_s = float("-inf")
