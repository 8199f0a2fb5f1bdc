"""Where records were left is found again, is bounded, and damage is harmless."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from ecgviewer.core.record import Lead
from ecgviewer.core.trace.montage import Montage, all_leads
from ecgviewer.gui.trace import left_places
from ecgviewer.gui.trace.left_places import LeftPlace, LeftPlaces
from ecgviewer.gui.trace.trace_looks import TraceLook

_LEADS = (Lead("MLII"), Lead("V5"))
_ALONE = Montage(all_leads(_LEADS).views, alone=1)
_PLACE = LeftPlace((12.5, 15.0), True, 4711, TraceLook(_ALONE, 50.0))


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def test_a_place_is_found_again_for_its_record_and_reader_only(
    store: QSettings,
) -> None:
    LeftPlaces(store).keep("rule:1", "kim", _LEADS, _PLACE)
    store.sync()
    again = LeftPlaces(QSettings(store.fileName(), QSettings.Format.IniFormat))
    assert again.find("rule:1", "kim", _LEADS) == _PLACE
    assert again.find("rule:1", "lee", _LEADS) is None
    assert again.find("rule:2", "kim", _LEADS) is None


def test_neither_record_nor_reader_can_be_read_in_the_settings(
    store: QSettings,
) -> None:
    LeftPlaces(store).keep("rule:1", "kim", _LEADS, _PLACE)
    store.sync()
    text = Path(store.fileName()).read_text(encoding="utf-8")
    assert "left" in text
    assert "kim" not in text
    assert "rule" not in text


def test_of_too_many_places_the_oldest_goes(
    store: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_places, "_MOST", 3)
    places = LeftPlaces(store)
    for hour, name in enumerate("abcd"):
        monkeypatch.setattr(time, "time", lambda hour=hour: 1000.0 + hour)
        places.keep(name, "kim", _LEADS, _PLACE)
        # Visited again, it is the newest.
        places.keep("a", "kim", _LEADS, _PLACE)
    found = {name for name in "abcd" if places.find(name, "kim", _LEADS)}
    assert found == {"a", "c", "d"}


@pytest.mark.parametrize(
    "change",
    [
        {"view": [3.0, 1.0]},
        {"view": [float("nan"), 1.0]},
        {"view": None},
        {"beat": "x"},
        {"look": "{}"},
        {"look": 5},
    ],
)
def test_a_damaged_place_is_none(
    store: QSettings, caplog: pytest.LogCaptureFixture, change: dict[str, object]
) -> None:
    places = LeftPlaces(store)
    places.keep("rule:1", "kim", _LEADS, _PLACE)
    (key,) = store.allKeys()
    good = json.loads(str(store.value(key)))
    store.setValue(key, json.dumps(good | change))
    with caplog.at_level(logging.WARNING):
        assert places.find("rule:1", "kim", _LEADS) is None
    assert "was left cannot be read" in caplog.text


def test_what_cannot_be_read_at_all_goes_first(
    store: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_places, "_MOST", 2)
    places = LeftPlaces(store)
    places.keep("a", "kim", _LEADS, _PLACE)
    store.setValue("left/zzz", "nothing")
    places.keep("b", "kim", _LEADS, _PLACE)
    assert places.find("a", "kim", _LEADS) == _PLACE
    assert not store.contains("left/zzz")
