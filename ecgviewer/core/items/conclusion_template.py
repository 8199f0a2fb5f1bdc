"""Sentences for a conclusion, with fields that facts of the review fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: A field: a name in braces.
_FIELD = re.compile(r"\{([a-z_0-9]+)\}")

#: What ships; the reader's own are in the settings.
TEMPLATES = (
    "Sinus rhythm, mean heart rate {mean_rate}/min (lowest {lowest_rate}/min at "
    "{lowest_at}, highest {highest_rate}/min at {highest_at}).",
    "The recording is {length} long, of which {analysable} can be analysed.",
    "No relevant arrhythmia in {analysable} that can be analysed.",
    "{v_beats} ({v_percent}), {v_couplets}, {v_runs}.",
    "Longest ventricular run: {v_longest_run}.",
    "{s_beats} ({s_percent}), {s_couplets}, {s_runs}.",
    "Longest supraventricular run: {s_longest_run}.",
    "Atrial fibrillation or flutter during {af_percent} of the time that can be "
    "analysed, {af_episodes}, longest: {af_longest}.",
    "No atrial fibrillation.",
    "{pauses}, longest: {longest_pause}.",
    "No pauses.",
    "QTc (Fridericia): {qtc}.",
    "ST: lowest {st_lowest}, highest {st_highest}.",
    "{patient_events} of the patient.",
    "No symptoms were reported.",
)


def fields_in(template: str) -> tuple[str, ...]:
    """Return the names of the fields of a template, each once."""
    return tuple(dict.fromkeys(_FIELD.findall(template)))


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its fields filled in; what is not known stays as it is."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), template)
