"""The formats that a record can be copied to, and what follows from which there are.

A format that is added to `COPY_FORMATS` is offered by File > Save copy as and by
`ecgviewer convert`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ecgviewer import __version__
from ecgviewer.core.record import Record
from ecgviewer.core.wording import count, said_once
from ecgviewer.formats.edf.notes import notes_of
from ecgviewer.formats.edf.writer import write_edf
from ecgviewer.formats.export.digital_leads import DigitalLead, digital_leads
from ecgviewer.formats.export.review_export import fitting
from ecgviewer.formats.ishne.annotation_writer import refuse_foreign
from ecgviewer.formats.ishne.annotation_writer import (
    write_annotations as write_ishne_annotations,
)
from ecgviewer.formats.ishne.writer import write_record as write_ishne
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import Annotations
from ecgviewer.formats.wfdb.copy_writer import write_copy
from ecgviewer.formats.wfdb.rhythm_marks import NO_RHYTHM, SINUS_AGAIN

#: Whose annotations a WFDB copy has beside it.
ANNOTATOR = "atr"
_WFDB_BITS = 24

#: Writes a record, its annotations and details; returns what is lost, in words.
Writes = Callable[
    [Path, Record, Annotations | None, Mapping[str, str]], tuple[str, ...]
]


@dataclass(frozen=True)
class CopyFormat:
    """A format that records are written in; `COPY_FORMATS` lists them.

    Attributes
    ----------
    name : str
        Word of the command line.
    title : str
        What one copy is called, for example ``"EDF+ recording"``.
    endings : tuple of str
        Of the files that a copy consists of, that which it is opened by first.
    write : callable
        Writes a copy under a path with the first ending.
    between : bytes
        What follows a rhythm of a reader; see `marks_of`.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    write: Writes
    between: bytes = NO_RHYTHM

    def files_of(self, path: Path) -> tuple[Path, ...]:
        """Return the files of a copy, by the path that it is opened by."""
        return (path, *(path.with_suffix(ending) for ending in self.endings[1:]))


def copy_format_of(path: Path) -> CopyFormat | None:
    """Return the format of a copy by its ending; None for another one."""
    ending = path.suffix.lower()
    return next((each for each in COPY_FORMATS if each.endings[0] == ending), None)


def _edf(
    bits: int,
    path: Path,
    record: Record,
    annotations: Annotations | None,
    details: Mapping[str, str],
) -> tuple[str, ...]:
    leads = digital_leads(record, bits)
    notes = notes_of(annotations, record) if annotations else []
    losses = write_edf(path, record, leads, notes, details)
    wider = bits < _WFDB_BITS
    return (
        *said_once(
            _rounded(leads, "; a copy as .bdf has room for more" if wider else "")
        ),
        *said_once(_without_values(leads, record.n_samples)),
        *said_once(_resampled(leads, record.fs, keeps_slower=True)),
        *losses,
    )


def _wfdb(
    path: Path,
    record: Record,
    annotations: Annotations | None,
    details: Mapping[str, str],
) -> tuple[str, ...]:
    leads = digital_leads(record, _WFDB_BITS)
    losses = write_copy(path, record, leads, details)
    if annotations:
        own = replace(
            annotations,
            sample=annotations.samples_in(record),
            fs=record.fs,
            writer=f"ecgviewer {__version__}",
            notices=(),
        )
        write_annotations(path.with_suffix(f".{ANNOTATOR}"), fitting(own))
    resampled = _resampled(leads, record.fs, keeps_slower=False)
    return (*said_once(_rounded(leads, "")), *said_once(resampled), *losses)


def _ishne(
    path: Path,
    record: Record,
    annotations: Annotations | None,
    details: Mapping[str, str],
) -> tuple[str, ...]:
    beside = path.with_suffix(".ann")
    if annotations:
        refuse_foreign(beside)
    record = replace(record, details=tuple(details.items()))
    losses = write_ishne(path, record)
    if not annotations:
        return losses
    return *losses, *write_ishne_annotations(beside, record, annotations)


#: Leads, and what is lost of each.
Losses = Iterator[tuple[str, str]]


def _rounded(leads: tuple[DigitalLead, ...], remedy: str) -> Losses:
    for lead in leads:
        if not lead.is_exact:
            yield (
                lead.lead.name,
                f"values are rounded to steps of {lead.steps.size:g} "
                f"{lead.lead.unit}{remedy if lead.lead.steps else ''}.",
            )


def _without_values(leads: tuple[DigitalLead, ...], n_samples: int) -> Losses:
    for lead in leads:
        if 0 < lead.n_missing < n_samples:
            yield (
                f"{lead.lead.name} ({count(lead.n_missing, 'sample')} without a value)",
                "EDF has no mark for that. Whole data records are left out where no "
                f"lead has a value, and 0 {lead.lead.unit} is written elsewhere.",
            )


def _resampled(
    leads: tuple[DigitalLead, ...], fs: float, *, keeps_slower: bool
) -> Losses:
    for lead in leads:
        own_fs = lead.lead.own_fs
        if own_fs and (not keeps_slower or own_fs > fs):
            yield (
                lead.lead.name,
                f"recorded at {own_fs:g} Hz, written at the {fs:g} Hz of the record.",
            )


#: The first one is the default.
COPY_FORMATS: tuple[CopyFormat, ...] = (
    CopyFormat("edf", "EDF+ recording", (".edf",), partial(_edf, 16)),
    CopyFormat("bdf", "BDF+ recording, 24 bits", (".bdf",), partial(_edf, 24)),
    CopyFormat(
        "wfdb", "WFDB recording", (".hea", ".dat", f".{ANNOTATOR}"), _wfdb, SINUS_AGAIN
    ),
    CopyFormat("ishne", "ISHNE Holter recording", (".ecg", ".ann"), _ishne),
)
