"""Holds what the application says is left in a review to what is left in truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

#: After this many beats of the queue the application's estimate is held to the truth.
LOOKS = (0, 50, 200)
#: What was done when it is held to the truth after kinds.
STAGES = ("kinds accepted", "some of each looked at", "odd beats corrected")
#: The goal: in this share of the records it is within this factor of the truth, or
#: above it.
ESTIMATE_GOAL, ESTIMATE_FACTOR = 0.9, 1.5


def looks_table(records: Sequence[dict[str, Any]]) -> str:
    """Return how many errors the application says are left, and how many are.

    "Off by" is the sum over records of how far the estimate is from the truth. A
    review that is done, with 99.5 % right, is not counted any more.
    """
    lines = [
        "| looks | records | errors left | estimate (off by) "
        "| by probabilities alone (off by) |",
        "| --- " * 5 + "|",
    ]
    for looks in LOOKS:
        said = [s for r in records for s in r["errors_left"] if s["looks"] == looks]
        left = sum(s["left"] for s in said)
        cells = [
            f"{sum(s[key] for s in said):,.0f} "
            f"({sum(abs(s[key] - s['left']) for s in said):,.0f})"
            for key in ("estimate", "unscaled")
        ]
        lines.append(f"| {looks} | {len(said)} | {left:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def kinds_summary(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how the estimate after kinds goes with the truth, for each stage.

    ``good`` is the share of records in which it is not below the truth by more than
    `ESTIMATE_FACTOR`, both in whole errors, and ``within`` the share in which it is
    not above by more either.
    """
    found = []
    for place, stage in enumerate(STAGES):
        said = [record["kinds_left"][place] for record in records]
        left = np.array([each["left"] for each in said])
        estimate = np.round([each["estimate"] for each in said])
        good = estimate * ESTIMATE_FACTOR >= left
        found.append(
            {
                "stage": stage,
                "left": int(left.sum()),
                "estimate": float(estimate.sum()),
                "good": round(float(good.mean()), 3),
                "within": round(
                    float((good & (estimate <= left * ESTIMATE_FACTOR)).mean()), 3
                ),
                "too_low": [
                    r["record"] for r, ok in zip(records, good, strict=True) if not ok
                ],
            }
        )
    return found


def kinds_table(summary: Sequence[dict[str, Any]]) -> str:
    """Return how the estimate after kinds goes with the truth, as Markdown."""
    lines = [
        "| after | errors left | estimate | good | within 1.5 | too low |",
        "| --- " * 6 + "|",
    ]
    for row in summary:
        low = " ".join(row["too_low"]) or "–"
        lines.append(
            f"| {row['stage']} | {row['left']:,} | {row['estimate']:,.0f} "
            f"| {row['good']:.0%} | {row['within']:.0%} | {low} |"
        )
    looked = summary[STAGES.index("some of each looked at")]
    met = "met" if looked["good"] >= ESTIMATE_GOAL else "missed"
    lines += ["", f"Goal of {ESTIMATE_GOAL:.0%} after looks at kinds: {met}."]
    return "\n".join(lines)
