"""The reviewer's settings, kept between runs. No preprocessing parameter is one."""

from __future__ import annotations

import getpass
import logging
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from PySide6.QtCore import QSettings

from ecgviewer.core.rhythm.kinds import RhythmThresholds

_log = logging.getLogger(__name__)
_MAX_RECENT = 10
#: Marks fields that are of one run only.
_NOT_KEPT = {"kept": False}


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reader"


@dataclass(frozen=True)
class Settings:
    """What a reviewer can choose.

    Attributes
    ----------
    scheme : str
        ``system``, ``light`` or ``dark``.
    reader : str
        Name under which edits are recorded.
    auto_advance : bool
        Labelling a beat goes on to the next one.
    heat_map_opacity : int
        Percent by which is veiled what did not speak for the class.
    bundle : str
        Name of the classifier bundle that was chosen; empty for the default.
    recent : list of str
        Records opened last, newest first.
    paper_speed : float
        Millimetres a second at which records open.
    paper_gain : float
        Millimetres a millivolt; 0 for the standard gain.
    trace_filter : str
        Kind of filter of the drawn trace (`core.trace.trace_filter`).
    notch_hz : float
        Mains frequency taken out of the drawn trace; 0 for none.
    tachogram : bool
        The tachogram is shown under the trace.
    screens : list of str
        What was measured of screens (`gui.system.screen_scale`).
    keys : list of str
        Keys that the reader changed (`gui.actions.key_map`).
    run_beats, rhythm_cycles : int
    pause_s, tachycardia_bpm, bradycardia_bpm : float
    af_cells : int
    fast_run_bpm, escape_bpm, sustained_s, rate_least_s, no_beats_s : float
        Thresholds for listing a rhythm, see `core.rhythm.kinds.RhythmThresholds`.
    blind : bool
        Neither the classifier's labels nor other readers' are shown.
    reader_known : bool
        The reader has said who they are.
    given_bundle : str
        Name or folder of the bundle that the command line gives, in place of `bundle`,
        until another is chosen; not kept between runs.
    """

    scheme: str = "system"
    reader: str = field(default_factory=_user_name)
    auto_advance: bool = True
    heat_map_opacity: int = 70
    bundle: str = ""
    recent: list[str] = field(default_factory=list)
    paper_speed: float = 25.0
    paper_gain: float = 0.0
    trace_filter: str = "raw"
    notch_hz: float = 0.0
    tachogram: bool = True
    screens: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    run_beats: int = 3
    rhythm_cycles: int = 3
    pause_s: float = 2.0
    tachycardia_bpm: float = 120.0
    bradycardia_bpm: float = 50.0
    af_cells: int = 50
    fast_run_bpm: float = 100.0
    escape_bpm: float = 50.0
    sustained_s: float = 30.0
    rate_least_s: float = 30.0
    no_beats_s: float = 3.0
    blind: bool = False
    reader_known: bool = False
    given_bundle: str = field(default="", metadata=_NOT_KEPT)

    @property
    def classifier(self) -> str:
        """Name or folder of the bundle in use; empty for the default."""
        return self.given_bundle or self.bundle

    def with_classifier(self, bundle: str) -> Settings:
        """Return the settings with a classifier that the reader chose for good."""
        if bundle == self.classifier:
            return self
        return replace(self, bundle=bundle, given_bundle="")

    @property
    def thresholds(self) -> RhythmThresholds:
        """Thresholds for listing rhythms."""
        return RhythmThresholds(
            run_beats=self.run_beats,
            cycles=self.rhythm_cycles,
            pause_s=self.pause_s,
            tachycardia_bpm=self.tachycardia_bpm,
            bradycardia_bpm=self.bradycardia_bpm,
            af_cells=self.af_cells,
            fast_run_bpm=self.fast_run_bpm,
            escape_bpm=self.escape_bpm,
            sustained_s=self.sustained_s,
            rate_least_s=self.rate_least_s,
            no_beats_s=self.no_beats_s,
        )

    def with_recent(self, path: str) -> Settings:
        """Return the settings with a record put first among the recent ones."""
        others = [p for p in self.recent if p != path]
        return Settings(**{**asdict(self), "recent": [path, *others][:_MAX_RECENT]})


def load_settings(store: QSettings) -> Settings:
    """Read the settings; what is missing or of a wrong type has its default."""
    defaults = asdict(Settings())
    values = {
        f.name: _read(store, f.name, defaults[f.name])
        for f in fields(Settings)
        if f.metadata != _NOT_KEPT and store.contains(f.name)
    }
    return Settings(**{**defaults, **values})


def _read(store: QSettings, key: str, default: Any) -> Any:  # noqa: ANN401
    value = store.value(key)
    # INI files hold booleans as text and a list of one as its item.
    if isinstance(default, bool) and value in ("true", "false", True, False):
        return value in ("true", True)
    if isinstance(default, list):
        items = [value] if isinstance(value, str) else value
        return [str(item) for item in items] if items else []
    try:
        return type(default)(value)
    except (TypeError, ValueError):
        _log.warning(
            "setting %s is %r, which it cannot be; using %r", key, value, default
        )
        return default


def save_settings(store: QSettings, settings: Settings) -> None:
    """Write the settings."""
    for f in fields(Settings):
        if f.metadata != _NOT_KEPT:
            store.setValue(f.name, getattr(settings, f.name))
    store.sync()
