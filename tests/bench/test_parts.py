"""The bench of what the analysis costs besides beats and classes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.bench import parts
from tests.training.annotated import annotated_record


@pytest.mark.parametrize("n_records", [1, 2])
def test_parts_are_shares_of_the_analysis(tmp_path: Path, n_records: int) -> None:
    for number in range(n_records):
        annotated_record(tmp_path, f"r{number}", seed=number)
    figures = parts.measure(tmp_path / "r0.hea", duration_s=30.0)
    assert isinstance(figures["parts_beats"], int)
    assert figures["parts_beats"] > 20
    percent = figures["parts_percent"]
    assert isinstance(percent, dict)
    assert set(percent) == {"quality", "gaps", "findings", "rhythms", "all"}
    assert percent["all"] == pytest.approx(
        sum(percent[name] for name in percent if name != "all"), abs=0.3
    )
