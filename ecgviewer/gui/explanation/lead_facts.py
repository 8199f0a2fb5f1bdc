"""How the leads differ in what they say of a beat, in a sentence or two."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.explanation import Explanation
from ecgviewer.core.record import lead_title
from ecgviewer.gui.explanation.probability_bars import percent_text

_UNREADABLE = "{lead} cannot be read here and does not count."
_DECIDES, _ALSO, _SAYS = (
    "{lead} decides: {said}.",
    "{lead} agrees, {percent}.",
    "{lead} says {said}.",
)


def leads_text(explanation: Explanation) -> str:
    """Return what each lead says of a beat; empty where one was looked at alone."""
    if not explanation.others:
        return ""
    first = _place(explanation)
    parts = [_text(_DECIDES, explanation)]
    for other in explanation.others:
        if not other.weight:
            parts.append(_text(_UNREADABLE, other))
        else:
            parts.append(_text(_ALSO if _place(other) == first else _SAYS, other))
    return " ".join(parts)


def _text(text: str, one: Explanation) -> str:
    place = _place(one)
    name = one.scheme.name(one.classes[place])
    percent = percent_text(float(_said(one)[place]))
    lead = lead_title(one.lead)
    return text.format(lead=lead, said=f"{name}, {percent}", percent=percent)


def _place(one: Explanation) -> int:
    return int(np.argmax(_said(one)))


def _said(one: Explanation) -> np.ndarray:
    return one.probabilities if one.said is None else one.said
