"""A record to be given to commands, and a classifier that takes no time."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.analysis import batch
from ecgviewer.commands import analyze
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.fakes import FakeClassifier


@pytest.fixture
def ecg() -> SyntheticEcg:
    return synthetic_record(60.0, name="patient1")


@pytest.fixture
def record_path(ecg: SyntheticEcg, tmp_path: Path) -> Path:
    return write_record(tmp_path, ecg.record)


@pytest.fixture
def fake_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """`analyze` has a classifier without a network."""
    monkeypatch.setattr(analyze, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(batch, "_classifier", lambda _: FakeClassifier())
