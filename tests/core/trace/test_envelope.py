"""The envelope against brute force over the samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecgviewer.core.arrays import Float32Array, IntArray
from ecgviewer.core.signal_source import BlockedSignal, LeadValues
from ecgviewer.core.trace.envelope import CHUNK, Envelope


def _signal(n: int, seed: int, missing: float = 0.0) -> Float32Array:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=n).astype(np.float32)
    values[rng.random(n) < missing] = np.nan
    return values


def _brute(
    values: Float32Array, edges: IntArray, bin_size: int
) -> tuple[Float32Array, Float32Array]:
    low = np.full(len(edges) - 1, np.nan, np.float32)
    high = low.copy()
    floors = np.maximum(edges // bin_size * bin_size, 0)
    # The last column ends with the whole bin in which the last edge is.
    floors[-1] = -(-max(int(edges[-1]), 0) // bin_size) * bin_size
    for i in range(len(low)):
        part = values[floors[i] : floors[i + 1]]
        part = part[~np.isnan(part)]
        if len(part):
            low[i], high[i] = part.min(), part.max()
    return low, high


def _edges(start: int, width: float, n_columns: int) -> IntArray:
    edges: IntArray = np.floor(start + width * np.arange(n_columns + 1)).astype(
        np.int64
    )
    return edges


@given(
    n=st.integers(1, 6000),
    start=st.integers(-500, 6500),
    width=st.floats(1.0, 700.0),
    n_columns=st.integers(1, 40),
    missing=st.sampled_from([0.0, 0.3, 0.97, 1.0]),
    seed=st.integers(0, 50),
)
def test_columns_equal_brute_force(
    n: int, start: int, width: float, n_columns: int, missing: float, seed: int
) -> None:
    values, edges = _signal(n, seed, missing), _edges(start, width, n_columns)
    envelope = Envelope.of(values)
    mean_width = int(edges[-1] - edges[0]) // n_columns
    sizes = [lv.bin_size for lv in envelope.levels if 2 * lv.bin_size <= mean_width]
    low, high = envelope.columns(edges)
    expected = _brute(values, edges, max(sizes, default=1))
    np.testing.assert_array_equal(low, expected[0])
    np.testing.assert_array_equal(high, expected[1])


@given(
    n=st.integers(1, 6000),
    n_columns=st.integers(1, 60),
    peak=st.integers(0, 5999),
    seed=st.integers(0, 50),
)
def test_a_single_peak_is_in_its_column_or_the_one_after(
    n: int, n_columns: int, peak: int, seed: int
) -> None:
    values = _signal(n, seed)
    values[peak % n] = 100.0
    # One column more than the record needs, for the peak in its last bin.
    edges = _edges(0, max(n / n_columns, 1.0), n_columns + 1)
    _, high = Envelope.of(values).columns(edges)
    shown = np.flatnonzero(high == 100.0)
    own = int(np.searchsorted(edges, peak % n, side="right")) - 1
    assert len(shown) == 1
    assert own <= shown[0] <= own + 1


@given(n=st.integers(1, 5000), missing=st.sampled_from([0.0, 0.5]))
def test_the_whole_record_in_one_column(n: int, missing: float) -> None:
    values = _signal(n, 3, missing)
    values[0] = 0.0
    low, high = Envelope.of(values).columns(np.array([0, n]))
    assert low[0] == np.nanmin(values)
    assert high[0] == np.nanmax(values)


def test_the_last_samples_are_drawn_when_the_view_reaches_past_the_end() -> None:
    values = np.zeros(1000, np.float32)
    values[-1] = 5.0
    _, high = Envelope.of(values).columns(_edges(600, 100.0, 8))
    np.testing.assert_array_equal(high[:5], [0, 0, 0, 0, 5])
    assert np.isnan(high[5:]).all()


def test_columns_outside_the_record_are_gaps() -> None:
    low, high = Envelope.of(_signal(992, 1)).columns(_edges(-300, 100.0, 16))
    assert np.isnan(low).tolist() == [True] * 3 + [False] * 10 + [True] * 3
    np.testing.assert_array_equal(np.isnan(low), np.isnan(high))


def test_a_gap_in_the_record_stays_a_gap() -> None:
    values = _signal(4096, 2)
    values[1024:2048] = np.nan
    low, _ = Envelope.of(values).columns(_edges(0, 256.0, 16))
    assert np.isnan(low).tolist() == [False] * 4 + [True] * 4 + [False] * 8


def test_columns_narrower_than_a_sample_repeat_it() -> None:
    values = np.arange(4, dtype=np.float32)
    low, high = Envelope.of(values).columns(np.array([1, 1, 2, 2, 3]))
    assert low.tolist() == high.tolist() == [1.0, 1.0, 2.0, 2.0]


def test_a_record_of_no_samples_is_all_gap() -> None:
    low, high = Envelope.of(np.empty(0, np.float32)).columns(_edges(0, 10.0, 3))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_the_lead_is_not_copied() -> None:
    values = _signal(100_000, 0)
    envelope = Envelope.of(values)
    assert envelope.values is values
    kept = sum(level.low.nbytes + level.high.nbytes for level in envelope.levels)
    assert kept < values.nbytes / 5


@pytest.mark.parametrize("n", [1, 16, 17, 1000])
def test_levels_are_float32_and_cover_every_sample(n: int) -> None:
    for level in Envelope.of(_signal(n, 4)).levels:
        assert level.low.dtype == np.float32
        assert len(level.low) == -(-n // level.bin_size)


class _Day:
    """A lead of random values that is asked for as if it were in a file."""

    def __init__(self, values: Float32Array) -> None:
        self._values = values
        self.shape = (1, len(values))

    def read(self, start: int, stop: int) -> Float32Array:
        return self._values[None, start:stop].copy()


def _unfilled(values: Float32Array) -> Envelope:
    return Envelope.unfilled(LeadValues(BlockedSignal(_Day(values)), 0))


@pytest.mark.parametrize("n", [5, 17, 1000, CHUNK, 2 * CHUNK + 12_345])
@pytest.mark.parametrize("backwards", [False, True])
def test_filled_chunk_by_chunk_it_is_the_same(n: int, backwards: bool) -> None:
    values = _signal(n, 3, 0.1)
    whole, parts = Envelope.of(values), _unfilled(values)
    for chunk in sorted(parts.pending, reverse=backwards):
        parts.fill(chunk, values[chunk * CHUNK : (chunk + 1) * CHUNK])
    assert not parts.pending
    assert [lv.bin_size for lv in parts.levels] == [lv.bin_size for lv in whole.levels]
    for one, other in zip(parts.levels, whole.levels, strict=True):
        np.testing.assert_array_equal(one.low, other.low)
        np.testing.assert_array_equal(one.high, other.high)
    for start, width in ((0, n / 10), (-50, 3.0), (n // 2, 1.0)):
        edges = _edges(start, width, 12)
        np.testing.assert_array_equal(
            parts.columns(edges.copy()), whole.columns(edges.copy())
        )


def test_what_is_put_back_is_the_same() -> None:
    values = _signal(300_000, 4)
    whole, parts = Envelope.of(values), _unfilled(values)
    parts.put_back(*whole.finest)
    assert not parts.pending
    for one, other in zip(parts.levels, whole.levels, strict=True):
        np.testing.assert_array_equal(one.low, other.low)
        np.testing.assert_array_equal(one.high, other.high)


def test_bins_that_are_not_filled_hold_nothing() -> None:
    parts = _unfilled(_signal(2 * CHUNK, 5))
    low, high = parts.columns(_edges(0, 2 * CHUNK / 50, 50))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@pytest.mark.parametrize("n", [10, 5000])
def test_the_next_valid_sample_is_found_to_a_bin(n: int) -> None:
    values = np.full(n, np.nan, np.float32)
    values[n // 2] = values[n - 3] = 1.0
    envelope = Envelope.of(values)
    bin_size = envelope.levels[0].bin_size if envelope.levels else 1
    for start, sample in ((0, n // 2), (n // 2 + bin_size, n - 3)):
        found = envelope.next_valid(start)
        assert found is not None
        assert max(sample - bin_size, start - 1) < found <= sample
    assert envelope.next_valid(n - 3) == n - 3
    assert envelope.next_valid(n - 2) is None
    assert envelope.next_valid(n) is None


def _same_bins(one: Envelope, other: Envelope) -> None:
    assert [level.bin_size for level in one.levels] == [
        level.bin_size for level in other.levels
    ]
    for level, wanted in zip(one.levels, other.levels, strict=True):
        assert np.array_equal(level.low, wanted.low, equal_nan=True)
        assert np.array_equal(level.high, wanted.high, equal_nan=True)


@pytest.mark.parametrize("first", [1, 16, 17, 64, 1000, 4096, 5000])
@pytest.mark.parametrize("more", [0, 1, 15, 16, 300, 70_000])
def test_an_envelope_that_grew_is_that_of_all_samples(first: int, more: int) -> None:
    values = _signal(first + more, first, missing=0.3)
    grown = Envelope.of(values[:first]).extended(values)
    _same_bins(grown, Envelope.of(values))
    assert grown.values is values or not more
    assert not grown.pending


def test_an_envelope_that_grows_often_stays_right() -> None:
    values = _signal(20_000, 5)
    grown = Envelope.of(values[:7])
    for stop in [*range(100, 20_000, 333), 20_000]:
        grown = grown.extended(values[:stop])
    _same_bins(grown, Envelope.of(values))


def test_what_is_pending_of_a_lead_that_grew_is_filled_as_ever() -> None:
    values = _signal(2 * CHUNK + 5000, 3)
    before = Envelope.unfilled(values[: 2 * CHUNK - 100])
    before.fill(0, values[:CHUNK])
    grown = before.extended(values)
    assert grown.pending == {1}
    grown.fill(1, values[CHUNK : 2 * CHUNK])
    _same_bins(grown, Envelope.of(values))


@pytest.mark.parametrize("start", [-5, 0, CHUNK - 1, CHUNK, CHUNK + 7])
def test_chunks_from_a_place_on_are_filled_again(start: int) -> None:
    old, new = _signal(CHUNK + 100, 1), _signal(3 * CHUNK, 2)
    kept = max(start, 0) // CHUNK * CHUNK
    new[:kept] = old[:kept]
    before = Envelope.unfilled(old)
    for chunk in (0, 1):
        before.fill(chunk, old[chunk * CHUNK : (chunk + 1) * CHUNK])
    again = before.reopened(new, start)
    assert again.pending == set(range(kept // CHUNK, 3))
    for chunk in sorted(again.pending):
        again.fill(chunk, new[chunk * CHUNK : (chunk + 1) * CHUNK])
    _same_bins(again, Envelope.of(new))


def test_of_a_few_samples_nothing_is_pending() -> None:
    few = _signal(12, 1)
    assert not Envelope.of(few[:4]).reopened(few, 0).pending
