"""Beats on every lead, and what networks say of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from training.errors import TrainingError
from training.networks.recipes import CONTEXT
from training.records.dataset import LabelledRecord, labelled
from training.records.lead_beats import (
    Judged,
    LeadBeats,
    joined,
    read_judged,
    side_by_side,
    write_judged,
)


@pytest.fixture(scope="module")
def leads() -> list[LabelledRecord]:
    made = []
    for seed, name in enumerate(("ada", "bob")):
        ecg = synthetic_record(20.0, seed=seed, name=name)
        made += [
            labelled(ecg.record, ecg.beats, CONTEXT.spec, lead=lead)
            for lead in range(2 - seed)
        ]
    return made


def _judged(leads: list[LabelledRecord]) -> Judged:
    beats = LeadBeats.of(leads)
    rng = np.random.default_rng(1)
    return Judged(
        beats,
        rng.normal(size=(len(beats), 3)).astype("f4"),
        rng.normal(size=(len(beats), 4)).astype("f2"),
    )


def test_a_beat_has_a_row_for_each_lead(leads: list[LabelledRecord]) -> None:
    beats = LeadBeats.of(leads)
    assert len(beats) == sum(len(lead.samples) for lead in leads)
    first, second = (
        beats.take((beats.record == "ada") & (beats.lead == lead)) for lead in (0, 1)
    )
    np.testing.assert_array_equal(first.beat, second.beat)
    np.testing.assert_array_equal(first.label, second.label)
    np.testing.assert_allclose(first.time_s, leads[0].samples / leads[0].fs)
    assert leads[0].prepared.patient is not None
    np.testing.assert_array_equal(first.rhythm, leads[0].prepared.patient.rhythm)


def test_leads_stand_side_by_side_whatever_the_order(
    leads: list[LabelledRecord],
) -> None:
    judged = _judged(leads)
    mixed = judged.take(np.random.default_rng(2).permutation(len(judged.beats)))
    first, logits, quality = side_by_side(mixed)
    assert logits.shape == (len(first.beats), 2, 3)
    for row in (0, 5, len(first.beats) - 1):
        name, beat = first.beats.record[row], first.beats.beat[row]
        for lead in range(2):
            own = (
                (judged.beats.record == name)
                & (judged.beats.beat == beat)
                & (judged.beats.lead == lead)
            )
            if name == "bob" and lead == 1:
                assert np.isnan(logits[row, lead]).all()
                assert quality[row, lead] == 0
            else:
                np.testing.assert_array_equal(logits[row, lead], judged.logits[own][0])
                assert quality[row, lead] == judged.beats.quality[own][0]


def test_files_hold_what_was_written(
    leads: list[LabelledRecord], tmp_path: Path
) -> None:
    judged, path = _judged(leads), tmp_path / "work" / "without-0.npz"
    write_judged(path, judged, "how")
    again, run = read_judged(path)
    assert run == "how"
    np.testing.assert_array_equal(again.logits, judged.logits)
    np.testing.assert_array_equal(again.beats.record, judged.beats.record)
    both = joined([again, judged])
    assert len(both.beats) == 2 * len(judged.beats) == len(both.embedding)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(TrainingError, match=r"without-0\.npz is damaged"):
        read_judged(path)


def test_leads_without_quality_are_refused() -> None:
    ecg = synthetic_record(20.0, seed=1, name="ada")
    with pytest.raises(ValueError, match="ada: neither rhythm nor quality"):
        LeadBeats.of([labelled(ecg.record, ecg.beats, CONTEXT.spec)])
