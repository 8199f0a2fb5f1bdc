"""Ectopic runs, couplets, bigeminy and trigeminy, from the classes of beats.

Three or more in a row are a run; its rate says what it is called. Ventricular: above
100/min ventricular tachycardia, sustained from 30 s (Al-Khatib et al., 2017
AHA/ACC/HRS guideline, Circulation 138 (2018) e272); 50 to 100/min accelerated
idioventricular; slower an escape rhythm. Supraventricular likewise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.series import BeatSeries

_OTHER = ord(".")
_LETTER = np.full(UNSET + 1, _OTHER, np.uint8)
_LETTER[list(BeatClass)] = [ord(beat_class.name) for beat_class in BeatClass]
#: By letter, from the fastest on.
_RUNS = {
    "V": (RhythmKind.VT, RhythmKind.IDIOVENTRICULAR, RhythmKind.V_ESCAPE),
    "S": (RhythmKind.SVT, RhythmKind.ATRIAL_RHYTHM, RhythmKind.S_ESCAPE),
}


def ectopic_rhythms(
    series: BeatSeries, thresholds: RhythmThresholds
) -> Iterator[RhythmEvent]:
    """Yield what the sequence of classes says; nothing goes across what is unknown.

    A poor signal hides nothing: where too few of the ectopic beats can be read, the
    event is doubtful.
    """
    letters, rows = _letters(series)
    run, cycles = thresholds.run_beats, thresholds.cycles
    for letter in "VS":
        if letter.encode() not in letters:
            continue
        readable = _readable_before(series, BeatClass[letter])
        for found, first, last in _found(_repeated(letter, run), letters, rows):
            kind, facts = _run_kind(series, (letter, first, last), thresholds)
            certain = readable[last + 1] - readable[first] >= run
            yield series.event((kind, *found), facts, doubtful=not certain)
        for name, pattern, least in (
            ("COUPLET", f"{2 * letter}(?<!{3 * letter})(?!{letter})", 2),
            # One N is enough: HScribe asks for three cycles NVNVNV as well.
            ("BIGEMINY", _repeated(f"N{letter}", cycles), cycles),
            ("TRIGEMINY", _repeated(f"NN{letter}", cycles), cycles),
        ):
            kind = RhythmKind[f"{letter}_{name}"]
            for found, first, last in _found(pattern, letters, rows):
                certain = readable[last + 1] - readable[first] >= least
                yield series.event((kind, *found), doubtful=not certain)


def _repeated(letters: str, least: int) -> str:
    """Return a pattern of letters at least so often in a row.

    It begins with letters alone, which are looked for much faster than a group.
    """
    return f"{least * letters}(?:{letters})*"


def _letters(series: BeatSeries) -> tuple[bytes, list[int]]:
    """Return a letter for each beat, and a dot where something unknown lies before it.

    Also the row of each letter. A paced beat is not an ectopic one.
    """
    n = len(series.sample)
    place = np.arange(n) + np.cumsum(series.across)
    letters = np.full(n + int(series.across.sum()), _OTHER, np.uint8)
    letters[place] = np.where(series.paced, _OTHER, _LETTER[series.labels])
    rows = np.zeros(len(letters), np.int64)
    rows[place] = np.arange(n)
    return letters.tobytes(), rows.tolist()


def _found(
    pattern: str, letters: bytes, rows: list[int]
) -> Iterator[tuple[tuple[int, int], int, int]]:
    for found in re.finditer(pattern.encode(), letters):
        first, last = rows[found.start()], rows[found.end() - 1]
        yield (first, last), first, last


def _readable_before(series: BeatSeries, beat_class: BeatClass) -> list[int]:
    """Return how many readable beats of a class are before each beat, and in all."""
    wanted = series.readable & (series.labels == beat_class)
    before: list[int] = np.append(0, np.cumsum(wanted)).tolist()
    return before


def _run_kind(
    series: BeatSeries, run: tuple[str, int, int], thresholds: RhythmThresholds
) -> tuple[RhythmKind, tuple[str, ...]]:
    letter, first, last = run
    fast, between, slow = _RUNS[letter]
    rate = series.mean_bpm(first, last)
    if rate < thresholds.escape_bpm:
        return slow, ()
    if rate <= thresholds.fast_run_bpm:
        return between, ()
    length_s = float(series.sample[last] - series.sample[first]) / series.fs
    return fast, ("sustained",) if length_s >= thresholds.sustained_s else ()
