from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.gui.system.settings import Settings, load_settings, save_settings


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "settings.ini")


def _store(path: str) -> QSettings:
    return QSettings(path, QSettings.Format.IniFormat)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings("dark", "Dr. Ada Ångström", False, 80, "seed-cnn", ["/a/100.hea"]),
        Settings(recent=["/a, b/100.hea", "/c/Ä.hea"]),
        Settings(thresholds=RhythmThresholds(cycles=5, pause_s=2.5, af_cells=40)),
    ],
)
def test_settings_survive_a_restart(path: str, settings: Settings) -> None:
    save_settings(_store(path), settings)
    assert load_settings(_store(path)) == settings


def test_thresholds_have_the_names_that_they_always_had(path: str) -> None:
    store = _store(path)
    store.setValue("rhythm_cycles", 4)
    store.setValue("pause_s", 3.5)
    store.sync()
    kept = load_settings(_store(path)).thresholds
    assert kept == RhythmThresholds(cycles=4, pause_s=3.5)


def test_a_wrong_value_falls_back_and_is_logged(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = _store(path)
    store.setValue("heat_map_opacity", "strong")
    store.setValue("auto_advance", "perhaps")
    store.sync()
    with caplog.at_level(logging.WARNING):
        settings = load_settings(_store(path))
    assert settings.heat_map_opacity == Settings().heat_map_opacity
    assert settings.auto_advance is True
    assert "heat_map_opacity" in caplog.text


def test_recent_records_are_few_newest_first_and_once() -> None:
    settings = Settings()
    for n in range(15):
        settings = settings.with_recent(f"/{n}.hea")
    settings = settings.with_recent("/12.hea")
    assert settings.recent[:3] == ["/12.hea", "/14.hea", "/13.hea"]
    assert len(settings.recent) == len(set(settings.recent)) == 10


def test_a_classifier_that_was_given_is_not_kept(path: str) -> None:
    given = Settings(bundle="chosen", given_bundle="given")
    assert given.classifier == "given"
    assert given.with_classifier("given") == given
    assert given.with_recent("/a.hea").classifier == "given"
    save_settings(_store(path), given)
    assert load_settings(_store(path)).classifier == "chosen"
    _store(path).setValue("given_bundle", "from an earlier version")
    assert load_settings(_store(path)).classifier == "chosen"
    assert given.with_classifier("other").classifier == "other"
    assert given.with_classifier("").classifier == ""
