"""The case of lost signal, as the program analyses it from file to rhythm list."""

from __future__ import annotations

import numpy as np

from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.analysis.listed_rhythms import rhythms_of
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.formats.wfdb.record import read_record
from tests.data_folder import CASES, needs_case

FOLDER = CASES / "signal-loss"


def _analysed(name: str) -> ReviewSession:
    return analyse_record(read_record(FOLDER / name), load_classifier())


def _titles(session: ReviewSession) -> list[str]:
    return [rhythm.note for rhythm in rhythms_of(session, RhythmThresholds())]


@needs_case("signal-loss")
def test_a_gap_changes_no_label_and_makes_no_diagnosis() -> None:
    whole, gapped = _analysed("whole"), _analysed("gap")
    outside = ~gapped.unknown.holds(whole.columns.sample)
    np.testing.assert_array_equal(whole.columns.sample[outside], gapped.columns.sample)
    np.testing.assert_array_equal(whole.columns.label[outside], gapped.columns.label)
    (lost,) = rhythms_of(gapped, RhythmThresholds())
    assert (lost.note, lost.beats) == ("No signal", 0)
    assert (lost.start_s, round(lost.duration_s)) == (100.0, 30)
    assert _titles(whole) == []


@needs_case("signal-loss")
def test_a_null_segment_is_no_pause() -> None:
    session = _analysed("m")
    titles = _titles(session)
    assert titles.count("No signal") == 1
    assert not {"Pause", "Bradycardia", "S run"} & {t.split(",")[0] for t in titles}
    across = session.unknown.across(session.columns.sample)
    interval_s = session.columns.rr_previous_s[1:]
    assert across.sum() == 1
    np.testing.assert_array_equal(np.isnan(interval_s), across[1:])
    assert np.nanmax(interval_s) < 2
