"""The bench of the detector: all annotated records of a folder, or nothing."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.bench import detector
from tests.training.annotated import annotated_record


def test_beats_of_all_annotated_records_are_timed(tmp_path: Path) -> None:
    for number, name in enumerate(("one", "two")):
        annotated_record(tmp_path, name, seed=number)
    figures = detector.measure(tmp_path / "one.hea")
    assert figures["rpeaks_records"] == 2
    assert set(figures) == {
        "rpeaks_records", "rpeaks_one_lead_cpu_s", "rpeaks_all_leads_cpu_s",
    }  # fmt: skip


def test_a_record_alone_is_not_timed(tmp_path: Path) -> None:
    annotated_record(tmp_path, "one")
    assert detector.measure(tmp_path / "one.hea") == {}
