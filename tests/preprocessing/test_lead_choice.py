"""Which leads are classified: all of few, of many those that differ."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec

ECG = synthetic_record(30.0)
TWELVE = (
    "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6",
)  # fmt: skip


def _record(names: tuple[str, ...], flat: tuple[str, ...] = ()) -> Record:
    values = ECG.record.signal[0]
    rows = [np.zeros_like(values) if name in flat else values for name in names]
    return Record("r", ECG.record.fs, tuple(map(Lead, names)), np.stack(rows))


def _chosen(record: Record, first: str) -> list[str]:
    leads = pipeline.choose_leads(record, record.lead_index(first))
    return [record.leads[lead].name for lead in leads]


def test_all_of_two_and_three_leads_are_classified_as_they_are() -> None:
    flat = _record(("MLII", "V5"), flat=("V5",))
    assert _chosen(flat, "V5") == ["V5", "MLII"]
    assert _chosen(_record(("A", "B", "C")), "B") == ["B", "A", "C"]


def test_of_twelve_one_of_each_side_is_classified() -> None:
    assert _chosen(_record(TWELVE), "II") == ["II", "V1", "V5"]
    assert _chosen(_record(TWELVE), "V1") == ["V1", "II", "V5"]


def test_a_lead_that_cannot_be_read_gives_way_to_the_next_of_its_side() -> None:
    assert _chosen(_record(TWELVE, flat=("V1", "V5")), "II") == ["II", "V2", "V6"]
    left = tuple(n for n in TWELVE if n not in ("II", "V1"))
    assert _chosen(_record(TWELVE, flat=left), "II") == ["II", "V1"]


def test_leads_of_other_names_have_a_side_each() -> None:
    names = ("ECG 1", "ECG 2", "ECG 3", "ECG 4")
    assert _chosen(_record(names), "ECG 2") == ["ECG 2", "ECG 1", "ECG 3"]
    named = ("Lead II", "Lead III", "Lead aVF", "Lead V1", "Lead V4")
    assert _chosen(_record(named), "Lead II") == ["Lead II", "Lead V1", "Lead V4"]


def test_pressures_are_not_classified() -> None:
    values = np.stack([ECG.record.signal[0]] * 3)
    leads = (Lead("II"), Lead("V5"), Lead("ABP", "mmHg"))
    record = Record("r", ECG.record.fs, leads, values)
    assert _chosen(record, "II") == ["II", "V5"]


def test_beats_have_their_own_r_peaks_on_each_lead() -> None:
    values = ECG.record.signal[0]
    later = np.stack([values, -np.roll(values, 7)])
    record = Record("r", ECG.record.fs, (Lead("II"), Lead("V1")), later)
    beats = pipeline.detect_beats(record, 0, PreprocessingSpec())
    polarity = pipeline.polarity_of(record, 1, beats)
    assert polarity == -1
    placed = pipeline.place_beats(record, 1, beats, polarity)
    assert np.array_equal(placed, pipeline.refine_beats(record, 1, beats))
    assert np.mean(placed - beats == 7) > 0.9
