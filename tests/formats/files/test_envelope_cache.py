"""Envelopes come back from the cache, and the cache stays within its bounds."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.signal_source import BlockedSignal, LeadValues
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.files.envelope_cache import EnvelopeCache


class _Noise:
    shape = (2, 100_000)

    def read(self, start: int, stop: int) -> np.ndarray:
        values = np.random.default_rng(1).normal(size=self.shape)
        return values[:, start:stop].astype(np.float32)


def _unfilled() -> tuple[Envelope, ...]:
    signal = BlockedSignal(_Noise())
    return tuple(Envelope.unfilled(LeadValues(signal, lead)) for lead in range(2))


def _filled() -> tuple[Envelope, ...]:
    envelopes = _unfilled()
    for envelope, values in zip(envelopes, _Noise().read(0, 100_000), strict=True):
        envelope.fill(0, values)
    return envelopes


def test_the_second_opening_needs_no_signal(tmp_path: Path) -> None:
    cache, filled, empty = EnvelopeCache(tmp_path / "new"), _filled(), _unfilled()
    assert not cache.put_back("abc", empty)
    cache.keep("abc", filled)
    assert EnvelopeCache(tmp_path / "new").put_back("abc", empty)
    for one, other in zip(empty, filled, strict=True):
        assert not one.pending
        np.testing.assert_array_equal(one.finest, other.finest)
    assert not cache.put_back("another", _unfilled())


@pytest.mark.parametrize("damage", [b"", b"not an array", b"\x93NUMPY\x01\x00v\x00"])
def test_a_damaged_file_is_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes
) -> None:
    cache = EnvelopeCache(tmp_path)
    cache.keep("abc", _filled())
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert not cache.put_back("abc", _unfilled())
    assert str(path) in caplog.text
    cache.keep("abc", _filled())
    assert cache.put_back("abc", _unfilled())


def test_an_array_of_another_record_is_not_taken(tmp_path: Path) -> None:
    cache = EnvelopeCache(tmp_path)
    cache.keep("abc", _filled()[:1])
    assert not cache.put_back("abc", _unfilled())


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    size = 2 * 2 * 6250 * 4 + 128
    cache = EnvelopeCache(tmp_path, max_bytes=2 * size)
    for age, checksum in ((300, "old"), (100, "used"), (200, "middle")):
        cache.keep(checksum, _filled())
        path = next(p for p in tmp_path.iterdir() if p.name.startswith(checksum))
        stamp = path.stat().st_mtime - age
        os.utime(path, (stamp, stamp))
    cache.keep("new", _filled())
    left = {path.name.split(".")[0] for path in tmp_path.iterdir()}
    assert left == {"used", "new"}


def test_a_folder_that_cannot_be_made_costs_time_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        EnvelopeCache(tmp_path / "file" / "x").keep("abc", _filled())
    assert "no envelope can be kept" in caplog.text
