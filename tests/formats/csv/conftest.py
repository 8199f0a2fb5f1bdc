"""Nothing that a user said of CSV files counts in a test, nor what another one said."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.formats.csv.options import VARIABLE


@pytest.fixture(autouse=True)
def data_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return the user's data folder of the test."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.delenv(VARIABLE, raising=False)
    return folder / "ecgviewer" / "ecgviewer"
