"""Which columns of a text file are leads, and what their values are in mV."""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Steps
from ecgviewer.formats.csv.columns import Column, Kind, column_named, lead_of
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.options import CsvOptions
from ecgviewer.formats.csv.said import Said
from ecgviewer.formats.csv.units import MV_BY_UNIT, mv_of


@dataclass(frozen=True)
class LeadColumn:
    """A column that is read.

    Attributes
    ----------
    number : int
        From 0.
    name : str
        Of the lead.
    mv : float or None
        Millivolts of one; None where nothing says.
    zero : float
        The value that stands for 0 mV.
    bits : int
        Of the converter; 0 where nothing says that there is one.
    is_ecg : bool
        Whether the file says so.
    """

    number: int
    name: str
    mv: float | None
    zero: float = 0.0
    bits: int = 0
    is_ecg: bool = False


def lead_columns(
    head: Head,
    columns: tuple[Column, ...],
    said: Said,
    options: CsvOptions,
    times: list[Column],
) -> tuple[LeadColumn, ...]:
    """Return the columns that are read as leads, and what their values are.

    Raises
    ------
    RecordError
        If there is none, or the options name one that is not there.
    """
    ecg = [c for c in columns if c.kind is Kind.ECG]
    values = [c for c in columns if c.kind is Kind.VALUES and c not in times]
    chosen = [(c, c.name) for c in ecg or values if c not in times]
    if options.leads:
        chosen = _chosen(head, columns, chosen, options.leads)
    if not chosen:
        titles = ", ".join(column.title for column in columns)
        raise RecordError(
            f"{head.path} has no column of an ECG among {titles}. Name those to read, "
            "as in --csv leads=2:I,3:II."
        )
    names = _names([name for _, name in chosen], said)
    return tuple(
        _lead(column, name, said, options)
        for (column, _), name in zip(chosen, names, strict=True)
    )


def _chosen(
    head: Head,
    columns: tuple[Column, ...],
    guessed: list[tuple[Column, str]],
    words: tuple[str, ...],
) -> list[tuple[Column, str]]:
    """Return the columns that words name, each with the name of its lead."""
    nameless = not any(column.name for column in columns)
    if nameless and not any(":" in word or word.isdecimal() for word in words):
        if len(words) != len(guessed):
            raise RecordError(
                f"{head.path} has {len(guessed)} columns of values, and {len(words)} "
                "leads are named. Name as many, or number those to read, as in --csv "
                "leads=1:I,2:II."
            )
        return [(c, word) for (c, _), word in zip(guessed, words, strict=True)]
    found = []
    for word in words:
        place, _, name = word.partition(":")
        column = column_named(head, columns, place)
        found.append((column, name or column.name))
    return found


def _names(names: list[str], said: Said) -> list[str]:
    """Return the names of leads, none of them empty and no two the same."""
    if len(names) == 1 and (said.single or not names[0]):
        return [said.lead or "ECG"]
    made: list[str] = []
    for n, name in enumerate(names, start=1):
        title = lead_of(name) or f"ECG {n}"
        made.append(f"{title} {n}" if title in made else title)
    return made


def _lead(column: Column, name: str, said: Said, options: CsvOptions) -> LeadColumn:
    is_ecg = column.kind is Kind.ECG or said.single
    steps: Steps | None = said.steps.get(column.name)
    if options.gain or options.unit:
        mv = MV_BY_UNIT[(options.unit or "mV").lower()] / (options.gain or 1)
        return LeadColumn(
            column.number, name, mv, bits=16 if options.gain else 0, is_ecg=is_ecg
        )
    if steps:
        return LeadColumn(
            column.number, name, steps.size, steps.zero, steps.bits, is_ecg
        )
    unit = column.unit or said.unit
    return LeadColumn(column.number, name, mv_of(unit), is_ecg=is_ecg)
