"""Keys as the reader wants them: changes to those of the list of actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QKeySequence

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.gui.actions.actions import ACTIONS, ActionSpec, actions_of
from ecgviewer.gui.actions.class_actions import (
    class_actions,
    may_be_of_class,
)

Keys = tuple[str, ...]

_IDS = {spec.id for spec in ACTIONS}


def parsed_keys(lines: Iterable[str]) -> dict[str, Keys]:
    """Return the keys of actions that were changed, from lines of the settings.

    A line is ``action.id=Ctrl+X F5``; actions that no longer exist are left out.
    """
    found: dict[str, Keys] = {}
    for line in lines:
        action_id, _, text = line.partition("=")
        if action_id in _IDS or may_be_of_class(action_id):
            found[action_id] = tuple(filter(None, map(portable, text.split())))
    return found


def key_lines(keys: Mapping[str, Keys], scheme: LabelScheme = AAMI) -> list[str]:
    """Return lines for the settings: of actions whose keys are not their own."""
    own = {spec.id: spec.keys for spec in actions_of(scheme)}
    # What a class has given up for another action was not changed by anybody.
    usual = own | _free(own | {i: k for i, k in keys.items() if i in own}, own, scheme)
    return [
        f"{action_id}={' '.join(chosen)}"
        for action_id, chosen in keys.items()
        if chosen not in (own.get(action_id), usual.get(action_id))
    ]


def all_keys(lines: Iterable[str] = (), scheme: LabelScheme = AAMI) -> dict[str, Keys]:
    """Return the keys of every action; of a class, those that no other action has."""
    own = {spec.id: spec.keys for spec in actions_of(scheme)}
    changed = {i: keys for i, keys in parsed_keys(lines).items() if i in own}
    given = own | changed
    return given | _free(given, given, scheme)


def _free(
    given: Mapping[str, Keys], wanted: Mapping[str, Keys], scheme: LabelScheme
) -> dict[str, Keys]:
    """Return the keys that each class wants and no other action is given."""
    of_classes = [spec.id for spec in class_actions(scheme)]
    others = (keys for i, keys in given.items() if i not in of_classes)
    taken = {key for keys in others for key in keys}
    return {i: tuple(k for k in wanted[i] if k not in taken) for i in of_classes}


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


def action_text(action_id: str, scheme: LabelScheme = AAMI) -> str:
    """Return what an action is called."""
    specs = {spec.id: spec for spec in actions_of(scheme)}
    return plain_text(specs[action_id])


def plain_text(spec: ActionSpec) -> str:
    """Return what an action is called, without the marks of its menu."""
    return spec.text.replace("&", "").rstrip("…")
