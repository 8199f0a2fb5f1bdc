"""How the trace was left is found again by lead names, and damage breaks nothing."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from ecgviewer.core.record import Lead
from ecgviewer.core.trace.montage import LeadLayout, LeadView, Montage
from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter
from ecgviewer.gui.trace import trace_looks
from ecgviewer.gui.trace.trace_looks import TraceLook, TraceLooks, look_text
from ecgviewer.gui.waveform.paper.paper import Fit, Gain

_LEADS = (Lead("MLII"), Lead("V5"), Lead("V5"))
_MONTAGE = Montage(
    (LeadView(2, inverted=True, gain=2.0), LeadView(0)), LeadLayout.OVERLAY
)
_LOOK = TraceLook(
    _MONTAGE, 50.0, Gain(Fit.FIXED, 5.0), TraceFilter(FilterKind.BAND, 50.0)
)


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def _damaged(store: QSettings, text: object) -> None:
    TraceLooks(store).keep(_LEADS, _LOOK)
    (key,) = store.allKeys()
    store.setValue(key, text)


def test_a_look_is_found_again_in_another_run(store: QSettings) -> None:
    TraceLooks(store).keep(_LEADS, _LOOK)
    store.sync()
    again = QSettings(store.fileName(), QSettings.Format.IniFormat)
    assert TraceLooks(again).find(_LEADS) == _LOOK
    assert TraceLooks(again).find(_LEADS[:2]) is None
    TraceLooks(again).forget(_LEADS)
    assert TraceLooks(again).find(_LEADS) is None


def test_leads_go_by_name_where_a_record_has_them_in_another_order(
    store: QSettings,
) -> None:
    TraceLooks(store).keep(_LEADS, _LOOK)
    look = TraceLooks(store).find((_LEADS[1], _LEADS[0], _LEADS[2]))
    assert look is not None
    assert look.montage is not None
    assert [view.number for view in look.montage.views] == [2, 1]


def test_standard_leads_stay_standard(store: QSettings) -> None:
    TraceLooks(store).keep(_LEADS, TraceLook(speed=12.5))
    assert TraceLooks(store).find(_LEADS) == TraceLook(speed=12.5)


_GOOD = json.loads(look_text(_LOOK, _LEADS))


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "7", "[" * 100_000, b"\xff\xfe", ["a", "b"]),
        *(
            json.dumps({**_GOOD, **changed})
            for changed in (
                {"views": None},
                {"views": [["V9", 0, False, 1.0]]},
                {"views": [["V5", 7, False, 1.0]]},
                {"views": [["V5", 0, False, 1.0], ["V5", 0, True, 1.0]]},
                {"views": [["V5", 0, "no", 1.0]]},
                {"views": [["V5", 0, False, float("nan")]]},
                {"views": [["V5", 0, False, 1e300]]},
                {"views": [["V5", 0, False]]},
                {"views": [[["V5"], 0, False, 1.0]]},
                {"layout": "heap"},
                {"speed": float("inf")},
                {"speed": -25},
                {"speed": 10**400},
                {"gain": "high"},
                {"fit": "tight"},
                {"filter": "none"},
                {"notch": 55},
            )
        ),
        json.dumps({key: _GOOD[key] for key in ("views", "layout")}),
    ],
)
def test_what_is_damaged_counts_as_unknown_and_is_logged(
    store: QSettings, text: object, caplog: pytest.LogCaptureFixture
) -> None:
    _damaged(store, text)
    with caplog.at_level(logging.WARNING):
        assert TraceLooks(store).find(_LEADS) is None
    assert "cannot be read" in caplog.text


def test_the_file_does_not_grow_for_ever(
    store: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace_looks, "_MOST", 5)
    looks = TraceLooks(store)
    for n in range(9):
        looks.keep((Lead(f"X{n}"),), TraceLook())
    assert len(store.allKeys()) == 5
    assert looks.find((Lead("X8"),)) is not None
