"""What a campaign found, as it is kept: the mutants that lived, and two scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.mutation.mutants import Mutant

Record = dict[str, Any]
#: Ends of a mutant that no test noticed, and of one that made tests too slow.
LIVED, LATE = "lived", "late"


def campaign_record(ends: Mapping[Mutant, str], seed: int, before: Record) -> Record:
    """Return what is kept of a sample; its marks of equivalence stay as they were."""
    why = {_place(each): each["equivalent"] for each in before.get("survivors", [])}
    lived = [mutant for mutant, end in ends.items() if end == LIVED]
    survivors = []
    for mutant in sorted(lived, key=lambda m: (m.path, m.line, m.start)):
        survivor = {
            "path": mutant.path, "line": mutant.line, "start": mutant.start,
            "before": mutant.before, "after": mutant.after,
        }  # fmt: skip
        survivor["equivalent"] = why.get(_place(survivor), "")
        survivors.append(survivor)
    late = sum(end == LATE for end in ends.values())
    return {"seed": seed, "mutants": len(ends), "late": late, "survivors": survivors}


def again_record(record: Record, ends: Mapping[int, str]) -> Record:
    """Return a record in which survivors, by row, say which test killed them since."""
    survivors = [dict(each) for each in record["survivors"]]
    for row, end in ends.items():
        survivors[row]["killed_since"] = "" if end == LIVED else end
    return {**record, "survivors": survivors}


def _place(survivor: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(survivor[key] for key in ("path", "start", "before", "after"))


def score(record: Record, *, since: bool = False) -> float:
    """Return the share of mutants that were killed, of those that could be.

    With `since`, also those are killed that a later run of the survivors killed.
    """
    could = [each for each in record["survivors"] if not each["equivalent"]]
    lived = [each for each in could if not (since and each.get("killed_since"))]
    n_mutants: int = record["mutants"] - len(record["survivors"]) + len(could)
    return 1.0 - len(lived) / n_mutants


def report(record: Record) -> str:
    """Return the survivors that are no equivalents, a line each, and the scores."""
    could = [each for each in record["survivors"] if not each["equivalent"]]
    lines = [
        f"{each['path']}:{each['line']}: {each['before']} -> {each['after']}"
        for each in could
        if not each.get("killed_since")
    ]
    n_equivalent = len(record["survivors"]) - len(could)
    lines.append(
        f"{score(record):.1%} killed of {record['mutants']} mutants of seed"
        f" {record['seed']}, {n_equivalent} equivalent ones left out"
    )
    if any(each.get("killed_since") for each in could):
        lines.append(f"{score(record, since=True):.1%} with the tests added since")
    return "\n".join(lines)
