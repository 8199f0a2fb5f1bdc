"""What is worst comes first, with the reason in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.values import Events, Found, Place, RateAt, Rates
from ecgviewer.studies.study import Study
from ecgviewer.studies.table import reason_of
from ecgviewer.studies.worst import findings_of
from tests.spikes import spikes

PLACE = Place(500, 900)
NOTHING = Events(0, 0, 0.0, 0, None, None)


@pytest.fixture(scope="module")
def calm() -> ReportFacts:
    """Return the facts of a regular rhythm, in which nothing is found."""
    return report_facts(spikes())


def _found(said: str, n_beats: int = 0, s: float = 0.0, bpm: float = 0.0) -> Found:
    return Found(PLACE, n_beats, s, bpm or None, said)


def _events(found: Found, n_events: int = 1, n_doubtful: int = 0) -> Events:
    return Events(n_events, found.n_beats, found.duration_s, n_doubtful, found, found)


def _with(facts: ReportFacts, part: str, **changed: Any) -> ReportFacts:
    changed_part: dict[str, Any] = {part: replace(getattr(facts, part), **changed)}
    return replace(facts, **changed_part)


def _worst(facts: ReportFacts) -> tuple[float, str, int | None]:
    finding = findings_of(facts, 100.0)[0]
    return finding.rank, finding.text, finding.sample


def test_nothing_is_found_in_a_regular_rhythm(calm: ReportFacts) -> None:
    assert findings_of(calm, 100.0) == ()
    assert findings_of(calm, None) == ()


@pytest.mark.parametrize(
    ("part", "changed", "expected"),
    [
        (
            "silence",
            {"vf_or_flutter": _events(_found("VF or flutter?", s=9.0))},
            (98.0, "VF or flutter? (9.0 s)", 500),
        ),
        (
            "silence",
            {"asystole": _events(_found("Asystole?", s=4.0))},
            (92.0, "Asystole? (4.0 s)", 500),
        ),
        (
            "ventricular",
            {"runs": _events(_found("V run (VT)", 90, 40.0, 150.0))},
            (90.0, "V run (VT), 90 beats, 150 bpm", 500),
        ),
        (
            "ventricular",
            {"runs": _events(_found("V run (VT)", 6, 2.0, 150.0))},
            (73.0, "V run (VT), 6 beats, 150 bpm", 500),
        ),
        (
            "ventricular",
            {"runs": _events(_found("V run?, poor signal", 6, 2.0, 150.0), 1, 1)},
            (36.5, "V run?, poor signal, 6 beats, 150 bpm", 500),
        ),
        (
            "ventricular",
            {"runs": _events(_found("Ventricular escape", 10, 15.0, 40.0))},
            (52.5, "Ventricular escape, 10 beats, 40 bpm", 500),
        ),
        (
            "pauses",
            {"longest": _found("Pause", s=4.2)},
            (68.4, "Pause of 4.2 s", 500),
        ),
        ("pauses", {"longest": _found("Pause", s=2.2)}, (30.0, "Pause of 2.2 s", 500)),
        (
            "fibrillation",
            {"percent": 40.0, "longest": PLACE, "suggested_s": 10.0},
            (54.0, "Suspected AF, 40 % of the time", 500),
        ),
        (
            "fibrillation",
            {"percent": 4.0, "longest": PLACE},
            (50.4, "Atrial fibrillation, 4.0 % of the time", 500),
        ),
        (
            "beats",
            {
                "bradycardia": _events(_found("Bradycardia")),
                "rates": Rates(50.0, RateAt(35.0, PLACE), None),
            },
            (52.0, "Bradycardia, slowest 35 bpm", 500),
        ),
        (
            "beats",
            {"tachycardia": _events(_found("Tachycardia", bpm=130.0))},
            (20.0, "Tachycardia, fastest 130 bpm", 500),
        ),
        (
            "ventricular",
            {"couplets": _events(_found("V couplet", 2), 3)},
            (40.0, "3 V couplets", 500),
        ),
        (
            "ventricular",
            {"bigeminy": _events(_found("V bigeminy", 8))},
            (32.0, "V bigeminy", 500),
        ),
        ("ventricular", {"percent": 20.0}, (46.0, "V beats, 20 %", None)),
        ("supraventricular", {"percent": 6.0}, (26.0, "S beats, 6.0 %", None)),
    ],
)
def test_the_rank_and_the_words_of_what_is_found(
    calm: ReportFacts,
    part: str,
    changed: dict[str, Any],
    expected: tuple[float, str, int | None],
) -> None:
    rank, text, sample = _worst(_with(calm, part, **changed))
    assert (round(rank, 3), text, sample) == expected


def test_poor_signal_is_said(calm: ReportFacts) -> None:
    (finding,) = findings_of(calm, 60.0)
    assert finding.text == "Only 60 % of the beats can be read"


def test_the_gravest_comes_first(calm: ReportFacts) -> None:
    facts = _with(calm, "pauses", longest=_found("Pause", s=3.5))
    facts = _with(facts, "ventricular", percent=12.0)
    facts = _with(facts, "silence", asystole=_events(_found("Asystole?", s=5.0)))
    ranks = [each.rank for each in findings_of(facts, 50.0)]
    assert len(ranks) == 4
    assert ranks == sorted(ranks, reverse=True)


def test_few_ectopic_beats_are_not_called_nothing() -> None:
    study = Study("/a.hea", "/", "a", "analysed", n_beats=2273, s_percent=1.5)
    assert reason_of(study, None) == "nothing of note"
    assert reason_of(replace(study, n_beats=None), None) == "–"
