"""Envelopes of leads in files are filled in order, once, and kept for the next time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ecgviewer.analysis.envelopes import envelopes_of, fill_envelopes
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.core.trace.envelope import CHUNK
from ecgviewer.formats.files.envelope_cache import EnvelopeCache

_N = 2 * CHUNK + 1000


class Source:
    """Two leads that count how often they are read."""

    def __init__(self) -> None:
        self.values = np.random.default_rng(1).normal(size=(2, _N)).astype(np.float32)
        self.n_reads = 0

    @property
    def shape(self) -> tuple[int, int]:
        return (2, _N)

    def read(self, start: int, stop: int) -> np.ndarray:
        self.n_reads += 1
        return self.values[:, start:stop]


def _record(source: Source, checksum: str = "c" * 64) -> Record:
    leads = Lead("MLII"), Lead("V5")
    return Record("long", 360.0, leads, BlockedSignal(source), checksum=checksum)


def test_leads_in_memory_have_whole_envelopes_at_once(tmp_path: Path) -> None:
    values = np.arange(4000, dtype=np.float32).reshape(2, 2000)
    record = Record("short", 360.0, (Lead("I"), Lead("II")), values)
    envelopes = envelopes_of(record)
    assert [each.pending for each in envelopes] == [set(), set()]
    low, high = envelopes[1].finest
    assert (low[0], high[-1]) == (2000.0, 3999.0)
    assert list(fill_envelopes(record, envelopes, EnvelopeCache(tmp_path))) == []
    assert not list(tmp_path.iterdir()), "there was nothing to keep"


def test_leads_in_files_are_filled_chunk_by_chunk(tmp_path: Path) -> None:
    source = Source()
    record = _record(source)
    envelopes = envelopes_of(record)
    assert all(len(each.pending) == 3 for each in envelopes)
    assert source.n_reads == 0
    shares = list(fill_envelopes(record, envelopes, EnvelopeCache(tmp_path)))
    assert shares == [1 / 3, 2 / 3, 1.0]
    in_memory = envelopes_of(replace(record, source=source.values))
    for made, expected in zip(envelopes, in_memory, strict=True):
        assert not made.pending
        np.testing.assert_array_equal(made.finest, expected.finest)


def test_what_was_made_once_is_not_read_again(tmp_path: Path) -> None:
    first, cache = _record(Source()), EnvelopeCache(tmp_path)
    made = envelopes_of(first)
    list(fill_envelopes(first, made, cache))
    source = Source()
    again = _record(source)
    envelopes = envelopes_of(again)
    assert list(fill_envelopes(again, envelopes, cache)) == [1.0]
    assert source.n_reads == 0
    np.testing.assert_array_equal(envelopes[0].finest, made[0].finest)


def test_a_record_without_a_checksum_is_kept_nowhere(tmp_path: Path) -> None:
    record = _record(Source(), checksum="")
    envelopes = envelopes_of(record)
    assert list(fill_envelopes(record, envelopes, EnvelopeCache(tmp_path)))[-1] == 1.0
    assert not list(tmp_path.iterdir())


def test_filling_that_is_left_goes_on_where_it_was(tmp_path: Path) -> None:
    record = _record(Source())
    envelopes = envelopes_of(record)
    next(filling := fill_envelopes(record, envelopes, EnvelopeCache(tmp_path)))
    del filling
    assert [each.pending for each in envelopes] == [{1, 2}, {1, 2}]
    rest = fill_envelopes(record, envelopes, EnvelopeCache(tmp_path))
    assert list(rest) == [0.5, 1.0]
