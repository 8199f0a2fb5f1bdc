"""The user's folders are the same with Qt and without it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from ecgviewer import app
from ecgviewer.resources import user_cache_folder, user_data_folder


def test_the_folders_are_those_that_the_window_uses(qapp: object) -> None:
    app.make_application()
    location = QStandardPaths.StandardLocation
    data = QStandardPaths.writableLocation(location.AppDataLocation)
    cache = QStandardPaths.writableLocation(location.CacheLocation)
    assert user_data_folder() == Path(data)
    assert user_cache_folder() == Path(cache)


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
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.setattr(sys, "platform", "win32")
    assert user_data_folder() == tmp_path / "ecgviewer" / "ecgviewer"
    local = tmp_path / "local" / "ecgviewer" / "ecgviewer"
    assert user_cache_folder() == local / "cache"
    monkeypatch.setattr(sys, "platform", "darwin")
    support = Path.home() / "Library" / "Application Support"
    assert user_data_folder() == support / "ecgviewer" / "ecgviewer"
    caches = Path.home() / "Library" / "Caches"
    assert user_cache_folder() == caches / "ecgviewer" / "ecgviewer"
