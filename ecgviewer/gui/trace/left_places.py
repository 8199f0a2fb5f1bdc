"""Where readers left records, kept between runs for each record and reader."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSettings

from ecgviewer.core.record import Lead
from ecgviewer.gui.trace.trace_looks import (
    UNREADABLE,
    TraceLook,
    look_of,
    look_text,
)

_log = logging.getLogger(__name__)
_GROUP = "left"
#: The file of settings must not grow for ever.
_MOST = 200


@dataclass(frozen=True)
class LeftPlace:
    """Where a reader was in a record, and how the trace was shown.

    Attributes
    ----------
    view_s : tuple of float
        The time in view, start and stop.
    zoomed : bool
        Just this stretch is shown, not as much as there is paper for at the speed.
    beat : int, optional
        The sample of the beat that was current.
    look : TraceLook
    """

    view_s: tuple[float, float]
    zoomed: bool
    beat: int | None
    look: TraceLook


class LeftPlaces:
    """Finds and keeps places in the settings; of too many, the oldest goes."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def find(
        self, identity: str, reader: str, leads: Sequence[Lead]
    ) -> LeftPlace | None:
        """Return where a reader left the record of an identity; None if not known."""
        text = self._store.value(_key(identity, reader))
        if text is None:
            return None
        try:
            return _place_of(str(text), leads)
        except UNREADABLE:
            _log.warning("where a record was left cannot be read: %.200r", text)
            return None

    def keep(
        self, identity: str, reader: str, leads: Sequence[Lead], place: LeftPlace
    ) -> None:
        """Keep where a reader is in the record of an identity."""
        key = _key(identity, reader)
        if not self._store.contains(key):
            self._make_room()
        self._store.setValue(key, _text_of(place, leads))

    def _make_room(self) -> None:
        self._store.beginGroup(_GROUP)
        kept = self._store.childKeys()
        if len(kept) >= _MOST:
            ages = {key: _kept_at(self._store.value(key)) for key in kept}
            for key in sorted(kept, key=ages.__getitem__)[: len(kept) - _MOST + 1]:
                self._store.remove(key)
        self._store.endGroup()


def _text_of(place: LeftPlace, leads: Sequence[Lead]) -> str:
    return json.dumps(
        {
            "kept": time.time(),
            "view": place.view_s,
            "zoomed": place.zoomed,
            "beat": place.beat,
            "look": look_text(place.look, leads),
        }
    )


def _place_of(text: str, leads: Sequence[Lead]) -> LeftPlace:
    read = json.loads(text)
    start_s, stop_s = map(float, read["view"])
    if not (math.isfinite(start_s) and math.isfinite(stop_s) and start_s < stop_s):
        raise ValueError("not a stretch of time")
    beat = read["beat"]
    return LeftPlace(
        (start_s, stop_s),
        bool(read["zoomed"]),
        None if beat is None else int(beat),
        look_of(read["look"], leads),
    )


def _kept_at(value: Any) -> float:  # noqa: ANN401
    """Return when a place was kept; what cannot be read is the oldest."""
    try:
        return float(json.loads(str(value))["kept"])
    except UNREADABLE:
        return 0.0


def _key(identity: str, reader: str) -> str:
    # Neither is to be read in the settings, and names can hold what keys cannot.
    named = json.dumps([identity, reader])
    return f"{_GROUP}/{hashlib.sha256(named.encode()).hexdigest()[:16]}"
