"""Envelopes of records in files are filled piece by piece, and kept for next time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from ecgviewer.analysis.envelopes import envelopes_of, fill_envelopes
from ecgviewer.core.growth import stream_identity
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.core.trace.envelope import CHUNK, Envelope
from ecgviewer.formats.files.envelope_cache import EnvelopeCache

_VALUES = np.random.default_rng(1).normal(size=(2, CHUNK + 100)).astype(np.float32)


class _Source:
    """Values in memory as if they lay in a file."""

    def __init__(self, n_samples: int) -> None:
        self.shape = 2, n_samples
        self.n_reads = 0

    def read(self, start: int, stop: int) -> npt.NDArray[np.float32]:
        self.n_reads += 1
        return _VALUES[:, start : min(stop, self.shape[1])].copy()


def _record(source: _Source) -> Record:
    leads = (Lead("I"), Lead("II"))
    return Record("r", 250.0, leads, BlockedSignal(source), checksum="c" * 64)


@pytest.fixture
def cache(tmp_path: Path) -> EnvelopeCache:
    return EnvelopeCache(tmp_path)


def _filled(record: Record, cache: EnvelopeCache) -> tuple[Envelope, ...]:
    envelopes = envelopes_of(record)
    assert all(envelope.pending for envelope in envelopes)
    assert list(fill_envelopes(record, envelopes, cache))[-1] == 1.0
    assert not any(envelope.pending for envelope in envelopes)
    for envelope, values in zip(envelopes, _VALUES, strict=True):
        wanted = Envelope.of(values[: record.n_samples])
        assert np.array_equal(envelope.finest, wanted.finest)
    return envelopes


def test_values_in_memory_are_not_waited_for(cache: EnvelopeCache) -> None:
    record = replace(_record(_Source(9)), source=_VALUES.copy())
    envelopes = envelopes_of(record)
    assert not any(envelope.pending for envelope in envelopes)
    assert list(fill_envelopes(record, envelopes, cache)) == []


def test_the_second_time_no_sample_is_read(cache: EnvelopeCache) -> None:
    _filled(_record(_Source(CHUNK + 100)), cache)
    source = _Source(CHUNK + 100)
    _filled(_record(source), cache)
    assert source.n_reads == 0


def test_of_a_record_that_grows_nothing_is_kept(
    cache: EnvelopeCache, tmp_path: Path
) -> None:
    record = _record(_Source(CHUNK + 100))
    _filled(replace(record, identity=stream_identity("bed 7")), cache)
    assert not list(tmp_path.iterdir())
    _filled(record, cache)
    assert list(tmp_path.iterdir())
