"""The data folder is the same with Qt and without it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from ecgviewer import app
from ecgviewer.resources import user_data_folder


def test_the_data_folder_is_the_one_that_the_window_uses(qapp: object) -> None:
    app.make_application()
    location = QStandardPaths.StandardLocation.AppDataLocation
    assert user_data_folder() == Path(QStandardPaths.writableLocation(location))


@pytest.mark.skipif(sys.platform != "linux", reason="XDG is of Linux")
@pytest.mark.parametrize("base", ["", "relative", None])
def test_a_data_home_that_is_no_absolute_path_counts_as_none(
    monkeypatch: pytest.MonkeyPatch, base: str | None
) -> None:
    if base is None:
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_DATA_HOME", base)
    expected = Path.home() / ".local" / "share" / "ecgviewer" / "ecgviewer"
    assert user_data_folder() == expected


def test_on_other_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")
    assert user_data_folder() == tmp_path / "ecgviewer" / "ecgviewer"
    monkeypatch.setattr(sys, "platform", "darwin")
    support = Path.home() / "Library" / "Application Support"
    assert user_data_folder() == support / "ecgviewer" / "ecgviewer"
