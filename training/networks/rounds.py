"""What a retraining does to patients that it does not learn from, round by round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ecgviewer.classifier.bundle import Bundle
from training.networks.fine_tuning import (
    Advance,
    FineTuning,
    fine_tuned,
    judged,
    not_told,
    thinned,
)
from training.networks.network import load_trainable
from training.records.dataset import LabelledRecord
from training.records.splits import DS2
from training.scoring.comparison import Judged, before_and_after, patient_folds

#: In how many parts the old patients are held out, where there is one round.
_OLD_PARTS = 3
#: Old beats that are judged in all rounds together, about.
N_JUDGED = 10_000


@dataclass(frozen=True)
class Round:
    """A retraining without some patients.

    Attributes
    ----------
    learned, old : list of LabelledRecord
        What it learns from, and what it rehearses.
    held_out, others : list of LabelledRecord
        Corrected and old records of patients that it does neither with.
    """

    learned: list[LabelledRecord]
    old: list[LabelledRecord]
    held_out: list[LabelledRecord]
    others: list[LabelledRecord]

    def cost(self, numbers: FineTuning) -> float:
        """Return its work in judged beats."""
        judged_beats = 2 * (n_beats(self.held_out) + n_beats(self.others))
        return judged_beats + training_cost(self.learned, self.old, numbers)


def n_beats(records: Sequence[LabelledRecord]) -> int:
    """Return how many beats records have."""
    return sum(len(record.samples) for record in records)


def training_cost(
    corrected: Sequence[LabelledRecord],
    old: Sequence[LabelledRecord],
    numbers: FineTuning,
) -> float:
    """Return the work of a fine-tuning in judged beats."""
    drawn = n_beats(corrected) + min(n_beats(old), numbers.n_old)
    return TRAINED_BEAT * numbers.epochs * drawn


#: What a beat costs that is trained on, in beats that are judged.
TRAINED_BEAT = 3.0


def planned_rounds(
    corrected: Sequence[LabelledRecord], old: Sequence[LabelledRecord], n_folds: int
) -> list[Round]:
    """Return the rounds: in each, other corrected and other old patients are held out.

    With one corrected patient there is one round, which holds out old patients only.
    None where no folds are wanted, or nobody could be held out.
    """
    n = min(n_folds, len({record.patient for record in corrected}))
    rounds = max(n, 1) if n_folds else 0
    parts = list(_held_out(old, max(n, _OLD_PARTS)))
    corrected_parts = list(_held_out(corrected, n)) if n > 1 else [([], [*corrected])]
    planned = []
    for (held, learned), (others, rehearsed) in zip(
        corrected_parts[:rounds], parts, strict=False
    ):
        # Where there is one old patient, nobody would be rehearsed.
        some, kept = (others, rehearsed) if rehearsed else ([], [*old])
        # Nothing may be decided by what only tests.
        some = [record for record in some if record.name not in DS2]
        judged_old = thinned(some, N_JUDGED // rounds) if some else []
        if held or judged_old:
            planned.append(Round(learned, kept, held, judged_old))
    return planned


def _held_out(
    records: Sequence[LabelledRecord], n: int
) -> list[tuple[list[LabelledRecord], list[LabelledRecord]]]:
    patients = {record.name: record.patient for record in records}
    return [
        (
            [record for record in records if record.name in names],
            [record for record in records if record.name not in names],
        )
        for names in patient_folds(list(patients), n, patients.__getitem__)
    ]


def held_out_figures(
    bundle: Bundle,
    rounds: Sequence[Round],
    numbers: FineTuning,
    advance: Advance = not_told,
) -> dict[str, dict[str, Any]]:
    """Return figures before and after on patients that were held out.

    Returns
    -------
    dict
        ``held_out_patients``, corrected ones, and ``other_patients``, of the bundle's
        own training; each where there are any. The old network learned from the
        others, so that their figures before are a little too good, and what they lose
        is rather less than these say.
    """
    found: dict[str, list[Judged]] = {"held_out_patients": [], "other_patients": []}
    for number, each in enumerate(rounds, 1):

        def told(n: int, doing: str, number: int = number) -> None:
            advance(n, f"patients held out, round {number} of {len(rounds)}, {doing}")

        network = fine_tuned(bundle, each.learned, each.old, numbers, told)
        before = load_trainable(bundle)
        for key, records in zip(found, (each.held_out, each.others), strict=True):
            if records:
                found[key].append(judged(before, network, records, bundle, told))
        # Else they would be in memory beside the next one.
        del network, before
    return {key: before_and_after(parts) for key, parts in found.items() if parts}
