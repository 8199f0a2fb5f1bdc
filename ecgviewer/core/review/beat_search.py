"""The search box: a few words that say which beats are wanted.

Words narrow the search, one after the other: ``v`` or ``class:s,v`` (class), ``*v``
(the classifier's class), ``conf<80`` ``conf:50-80`` (confidence in percent), ``q<0.5``
(quality), ``rr<500`` (ms), ``group:3``, ``time:0:10-0:20`` (from the start),
``by:classifier``, ``by:reviewer``, ``by:reference``, ``by:ann`` (who labelled them: the
reader of that name, or whose names hold it), ``reviewed``, ``unreviewed``,
``commented``, and any other word is looked for in the comments. What stands in quotes
is one word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.beats import BeatTable, Origin
from ecgviewer.core.kinds.morphology import Codes, GroupCode
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.labelled_by import LabelledBy

_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(
    rf"(conf|q|rr)(?:([<>])({_NUMBER})|[:=]({_NUMBER})-({_NUMBER}))", re.I
)
_TIME = r"\d+(?::\d{1,2}){0,2}(?:\.\d+)?"
_SPAN = re.compile(rf"time:({_TIME})-({_TIME})", re.I)
_CLASS_LIST = re.compile(r"(?:class[:=])?([a-z](?:,[a-z])*)", re.I)
_PREDICTED = re.compile(r"\*([a-z])", re.I)
_GROUP = re.compile(r"group[:=](\d+|odd)", re.I)
_BY = re.compile(r"by[:=](classifier|reviewer|reference|detector)", re.I)
_BY_NAME = re.compile(r"by[:=](.*)", re.I)
_WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')


@dataclass(frozen=True, eq=False)
class SearchedBeats:
    """What a search looks at, one row per beat.

    Attributes
    ----------
    beats : BeatTable
    columns : BeatColumns
    fs : float
        Sampling frequency in Hz.
    codes : ndarray of int64 or None
        Group of each beat, -1 for none.
    labelled_by : mapping of str to ndarray of bool
        Which beats each reader labelled, see `core.review.labelled_by`.
    """

    beats: BeatTable
    columns: BeatColumns
    fs: float
    codes: Codes | None = None
    labelled_by: LabelledBy = field(default_factory=dict)


def asks_for_readers(text: str) -> bool:
    """Return whether a search needs to know who labelled the beats."""
    return any(_name(word) is not None for word in _words(text))


def unknown_reader(text: str, searched: SearchedBeats) -> str:
    """Return in words that a reader who is searched for labelled nothing here.

    Empty if there is none. The words name those who did.
    """
    for word in _words(text):
        name = _name(word)
        if name is not None and not _readers(name, searched.labelled_by):
            who = f"Nobody called {name} labelled a beat here." if name else ""
            known = ", ".join(sorted(searched.labelled_by)) or "nobody yet"
            return f"{who} Beats were labelled by: {known}.".strip()
    return ""


def matching(text: str, searched: SearchedBeats) -> BoolArray:
    """Return which beats a search finds; all of them for an empty one."""
    found = np.ones(len(searched.beats), bool)
    for word in _words(text):
        found &= _matching_word(word, searched)
    return found


def _words(text: str) -> list[str]:
    return [word.replace('"', "") for word in _WORD.findall(text)]


def _name(word: str) -> str | None:
    """Return the name of a reader in a word, None where it has another meaning."""
    match = None if _BY.fullmatch(word) else _BY_NAME.fullmatch(word)
    return match[1] if match else None


def _readers(name: str, known: LabelledBy) -> list[str]:
    """Return the reader of a name, or else all whose names hold it."""
    wanted = name.casefold()
    same = [each for each in known if each.casefold() == wanted]
    return same or [each for each in known if wanted and wanted in each.casefold()]


def _matching_word(word: str, searched: SearchedBeats) -> BoolArray:
    for pattern, find in _WORDS:
        match = pattern.fullmatch(word)
        if match and _names_classes(match, searched):
            return find(match, searched)
    return _in_comments(word, searched.beats)


def _names_classes(match: re.Match[str], searched: SearchedBeats) -> bool:
    """Return whether the letters of a word are classes, where it is of classes."""
    if match.re not in (_CLASS_LIST, _PREDICTED):
        return True
    return set(match[1].upper().split(",")) <= set(searched.columns.scheme.names)


def _in_comments(word: str, beats: BeatTable) -> BoolArray:
    found = np.zeros(len(beats), bool)
    for row in np.flatnonzero(beats.comment != ""):
        found[row] = word.casefold() in str(beats.comment[row]).casefold()
    return found


def _of_class(match: re.Match[str], searched: SearchedBeats) -> BoolArray:
    scheme = searched.columns.scheme
    codes = [scheme.code(name) for name in match[1].upper().split(",")]
    return np.isin(searched.columns.label, codes)


def _predicted(match: re.Match[str], searched: SearchedBeats) -> BoolArray:
    code = searched.columns.scheme.code(match[1].upper())
    return np.asarray(searched.columns.predicted == code)


def _within(match: re.Match[str], searched: SearchedBeats) -> BoolArray:
    columns = searched.columns
    values = {
        "conf": 100 * columns.confidence.astype(np.float64),
        "q": columns.quality.astype(np.float64),
        "rr": 1000 * columns.rr_previous_s,
    }[match[1].lower()]
    if match[2] == "<":
        return np.asarray(values < float(match[3]))
    if match[2] == ">":
        return np.asarray(values > float(match[3]))
    return np.asarray((values >= float(match[4])) & (values <= float(match[5])))


def _between(match: re.Match[str], searched: SearchedBeats) -> BoolArray:
    at_s = searched.columns.sample / searched.fs
    start_s, stop_s = _seconds(match[1]), _seconds(match[2])
    return np.asarray((at_s >= start_s) & (at_s <= stop_s))


def _seconds(text: str) -> float:
    """Read h:mm:ss, m:ss or seconds."""
    total = 0.0
    for part in text.split(":"):
        total = 60 * total + float(part)
    return total


def _in_group(match: re.Match[str], searched: SearchedBeats) -> BoolArray:
    if searched.codes is None:
        return np.zeros(len(searched.beats), bool)
    code = GroupCode.ODD if match[1].lower() == "odd" else int(match[1])
    return np.asarray(searched.codes == code)


def _by(match: re.Match[str], searched: SearchedBeats) -> BoolArray:
    who, columns, beats = match[1].lower(), searched.columns, searched.beats
    if who == "classifier":
        return np.asarray(~columns.human)
    if who == "reviewer":
        return np.asarray(columns.reviewed)
    origin = Origin.REFERENCE if who == "reference" else Origin.DETECTOR
    return np.asarray((beats.origin == origin) & ~columns.reviewed)


def _by_name(match: re.Match[str], searched: SearchedBeats) -> BoolArray:
    found = np.zeros(len(searched.beats), bool)
    for name in _readers(match[1], searched.labelled_by):
        found |= searched.labelled_by[name]
    return found


_WORDS: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], SearchedBeats], BoolArray]], ...
] = (
    (_CLASS_LIST, _of_class),
    (_PREDICTED, _predicted),
    (_RANGE, _within),
    (_SPAN, _between),
    (_GROUP, _in_group),
    (_BY, _by),
    (_BY_NAME, _by_name),
    (re.compile("reviewed", re.I), lambda _, s: s.columns.reviewed.copy()),
    (re.compile("unreviewed", re.I), lambda _, s: ~s.columns.reviewed),
    (
        re.compile("commented", re.I),
        lambda _, s: np.asarray(s.beats.comment != "", bool),
    ),
)
