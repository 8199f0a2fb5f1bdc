"""Whether a journal is of a record, and what has changed of its header since."""

from __future__ import annotations

from ecgviewer.core.growth import grows, seal_of
from ecgviewer.core.record import Record
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.lines import JournalHeader

_OTHER = (
    "The journal of {reader} for record {name} belongs to other data: it was made for "
    "{what} {theirs}, and the record has {ours}. It is left as it is; move it away to "
    "begin a new review."
)
_OTHER_BEGINNING = (
    "The journal of {reader} was made of the first {n:,} samples of record {name}, and "
    "they are not there as they were. It is left as it is; get the whole record again, "
    "or move the journal away to begin a new review."
)
_FORMER = (
    " If only the header was changed since (ecgviewer 0.1 did not tell it from the "
    "signals), put the former header back and make one edit; from then on the header "
    "may change."
)


def is_of(record: Record, header: JournalHeader) -> bool:
    """Return whether a journal is of a recording, by its signals where it knows them.

    A journal of version 0.1 knows a checksum in which the header counts, too. It is of
    the recording if that is what the files had before a change of the header that can
    be taken back.
    """
    if header.identity:
        return header.identity == record.identity and _begins_alike(record, header)
    if header.checksum == record.checksum:
        return True
    return _fits(record, header) and record.had_checksum(header.checksum, header.record)


def check_record(record: Record, header: JournalHeader) -> None:
    """Refuse a journal of another recording.

    Raises
    ------
    JournalError
        If it is of another one; the message says what to do.
    """
    if is_of(record, header):
        return
    if header.sealed and header.identity == record.identity:
        raise JournalError(
            _OTHER_BEGINNING.format(
                reader=header.reader, name=header.record, n=header.n_samples
            )
        )
    known = bool(header.identity)
    text = _OTHER.format(
        reader=header.reader,
        name=header.record,
        what="signals" if known else "checksum",
        theirs=header.identity or header.checksum,
        ours=record.identity if known else record.checksum,
    )
    maybe = not known and _fits(record, header)
    raise JournalError(text + (_FORMER if maybe else ""))


def _begins_alike(record: Record, header: JournalHeader) -> bool:
    """Return whether a record that grows begins with what its journal has sealed."""
    if not header.sealed:
        return True
    n_samples = header.n_samples
    there = record.n_samples >= n_samples
    return there and seal_of(record, n_samples) == header.sealed


def _fits(record: Record, header: JournalHeader) -> bool:
    return (header.fs, header.n_samples) == (record.fs, record.n_samples)


def header_changes(record: Record, header: JournalHeader) -> tuple[str, ...]:
    """Return what a reader should know of changes of the header since a journal."""
    before_identities = not header.identity and header.checksum == record.checksum
    grown = grows(record) and _names_the_same(header, record)
    if grown or says_the_same(header, record) or before_identities:
        return ()
    changes = []
    if header.record != record.name:
        changes.append(f"it was called {header.record}")
    now = [lead.name for lead in record.leads]
    changes += [
        f"lead {then} is now called {name}"
        for then, name in zip(header.leads, now, strict=False)
        if then != name
    ]
    what = f" ({', '.join(changes)})" if changes else ""
    return (
        f"The header of {record.name} was changed since this review was last "
        f"edited{what}. The signals are the same, and the review goes on.",
    )


def lead_now(record: Record, header: JournalHeader, lead: str) -> str:
    """Return the current name of the lead that was analysed, empty if unknown."""
    names = [each.name for each in record.leads]
    if lead in header.leads[: len(names)]:
        # By its place: names may have been put right by exchanging them.
        return names[header.leads.index(lead)]
    return lead if lead in names else ""


def _names_the_same(header: JournalHeader, record: Record) -> bool:
    """Return whether a journal calls its record and leads what they are called now."""
    leads = tuple(lead.name for lead in record.leads)
    now = (record.name, record.identity, leads)
    return (header.record, header.identity, header.leads) == now


def says_the_same(header: JournalHeader, record: Record) -> bool:
    """Return whether a journal says of its record what is true now.

    Of a record that grows it may say less: up to where it was sealed.
    """
    if grows(record):
        same = header.n_samples == record.n_samples
    else:
        same = header.checksum == record.checksum
    return same and _names_the_same(header, record)
