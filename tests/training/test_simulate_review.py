"""The simulated reader ends with right beats, and counts what it took."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.kinds.suggestions import NO_SUGGESTIONS, Suggestions
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.preprocessing.beat_shapes import beat_shapes
from tests.fakes import FakeClassifier
from training import simulate_review
from training.reviewing.by_kinds import through_kinds
from training.reviewing.clicks import clicks
from training.reviewing.estimates import STAGES, kinds_summary, kinds_table
from training.reviewing.review_desk import PAGE_BEATS, ReviewDesk
from training.reviewing.review_strategies import (
    by_groups,
    by_queue,
    errors_left,
    finished,
    kinds_left,
    scan,
    with_suggestions,
)


@pytest.fixture(scope="module")
def ecg() -> SyntheticEcg:
    return synthetic_record(400.0, noise_mv=0.004)


def desk_of(ecg: SyntheticEcg) -> ReviewDesk:
    """Return a desk whose classifier calls all beats N; one is missed, one extra."""
    sample = np.delete(ecg.beats.sample, 50)
    sample = np.sort(np.append(sample, ecg.beats.sample[80] + 150))
    session = ReviewSession(ecg.record, lead="MLII")
    session.add_detected(new_beats(sample))
    session.start_predictions(Predictions.empty(classifier_id="fake-1"))
    n = len(sample)
    probabilities = np.tile(np.array([0.9, 0.05, 0.05], np.float32), (n, 1))
    quality = np.full(n, 0.9, np.float32)
    batch = PredictionBatch(np.arange(n), sample, probabilities, quality)
    session.add_predictions(batch)
    groups = BeatGroups.of(beat_shapes(ecg.record, 0, session.beats), ecg.record.fs)
    return ReviewDesk(session, ecg.beats, groups)


def test_the_desk_knows_what_is_wrong(ecg: SyntheticEcg) -> None:
    desk = desk_of(ecg)
    ectopic = int(np.sum(np.delete(ecg.beats.symbol, 50) != "N"))
    assert desk.n_wrong == ectopic + 2
    assert desk.n_all == len(ecg.beats) + 1


def suggest(desk: ReviewDesk) -> Suggestions:
    """Suggest the truth for unreviewed beats, once something has been learned."""
    columns = desk.columns
    truths = desk.truths(columns.beat_id)
    wrong = (truths != columns.label) & (truths < len(BeatClass)) & ~columns.reviewed
    if not columns.reviewed.any():
        return NO_SUGGESTIONS
    rows = np.flatnonzero(wrong)
    sure = np.full(len(rows), 0.9, np.float32)
    return Suggestions(
        columns.beat_id[rows],
        columns.sample[rows],
        truths[rows].astype(np.uint8),
        sure,
        n_reviewed=1,
    )


def test_every_way_ends_with_right_beats_and_groups_take_less(
    ecg: SyntheticEcg,
) -> None:
    costs = {}
    for name in ("scan", "queue", "groups", "suggestions"):
        desk = desk_of(ecg)
        work = {
            "scan": lambda desk=desk: scan(desk),
            "queue": lambda desk=desk: by_queue(desk),
            "groups": lambda desk=desk: by_groups(desk),
            "suggestions": lambda desk=desk: with_suggestions(desk, suggest),
        }[name]
        finished(desk, work)
        assert desk.n_wrong <= 0.005 * desk.n_all
        costs[name] = desk.effort.cost
    assert costs["groups"] < costs["scan"]
    assert costs["suggestions"] < costs["scan"]
    assert costs["scan"] >= desk.n_all


def test_the_estimate_is_held_to_the_truth_while_the_queue_is_looked_at(
    ecg: SyntheticEcg,
) -> None:
    desk = desk_of(ecg)
    ectopic = int(np.sum(np.delete(ecg.beats.symbol, 50) != "N"))
    n_beats = len(desk.columns.beat_id)
    # The review is done before the last of these.
    first, later = errors_left(desk, [0, 20, 10 * n_beats])
    assert first["left"] == ectopic
    assert first["estimate"] == first["unscaled"] == pytest.approx(0.1 * n_beats)
    assert later["left"] < ectopic
    assert later["unscaled"] == pytest.approx(0.1 * (n_beats - 20), abs=0.5)
    assert later["estimate"] != later["unscaled"]


def test_the_estimate_is_held_to_the_truth_after_kinds(ecg: SyntheticEcg) -> None:
    desk = desk_of(ecg)
    accepted, looked, corrected = kinds_left(desk)
    assert accepted["estimate"] > accepted["left"] >= looked["left"]
    assert looked["left"] >= corrected["left"]
    assert 0 < looked["estimate"] < accepted["estimate"]
    evidence = desk.session.evidence
    assert evidence.accepted.sum() > evidence.looked.sum() > 0


def test_estimates_are_good_if_not_too_low() -> None:
    pairs = {"a": (10, 6.6), "b": (10, 6.4), "c": (2, 30.0), "d": (0, 0.2)}
    records = [
        {
            "record": name,
            "kinds_left": [{"left": left, "estimate": estimate}] * len(STAGES),
        }
        for name, (left, estimate) in pairs.items()
    ]
    for row in kinds_summary(records):
        assert (row["left"], row["estimate"]) == (22, 43.0)
        assert (row["good"], row["within"]) == (0.75, 0.5)
        assert row["too_low"] == ["b"]
    text = kinds_table(kinds_summary(records))
    assert "| some of each looked at | 22 | 43 | 75% | 50% | b |" in text
    assert "Goal of 90% after looks at kinds: missed." in text
    assert "looked at | 12 | 37 | 100% | 67% | – |" in kinds_table(
        kinds_summary([r for r in records if r["record"] != "b"])
    )


@pytest.mark.parametrize(
    ("page", "fewest"),
    [
        ("......", 0),
        ("..x...", 1),
        (".x..x.", 2),
        (".xxxx.", 2),
        # A range, without one of it and with one beyond.
        ("xxx.xxx..x", 4),
        ("xxxxxxxxxxxx", 2),
        # None of the ranges spares anything.
        ("x.x.x.x", 4),
    ],
)
def test_strips_are_chosen_singly_or_as_a_range(page: str, fewest: int) -> None:
    assert clicks(np.array([strip == "x" for strip in page])) == fewest


def test_small_kinds_in_a_row_are_gone_through_together(
    ecg: SyntheticEcg, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(ecg)
    desk.stops = False
    beat_id = desk.groups.shapes.beat_id
    code = np.ones(len(beat_id), np.int64)
    code[[3, 5, 9]], code[[4, 6, 8]], code[7] = 2, 3, GroupCode.ODD
    desk.groups = replace(desk.groups, code=code)
    seen: list[list[int]] = []

    def page(ids: Samples) -> int:
        seen.append(sorted(ids.tolist()))
        return 0

    monkeypatch.setattr(desk, "page", page)
    through_kinds(desk)
    assert [len(ids) for ids in seen] == [7, PAGE_BEATS]
    assert seen[0] == beat_id[3:10].tolist()
    assert set(seen[1]).isdisjoint(seen[0])
    # One view and two keys for the small ones, and one of each for the large kind.
    assert (desk.effort.views, desk.effort.keys) == (2, 3)


def test_scanning_counts_a_view_and_a_key_a_beat(ecg: SyntheticEcg) -> None:
    desk = desk_of(ecg)
    finished(desk, lambda: scan(desk))
    added = 2
    assert desk.effort.keys - added == desk.effort.views


def test_a_right_record_needs_no_review(ecg: SyntheticEcg) -> None:
    desk = desk_of(ecg)
    desk.truth[desk.columns.beat_id] = BeatClass.N
    desk.missed.clear()
    finished(desk, lambda: scan(desk))
    assert desk.effort.cost == 0


def test_the_program_prints_table_and_json(
    ecg: SyntheticEcg,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    header = write_record(tmp_path, ecg.record)
    marks = new_annotations(ecg.beats.sample, ecg.beats.symbol)
    write_annotations(header.with_suffix(".atr"), marks)
    monkeypatch.setattr(simulate_review, "load_classifier", lambda _: FakeClassifier())
    simulate_review._classifier.cache_clear()
    arguments = ["--data", str(tmp_path), "--records", ecg.record.name]
    assert simulate_review.main(arguments) == 0
    printed = capsys.readouterr().out
    assert "| median cost |" in printed
    assert "| 0 | 1 |" in printed
    assert simulate_review.main([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document["medians"]) == set(simulate_review.STRATEGIES)
    assert [row["stage"] for row in document["kinds"]] == list(STAGES)
    for strategy in simulate_review.STRATEGIES:
        taken = document["records"][0][strategy]
        assert taken["residual_error"] <= 0.005
        assert taken["cost"] == taken["views"] + taken["keys"]
    assert simulate_review.main([*arguments, "--estimates-only"]) == 0
    printed = capsys.readouterr().out
    assert "median cost" not in printed
    assert "| kinds accepted | " in printed
    simulate_review._classifier.cache_clear()


def test_a_missing_record_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(simulate_review, "load_classifier", lambda _: FakeClassifier())
    simulate_review._classifier.cache_clear()
    status = simulate_review.main(["--data", str(tmp_path), "--records", "999"])
    assert status == 1
    assert "999" in capsys.readouterr().err
    simulate_review._classifier.cache_clear()
