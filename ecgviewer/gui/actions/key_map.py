"""Keys as the reader wants them: changes to those of the list of actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QKeySequence

from ecgviewer.gui.actions.actions import ACTIONS

Keys = tuple[str, ...]

_SPECS = {spec.id: spec for spec in ACTIONS}


def parsed_keys(lines: Iterable[str]) -> dict[str, Keys]:
    """Return the keys of actions that were changed, from lines of the settings.

    A line is ``action.id=Ctrl+X F5``; actions that no longer exist are left out.
    """
    found: dict[str, Keys] = {}
    for line in lines:
        action_id, _, text = line.partition("=")
        if action_id in _SPECS:
            found[action_id] = tuple(filter(None, map(portable, text.split())))
    return found


def key_lines(keys: Mapping[str, Keys]) -> list[str]:
    """Return lines for the settings: of actions whose keys are not their own."""
    return [
        f"{action_id}={' '.join(chosen)}"
        for action_id, chosen in keys.items()
        if chosen != _SPECS[action_id].keys
    ]


def all_keys(lines: Iterable[str] = ()) -> dict[str, Keys]:
    """Return the keys of every action."""
    return {spec.id: spec.keys for spec in ACTIONS} | parsed_keys(lines)


def portable(text: str) -> str:
    """Return a key as it is written on every system; empty for none."""
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.PortableText)


def owner_of(key: str, keys: Mapping[str, Keys], but: str) -> str | None:
    """Return the action that has a key, other than one; None where it is free."""
    wanted = portable(key)
    return next(
        (
            action_id
            for action_id, own in keys.items()
            if action_id != but and wanted in map(portable, own)
        ),
        None,
    )


def action_text(action_id: str) -> str:
    """Return what an action is called."""
    return _SPECS[action_id].text.replace("&", "").rstrip("…")
