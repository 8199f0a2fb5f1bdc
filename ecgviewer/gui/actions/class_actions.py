"""The actions that label beats with a class, or go to beats of one."""

from __future__ import annotations

from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.gui.actions.action_spec import ActionSpec, Needs

#: How the ids of such actions begin; the name of the class follows.
_PREFIXES = ("beat.label_", "go.next_", "go.previous_")
#: The menu inside "Go" that leads to beats of a class.
SUBMENU = "Beat of a &class"


def label_specs(scheme: LabelScheme) -> tuple[ActionSpec, ...]:
    """Return the actions that label beats with the classes of a scheme."""
    return tuple(
        ActionSpec(
            f"beat.label_{each.name}",
            f"Label &{each.name} – {each.title}",
            (*each.key, str(digit)),
            Needs.BEAT,
            f"Label the selected beats {each.name} and go on to the next beat",
        )
        for digit, each in enumerate(scheme.classes, 1)
    )


def class_specs(scheme: LabelScheme) -> tuple[ActionSpec, ...]:
    """Return the actions that go to beats of the classes of a scheme."""
    return tuple(
        ActionSpec(
            f"go.{step}_{each.name}",
            f"{step.title()} {each.name}",
            tuple(f"{chord}{key}" for key in each.key),
            tip=f"The {step} beat labelled {each.name}",
            submenu=SUBMENU,
        )
        for each in scheme.classes
        for step, chord in (("next", "Shift+"), ("previous", "Ctrl+Shift+"))
    )


def class_actions(scheme: LabelScheme) -> tuple[ActionSpec, ...]:
    """Return all actions of the classes of a scheme."""
    return *label_specs(scheme), *class_specs(scheme)


def may_be_of_class(action_id: str) -> bool:
    """Return whether an action can be one of a class, of whatever scheme."""
    return action_id.startswith(_PREFIXES)
