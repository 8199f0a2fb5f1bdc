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
        Percent by which the heat map covers the picture.
    heat_map_contour : bool
        A line is drawn around what spoke most for the class.
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
    medians : str
        Median beats beside pages of twelve leads: always, never, or where there is
        room.
    screens : list of str
        What was measured of screens (`gui.system.screen_scale`).
    keys : list of str
        Keys that the reader changed (`gui.actions.key_map`).
    thresholds : RhythmThresholds
        Thresholds for listing a rhythm.
    blind : bool
        Neither the classifier's labels nor other readers' are shown.
    reader_known : bool
        The reader has said who they are.
    font_percent : int
        How large texts are, in percent of the system's size.
    sentences : list of str
        The reader's own sentences for conclusions (`core.items.conclusion_template`).
    team_server : str
        What names the team's server to libpq, without a password; empty for none.
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
    thresholds: RhythmThresholds = field(default_factory=RhythmThresholds)
    blind: bool = False
    reader_known: bool = False
    heat_map_contour: bool = True
    medians: str = "room"
    font_percent: int = 100
    sentences: list[str] = field(default_factory=list)
    team_server: str = ""
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

    def with_recent(self, path: str) -> Settings:
        """Return the settings with a record put first among the recent ones."""
        others = [p for p in self.recent if p != path]
        return replace(self, recent=[path, *others][:_MAX_RECENT])


def load_settings(store: QSettings) -> Settings:
    """Read the settings; what is missing or of a wrong type has its default."""
    values = {
        key: _read(store, key, default)
        for key, default in _kept(Settings()).items()
        if store.contains(key)
    }
    found = {
        f.name: values.pop(_key(f.name))
        for f in fields(RhythmThresholds)
        if _key(f.name) in values
    }
    return Settings(thresholds=RhythmThresholds(**found), **values)


def _key(threshold: str) -> str:
    """Return the key of a threshold among those of the other settings."""
    return "rhythm_cycles" if threshold == "cycles" else threshold


def _kept(settings: Settings) -> dict[str, Any]:
    """Return the values to keep by their keys, with the thresholds one by one."""
    values = {
        f.name: getattr(settings, f.name)
        for f in fields(settings)
        if f.metadata != _NOT_KEPT
    }
    thresholds = asdict(values.pop("thresholds"))
    return values | {_key(name): value for name, value in thresholds.items()}


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
    for key, value in _kept(settings).items():
        store.setValue(key, value)
    store.sync()
