"""Figures of gaps and of quality: what their programs count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from tests.training.annotated import annotated_record
from training import evaluate_gaps, evaluate_leads, evaluate_quality
from training.evaluate_gaps import GapScore, _Beats, compared, report, with_gap
from training.evaluate_quality import are_near, clean_counts, with_noise

WHOLE = _Beats(np.arange(100, 2000, 100), np.zeros(19, np.intp))


def test_what_differs_beside_a_gap_is_counted() -> None:
    sample = np.append(np.arange(100, 900, 100), np.arange(1250, 2000, 100))
    label = np.zeros(len(sample), np.intp)
    label[7], label[11] = 1, 2
    # Those from 1250 on are no beats of the whole, and those from 1300 on are missed.
    counts = compared(WHOLE, _Beats(sample, label), (890, 1190), 100.0)
    assert (counts["invented"], counts["beside"]) == (8, 1)
    assert counts["missed"] == 7
    found = WHOLE.sample[(WHOLE.sample < 890) | (WHOLE.sample >= 1190)]
    label = np.zeros(len(found), np.intp)
    label[7], label[8], label[12] = 1, 1, 1
    counts = compared(WHOLE, _Beats(found, label), (890, 1190), 100.0)
    assert counts == {
        "invented": 0, "missed": 0, "changed": 1, "beside": 2,
        "places_s": [8.0, 12.0, 16.0],
    }  # fmt: skip


def test_a_gap_is_missing_or_holds_its_last_value() -> None:
    record = synthetic_record(10.0).record
    missing = with_gap(record, 100, 200, "missing").signal
    held = with_gap(record, 100, 200, "held").signal
    assert np.isnan(missing[:, 100:200]).all()
    assert (held[:, 100:200] == record.signal[:, 99:100]).all()
    for signal in (missing, held):
        np.testing.assert_array_equal(signal[:, 200:], record.signal[:, 200:])


def test_gaps_are_reported_by_their_length() -> None:
    lines = report([GapScore("101", 5.0, 60.0, 1, 2, 3, 4, [])]).splitlines()
    assert lines[2].split() == ["5", "1", "1", "2", "3", "4"]


def test_noise_is_added_at_its_ratio() -> None:
    random = np.random.default_rng(2)
    noise = random.normal(3, 0.2, (1, 50_000)).astype(np.float32)
    signal = np.zeros((1, 40_000), np.float32)
    noisy = with_noise(signal, noise, np.array([2.0], np.float32), 6)
    assert noisy.var() == pytest.approx(2.0**2 / 8 / 10**0.6, rel=0.02)


def test_samples_near_others_are_told() -> None:
    near = are_near(np.array([5, 50, 120]), np.array([10, 100]), 10)
    assert near.tolist() == [True, False, False]
    assert not are_near(np.array([5]), np.empty(0, np.int64), 10).any()


def test_clean_beats_are_readable(tmp_path: Path) -> None:
    ecg = annotated_record(tmp_path, "one")
    counts = clean_counts(tmp_path / "one.hea")
    assert counts["V"][1] > 0
    assert counts["N"][0] == counts["V"][0] == 0
    assert counts["N"][1] + counts["V"][1] <= len(ecg.beats)


@pytest.mark.parametrize("program", [evaluate_gaps, evaluate_leads, evaluate_quality])
def test_a_folder_that_is_not_there_is_named(
    program: object, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        program.main(["--data", "nowhere"])  # type: ignore[attr-defined]
    assert "nowhere" in capsys.readouterr().err


def test_false_and_missed_beats_of_a_lead_are_counted_between_its_annotations() -> None:
    beats = np.array([100, 200, 300, 400])
    found = np.array([20, 101, 250, 299, 398, 480])
    assert evaluate_leads.counts(beats, found, 100.0) == (4, 1, 1)
    score = evaluate_leads.LeadScore("7", "avl", 4, 1, 1)
    assert evaluate_leads.report([score]).splitlines() == [
        "1 leads, 4 beats: 1 false, 1 missed",
        "   7 avl    1 false   1 missed",
    ]
