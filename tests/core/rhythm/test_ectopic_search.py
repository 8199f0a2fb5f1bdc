"""After an edit, rhythms are found again around it, and are those of a whole search."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.ectopic_search import EctopicSearch
from ecgviewer.core.rhythm.events import rhythms_of
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.surroundings import Surroundings
from ecgviewer.core.unknown import UnknownStretches
from tests.core.rhythm.series import FS, Beats

THRESHOLDS = RhythmThresholds()
#: Few enough normal beats for long patterns, enough for some in a row.
_SHARES = {"N": 0.7, "V": 0.16, "S": 0.12, "Q": 0.02}


def series_of(
    beats: Beats,
    around: Surroundings | None = None,
    unreadable: tuple[int, ...] = (),
) -> BeatSeries:
    readable = np.ones(len(beats.letters), bool)
    readable[list(unreadable)] = False
    around = around or Surroundings()
    return BeatSeries.of(beats.sample, beats.labels, readable, FS, around)


def placed(events: list[RhythmEvent]) -> list[RhythmEvent]:
    return sorted(events, key=lambda e: (e.start, e.kind.name))


def whole(series: BeatSeries) -> list[RhythmEvent]:
    return placed(EctopicSearch().events(series, THRESHOLDS))


def _edited(beats: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return rows of sample, label, readable and paced after an edit at random."""
    at, much = int(random.integers(len(beats))), int(random.integers(1, 6))
    edited = beats.copy()
    what = random.choice(["label", "remove", "add", "poor", "paced", "far"])
    if what == "label":
        edited[at : at + much, 1] = random.choice([0, 1, 2])
    elif what == "far":
        edited[[at // 2, at], 1] = BeatClass.V
    elif what == "remove":
        edited = np.delete(edited, np.s_[at : at + much], axis=0)
    elif what == "add":
        row = [beats[at, 0] + random.integers(3), BeatClass.S, 1, 0]
        edited = np.insert(edited, at + 1, row, axis=0)
    elif what == "poor":
        edited[at : at + much, 2] ^= 1
    else:
        edited[at : at + much, 3] ^= 1
    return edited


def _series(rows: np.ndarray, unknown: UnknownStretches) -> BeatSeries:
    around = Surroundings(unknown=unknown, paced=rows[:, 3].astype(bool))
    labels, readable = rows[:, 1].astype(np.uint8), rows[:, 2].astype(bool)
    return BeatSeries.of(rows[:, 0], labels, readable, FS, around)


@pytest.mark.parametrize("seed", range(6))
def test_edits_at_random_find_what_a_whole_search_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    n_beats = 400
    letters = random.choice(list(_SHARES), n_beats, p=list(_SHARES.values()))
    rows = np.zeros((n_beats, 4), np.int64)
    rows[:, 0] = np.cumsum(random.integers(20, 120, n_beats))
    rows[:, 1] = [BeatClass[letter] for letter in letters]
    rows[:, 2] = random.random(n_beats) > 0.05
    lost = np.sort(random.choice(rows[:, 0], 5, replace=False)) + 5
    unknown = UnknownStretches.of(lost, lost + 10)
    search = EctopicSearch()
    for _ in range(60):
        series = _series(rows, unknown)
        assert placed(search.events(series, THRESHOLDS)) == whole(series)
        rows = _edited(rows, random)
    assert len(whole(series)) > 10


def test_what_lies_far_from_an_edit_is_the_same_object() -> None:
    letters = "NNNNVVNNNNSSNNNNVVVVNNNN"
    search = EctopicSearch()
    before = placed(search.events(series_of(Beats(letters)), THRESHOLDS))
    edited = Beats(letters[:10] + "NN" + letters[12:])
    couplet, run = placed(search.events(series_of(edited), THRESHOLDS))
    assert couplet is before[0]
    assert run is before[2]
    assert before[1].kind is RhythmKind.S_COUPLET


def test_an_edit_changes_what_it_is_a_part_of() -> None:
    letters = "N" * 5 + "NV" * 8 + "N" * 5
    search = EctopicSearch()
    (whole_one,) = search.events(series_of(Beats(letters)), THRESHOLDS)
    cut = Beats(letters[:12] + "N" + letters[13:])
    first, last = placed(search.events(series_of(cut), THRESHOLDS))
    assert first.start == whole_one.start
    assert last.stop == whole_one.stop
    assert first.stop < last.start


@pytest.mark.parametrize("n_beats", [0, 1, 2, 3])
def test_a_few_beats_are_searched_as_a_whole(n_beats: int) -> None:
    search = EctopicSearch()
    search.events(series_of(Beats("NNVVVNN")), THRESHOLDS)
    assert search.events(series_of(Beats("V" * n_beats)), THRESHOLDS) == whole(
        series_of(Beats("V" * n_beats))
    )


def test_beats_in_one_place_are_told_apart() -> None:
    beats = Beats("NNNVVNNNNNVVNNN", np.array([0.8] * 5 + [0.0] * 5 + [0.8] * 5))
    search = EctopicSearch()
    search.events(series_of(beats), THRESHOLDS)
    edited = Beats("NNNVVNNNNNVSNNN", beats.rr_s)
    found = search.events(series_of(edited), THRESHOLDS)
    assert placed(found) == whole(series_of(edited))


def test_other_thresholds_find_everything_again() -> None:
    series, search = series_of(Beats("NNNNVVVVNNNN")), EctopicSearch()
    assert len(search.events(series, THRESHOLDS)) == 1
    longer = RhythmThresholds(run_beats=5)
    assert search.events(series, longer) == []


def test_all_rhythms_are_found_by_a_search_that_is_kept() -> None:
    search, around = EctopicSearch(), Surroundings()
    for letters in ("NNNNVVVVNNNNSSNNNN", "NNNNVVNVNNNNSSNNNN"):
        series = series_of(Beats(letters, 0.5), unreadable=(4,))
        expected = rhythms_of(series, THRESHOLDS, around)
        assert rhythms_of(series, THRESHOLDS, around, search) == expected
