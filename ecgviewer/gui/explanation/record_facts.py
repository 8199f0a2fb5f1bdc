"""What the record says of a beat, after the networks, in a few sentences."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.explanation import Explanation, InRecord
from ecgviewer.gui.explanation.probability_bars import percent_text

#: RR intervals this near to the sinus RR interval are neither early nor late.
_SAME = 0.03
#: What counts less is not told.
_LITTLE = 0.05


def record_text(explanation: Explanation) -> str:
    """Return both answers and what the second one goes by; empty where there is one."""
    known = explanation.in_record
    if known is None:
        return ""
    networks = _said(explanation, known.networks)
    together = _said(explanation, explanation.probabilities)
    parts = [
        f"Pictures and timing alone: {networks}. Among all beats of the record: "
        f"{together}.",
        _early_text(known),
        f"{_next_text(known)} RR intervals around differ from the sinus RR interval by "
        f"{known.irregularity * 100:.0f} %.",
        _likely_text(known.times_as_likely),
    ]
    if known.timing is not None:
        parts.append(_timing_text(known.timing))
    if known.networks_count >= _LITTLE:
        parts.append(_trusted_text(known.networks_count))
    if known.in_run:
        parts.append(
            "It is in a regular tachycardia that began abruptly: S unless it is V."
        )
    return " ".join(parts)


def _said(explanation: Explanation, probabilities: np.ndarray) -> str:
    place = int(np.argmax(probabilities))
    name = explanation.scheme.name(explanation.classes[place])
    return f"{name}, {percent_text(float(probabilities[place]))}"


def _early_text(known: InRecord) -> str:
    if np.isnan(known.rr_s):
        return (
            "No beat comes before it; the sinus RR interval around is "
            f"{_milliseconds(known.sinus_rr_s)}."
        )
    change = known.rr_s / known.sinus_rr_s - 1
    word = f"{abs(change) * 100:.0f} % {'early' if change < 0 else 'late'}"
    when = "on time" if abs(change) < _SAME else word
    return (
        f"It comes {when}: after {_milliseconds(known.rr_s)}, where the sinus RR "
        f"interval around is {_milliseconds(known.sinus_rr_s)}."
    )


def _next_text(known: InRecord) -> str:
    if np.isnan(known.next_rr_s):
        return "No beat follows."
    share = known.next_rr_s / known.sinus_rr_s
    return f"The next follows after {share * 100:.0f} % of it."


def _timing_text(likely: Float32Array) -> str:
    _, early, fibrillation = (percent_text(float(share)) for share in likely)
    return (
        f"By timing alone, as in records of other patients: S {early}, fibrillation or "
        f"flutter {fibrillation}."
    )


def _trusted_text(counts: float) -> str:
    return (
        "In the hour around, the networks call many beats S, clearly unlike the "
        "others, and the rhythm is not that of fibrillation: most beats may be S. Of S "
        f"and N, what the networks say counts {counts * 100:.0f} % there."
    )


def _likely_text(times: float) -> str:
    if 0.5 < times < 2:
        return "To the networks S is as likely as in the record's median beat."
    word = "more" if times > 1 else "less"
    number = min(max(times, 1 / times), 1000)
    more = "over " if number == 1000 else ""
    return (
        f"To the networks S is {more}{number:,.0f} times {word} likely than in the "
        "record's median beat."
    )


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"
