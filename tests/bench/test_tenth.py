"""The bench of the analysis that goes ahead of other work."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.bench import tenth


def test_a_stretch_is_analysed_whole() -> None:
    figures = tenth.measure(Path(), duration_s=30.0)
    assert isinstance(figures["tenth_beats"], int)
    assert figures["tenth_beats"] > 20
    assert float(str(figures["tenth_analysis_cpu_s"])) > 0
    assert float(str(figures["tenth_analysis_s"])) > 0
