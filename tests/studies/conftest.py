"""A list of its own for each test, and a classifier that answers at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecgviewer.analysis.report import report_source
from tests.fakes import FakeClassifier
from tests.studies.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(report_source, "_loaded", lambda _: FakeClassifier())
    monkeypatch.setattr(report_source, "_loaded_of", lambda *_: FakeClassifier())
    desk = Desk(tmp_path)
    yield desk
    desk.index.close()
