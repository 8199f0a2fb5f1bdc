"""Records that grow: how one is known while it does, and what may come after it.

A record never changes. A live source, or a file that is still being written, gives a
longer record of the same identity, in which everything that was there is as it was.
"""

from __future__ import annotations

import hashlib

from ecgviewer.core.record import Record

#: Begins the identity of a record that grows, as other rules begin those of others.
_RULE = "stream-1:"
#: Samples of all leads that are sealed in one go; part of what a seal is.
_BLOCK = 2**16


def stream_identity(stream: str) -> str:
    """Return the identity of all records that one stream gives, by its own id."""
    return f"{_RULE}{stream}"


def grows(record: Record) -> bool:
    """Return whether a longer record of the same identity may come."""
    return record.identity.startswith(_RULE)


def seal_of(record: Record, n_samples: int) -> str:
    """Return the SHA-256 of the first samples of a record, which never change.

    Parameters
    ----------
    record : Record
        One that grows.
    n_samples : int
        How many samples are sealed, at most those there are.
    """
    digest = hashlib.sha256()
    for start in range(0, n_samples, _BLOCK):
        block = record.block(start, min(start + _BLOCK, n_samples))
        digest.update(block.astype("<f4").tobytes())
    return digest.hexdigest()


def check_growth(record: Record, longer: Record) -> None:
    """Refuse a record that does not continue where another one ends.

    Raises
    ------
    ValueError
        If the first one does not grow, or the second is of another stream, rate or
        leads, or is shorter.
    """
    if not grows(record):
        raise ValueError(f"record {record.name} is at rest and does not grow")
    now, then = (
        (each.identity, each.fs, each.leads, each.start_time)
        for each in (record, longer)
    )
    if now != then or longer.n_samples < record.n_samples:
        raise ValueError(f"record {record.name} does not go on with {longer.name}")
