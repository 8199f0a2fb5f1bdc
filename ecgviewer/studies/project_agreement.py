"""How far the readers of a project agree: kappa over all records that two have read."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ecgviewer.core.ec57.agreement import Agreement, Kappa, kappa_of_tables
from ecgviewer.core.rhythm.episode_agreement import KindAgreement, together
from ecgviewer.core.wording import count
from ecgviewer.formats.files.spreadsheet_text import harmless
from ecgviewer.studies.double_reading import ReadTwice, failed

FORMAT, VERSION = "ecgviewer agreement", 1
_OTHER_CLASSES = "its classes are {mine}, and not {usual}, as of the other records"
_COLUMNS = (
    "record", "patient", "first", "second", "beats", "differ", "unmatched", "kappa",
    "consensus", "failure",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ProjectAgreement:
    """What two readers of each record agree on.

    Attributes
    ----------
    records : tuple of ReadTwice
        Those that could be compared.
    failed : tuple of ReadTwice
        Those that could not.
    classes : tuple of str
    agreement : Agreement or None
        Cohen's kappa of all beats, its intervals by bootstrap over patients; None
        where there are none.
    n_patients : int
    rhythms : tuple of KindAgreement
        By duration.
    """

    records: tuple[ReadTwice, ...]
    failed: tuple[ReadTwice, ...]
    classes: tuple[str, ...]
    agreement: Agreement | None
    n_patients: int
    rhythms: tuple[KindAgreement, ...]


def project_agreement(read: Iterable[ReadTwice]) -> ProjectAgreement:
    """Return the agreement over records; those of other classes than most are left out.

    Parameters
    ----------
    read : iterable of ReadTwice
    """
    every = list(read)
    schemes = Counter(each.classes for each in every if not each.failure)
    usual = schemes.most_common(1)[0][0] if schemes else ()
    sorted_out = [_of(each, usual) for each in every]
    records = [each for each in sorted_out if not each.failure]
    by_patient: dict[str, Any] = defaultdict(int)
    for each in records:
        by_patient[each.item.drawn_with] += each.table
    tables = [table for table in by_patient.values() if table.sum()]
    return ProjectAgreement(
        tuple(records),
        tuple(each for each in sorted_out if each.failure),
        usual,
        kappa_of_tables(tables) if tables else None,
        len(tables),
        together([each.rhythms for each in records]).kinds,
    )


def _of(read: ReadTwice, usual: tuple[str, ...]) -> ReadTwice:
    if read.failure or read.classes == usual:
        return read
    mine, others = ", ".join(read.classes), ", ".join(usual)
    return failed(read.item, _OTHER_CLASSES.format(mine=mine, usual=others))


def agreement_text(found: ProjectAgreement) -> str:
    """Return the agreement for people."""
    records = count(len(found.records), "record")
    if found.agreement is None:
        return f"{records} read by two: no beat that both of them decided"
    n_differ = sum(each.n_differ for each in found.records)
    n_unmatched = sum(each.n_unmatched for each in found.records)
    drawn = "patients" if found.n_patients > 1 else "the beats of one patient"
    lines = [
        f"{records} of {count(found.n_patients, 'patient')}, each read by two",
        f"{found.agreement.n_beats:,} beats that both decided, {n_differ:,} labelled "
        f"differently, {n_unmatched:,} that one has and the other has not",
        f"Cohen's kappa, 95 % intervals by bootstrap over {drawn}:",
        _line("all classes", found.agreement.overall),
    ]
    by_class = zip(found.classes, found.agreement.by_class, strict=True)
    lines += [_line(f"{name} or not", kappa) for name, kappa in by_class]
    if found.rhythms:
        lines.append("Rhythms, by duration:")
    lines += [_rhythm_line(each) for each in found.rhythms]
    return "\n".join(lines)


def _line(title: str, kappa: Kappa) -> str:
    if np.isnan(kappa.value):
        return f"  {title:12}      –   both readers gave all beats the same"
    between = f"{kappa.low:.4f} to {kappa.high:.4f}"
    return f"  {title:12} {kappa.value:7.4f}   {between}"


def _rhythm_line(found: KindAgreement) -> str:
    seconds = f"{found.all_s:,.0f} s of {found.any_s:,.0f} s"
    return f"  {found.kind.text:32} {100 * found.share:5.1f} % agreed: {seconds}"


def agreement_content(found: ProjectAgreement) -> dict[str, Any]:
    """Return the agreement as JSON values; null for what is not defined."""
    agreement = found.agreement
    kappas = {}
    if agreement:
        by_class = zip(found.classes, agreement.by_class, strict=True)
        kappas = {
            "n_beats": agreement.n_beats,
            "observed": agreement.observed,
            "overall": _values(agreement.overall),
            "by_class": {name: _values(kappa) for name, kappa in by_class},
        }
    return {
        "format": FORMAT,
        "version": VERSION,
        "n_patients": found.n_patients,
        **kappas,
        "rhythms": {
            each.kind.value: {
                "all_s": each.all_s,
                "any_s": each.any_s,
                "share": each.share,
            }
            for each in found.rhythms
        },
        "records": [_row(each) for each in (*found.records, *found.failed)],
    }


def _values(kappa: Kappa) -> dict[str, float | None]:
    named = (("kappa", kappa.value), ("low", kappa.low), ("high", kappa.high))
    return {name: None if np.isnan(value) else value for name, value in named}


def agreement_csv(found: ProjectAgreement) -> str:
    """Return the agreement on each record as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in (*found.records, *found.failed):
        values: Sequence[object] = [*_row(each).values()]
        writer.writerow(
            [harmless(value) if isinstance(value, str) else value for value in values]
        )
    return file.getvalue()


def _row(read: ReadTwice) -> dict[str, Any]:
    item = read.item
    values = (
        *(item.name, item.patient, item.first.reader, item.second.reader),
        *(read.n_beats, read.n_differ, read.n_unmatched, kappa_of(read)),
        *("signed" if item.consensus else "", read.failure),
    )
    return dict(zip(_COLUMNS, values, strict=True))


def kappa_of(read: ReadTwice) -> float | None:
    """Return Cohen's kappa of one record; None where it is not defined."""
    if not read.n_beats:
        return None
    value = kappa_of_tables([read.table], n_resamples=1).overall.value
    return None if np.isnan(value) else value
