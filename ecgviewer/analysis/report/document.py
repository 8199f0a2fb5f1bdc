"""The facts of a report as JSON, and the schema of it.

Both follow from the facts themselves. A place has its times beside its samples, and
what is not known is null.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from ecgviewer.analysis.report.facts import FACTS_VERSION, ReportFacts
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.values import Place

FORMAT = "ecgviewer report"
#: Digits behind the point: microseconds, and more than any measure has.
_DIGITS = 6
_TYPES: dict[object, str] = {
    str: "string", int: "integer", float: "number", bool: "boolean",
    datetime: "string", NoneType: "null",
}  # fmt: skip
_PLACE = {
    "first_sample": {"type": "integer"},
    "last_sample": {"type": "integer"},
    "start_s": {"type": "number"},
    "stop_s": {"type": "number"},
    "day": {"type": "integer"},
    "clock": {"anyOf": [{"type": "string"}, {"type": "null"}]},
}


def json_of(facts: ReportFacts, written_at: str) -> bytes:
    """Return the JSON file of a report.

    Parameters
    ----------
    facts : ReportFacts
    written_at : str
        When, UTC in ISO 8601: all that differs between two files of equal facts.
    """
    times = Times.of(facts.head)
    content = {"format": FORMAT, "written_at": written_at, **_written(facts, times)}
    content["head"]["start_time"] = times.began
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode(errors="replace")


def _written(value: Any, times: Times) -> Any:  # noqa: ANN401
    if isinstance(value, Place):
        first, last = value.first_sample, value.last_sample
        return {
            "first_sample": first,
            "last_sample": last,
            "start_s": round(times.at_s(first), _DIGITS),
            "stop_s": round(times.at_s(last), _DIGITS),
            "day": times.day(first),
            "clock": times.clock(first),
        }
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
        return {name: _written(getattr(value, name), times) for name in names}
    if isinstance(value, tuple):
        return [_written(each, times) for each in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) of what `json_of` writes."""
    found: dict[str, Any] = {}
    whole = _object_of(ReportFacts, found)
    first = {"format": {"const": FORMAT}, "written_at": {"type": "string"}}
    properties = first | whole["properties"] | {"version": {"const": FACTS_VERSION}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        **_closed(properties),
        "$defs": found,
    }


def _object_of(kind: type, found: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return _closed({name: _schema_of(hints[name], found) for name in hints})


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _schema_of(hint: Any, found: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    if get_origin(hint) is UnionType:
        return {"anyOf": [_schema_of(each, found) for each in get_args(hint)]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema_of(get_args(hint)[0], found)}
    if hint in _TYPES:
        return {"type": _TYPES[hint]}
    if hint.__name__ not in found:
        found[hint.__name__] = {}
        is_place = hint is Place
        found[hint.__name__] = _closed(_PLACE) if is_place else _object_of(hint, found)
    return {"$ref": f"#/$defs/{hint.__name__}"}
