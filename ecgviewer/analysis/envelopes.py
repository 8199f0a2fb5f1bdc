"""Envelopes of a record: made at once, or for leads in files chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ecgviewer.core.growth import grows
from ecgviewer.core.record import Record
from ecgviewer.core.trace.envelope import CHUNK, Envelope
from ecgviewer.formats.files.envelope_cache import EnvelopeCache


def envelopes_of(record: Record) -> tuple[Envelope, ...]:
    """Return one envelope per lead; those of leads in files are still to be filled."""
    leads = (record.lead_values(lead) for lead in range(len(record.leads)))
    return tuple(
        Envelope.of(values)
        if isinstance(values, np.ndarray)
        else Envelope.unfilled(values)
        for values in leads
    )


def fill_envelopes(
    record: Record, envelopes: tuple[Envelope, ...], cache: EnvelopeCache
) -> Iterator[float]:
    """Fill what is pending, from the cache or from the files; dropping it cancels.

    Parameters
    ----------
    record : Record
        Its checksum is the key in the cache; one that grows is not kept there.
    envelopes : tuple of Envelope
        From `envelopes_of`.
    cache : EnvelopeCache
        Gets what had to be made.

    Yields
    ------
    float
        The share of the record that has been looked at.
    """
    chunks = sorted({chunk for each in envelopes for chunk in each.pending})
    if not chunks:
        return
    # What is kept of a record that grows would soon be too short.
    key = "" if grows(record) else record.checksum
    if key and cache.put_back(key, envelopes):
        yield 1.0
        return
    for done, chunk in enumerate(chunks, 1):
        block = record.block(chunk * CHUNK, (chunk + 1) * CHUNK)
        for envelope, values in zip(envelopes, block, strict=True):
            envelope.fill(chunk, values)
        yield done / len(chunks)
    if key:
        cache.keep(key, envelopes)
