"""Facts whose texts can be read wherever they are written."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from ecgviewer.core.wording import readable

_T = TypeVar("_T")


def readable_facts(facts: _T) -> _T:
    """Return facts with `readable` texts; those without others are the same object.

    Parameters
    ----------
    facts : dataclass, tuple, str or anything else
        Of texts it is their own, of dataclasses and tuples what is in them.
    """
    found: Any = facts
    if isinstance(facts, str):
        found = readable(facts)
    elif isinstance(facts, tuple):
        parts = tuple(map(readable_facts, facts))
        same = all(new is old for new, old in zip(parts, facts, strict=True))
        found = facts if same else parts
    elif is_dataclass(facts) and not isinstance(facts, type):
        said = {each.name: getattr(facts, each.name) for each in fields(facts)}
        known = {name: readable_facts(value) for name, value in said.items()}
        changed = {name: new for name, new in known.items() if new is not said[name]}
        found = replace(facts, **changed) if changed else facts
    return found  # type: ignore[no-any-return]
