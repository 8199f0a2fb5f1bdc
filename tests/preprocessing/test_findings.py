"""Chaos, silence and pacemaker spikes in the signal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.rhythm.surroundings import SignalState, SignalStates
from ecgviewer.core.stopping import Stopped
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.findings import SignalSearch, signal_findings
from ecgviewer.preprocessing.lead_spectrum import LeadSpectrum
from ecgviewer.preprocessing.pacing import often_enough, spikes_in
from ecgviewer.preprocessing.shockable import leakage
from tests.data_folder import DATA, needs

_Values = Float32Array


def record_of(values: _Values, fs: float = 360.0, unit: str = "mV") -> Record:
    leads = tuple(Lead(f"L{row}", unit) for row in range(len(values)))
    return Record("made", fs, leads, np.ascontiguousarray(values, np.float32))


def normal(seconds: float = 60.0, fs: float = 360.0) -> _Values:
    return synthetic_record(seconds, fs).record.signal.copy()


def seconds_of(states: SignalStates, state: SignalState) -> list[int]:
    return np.flatnonzero(states.codes == state).tolist()


def with_flutter(values: _Values, first_s: int, last_s: int, fs: float) -> _Values:
    part = slice(round(first_s * fs), round(last_s * fs))
    time_s = np.arange(part.stop - part.start) / fs
    phase = 2 * np.pi * (3.6 * time_s + 0.2 * np.sin(time_s))
    values[:, part] = np.stack([np.sin(phase), 0.7 * np.sin(phase + 1)])
    return values


@pytest.mark.parametrize("fs", [128.0, 250.0, 360.0, 1000.0])
def test_flutter_is_found_and_normal_beats_are_none(fs: float) -> None:
    states = signal_findings(record_of(normal(60, fs), fs), [0, 1]).states
    assert seconds_of(states, SignalState.FIBRILLATING) == []
    made = record_of(with_flutter(normal(60, fs), 20, 40, fs), fs)
    found = signal_findings(made, [0, 1]).states
    chaos = seconds_of(found, SignalState.FIBRILLATING)
    assert chaos[0] in range(17, 23)
    assert chaos[-1] in range(37, 43)
    assert chaos == list(range(chaos[0], chaos[-1] + 1))


def test_flutter_in_one_of_two_leads_is_none() -> None:
    values = normal()
    values[0] = with_flutter(normal(), 20, 40, 360.0)[0]
    found = signal_findings(record_of(values), [0, 1])
    assert seconds_of(found.states, SignalState.FIBRILLATING) == []
    alone = signal_findings(record_of(values), [0])
    assert len(seconds_of(alone.states, SignalState.FIBRILLATING)) > 15


def test_a_lead_without_signal_has_no_vote() -> None:
    values = with_flutter(normal(), 20, 40, 360.0)
    values[1, 15 * 360 : 45 * 360] = np.nan
    found = signal_findings(record_of(values), [0, 1])
    assert len(seconds_of(found.states, SignalState.FIBRILLATING)) > 15


def test_a_flat_stretch_is_flat_whatever_the_unit() -> None:
    values = normal()
    values[:, 20 * 360 : 30 * 360] = 0.01 * values[:, 20 * 360 : 30 * 360]
    for factor, unit in ((1.0, "mV"), (1000.0, "uV"), (1e-3, "V"), (200.0, "adu")):
        found = signal_findings(record_of(values * factor, unit=unit), [0, 1])
        flat = seconds_of(found.states, SignalState.FLAT)
        assert set(range(21, 29)) <= set(flat) <= set(range(19, 31))


def test_missing_signal_and_a_constant_lead_are_not_flat() -> None:
    values = normal()
    values[:, 20 * 360 : 30 * 360] = np.nan
    found = signal_findings(record_of(values), [0, 1])
    assert not set(range(21, 29)) & set(seconds_of(found.states, SignalState.FLAT))
    nothing = signal_findings(record_of(np.zeros((2, 3600), np.float32)), [0, 1])
    assert seconds_of(nothing.states, SignalState.FLAT) == []


def test_a_record_of_less_than_a_second_shows_nothing() -> None:
    found = signal_findings(record_of(np.zeros((2, 100), np.float32)), [0, 1])
    assert len(found.states.codes) == len(found.spikes) == 0


def test_blocks_leave_no_seam() -> None:
    values = with_flutter(normal(1220), 590, 612, 360.0)
    chaos = seconds_of(
        signal_findings(record_of(values), [0, 1]).states, SignalState.FIBRILLATING
    )
    assert chaos == list(range(chaos[0], chaos[-1] + 1))
    assert len(chaos) >= 20


def test_stretches_are_looked_at_in_any_way_that_keeps_their_order() -> None:
    record = record_of(with_flutter(normal(1220), 590, 612, 360.0))
    search = SignalSearch(record, [0, 1])
    taken = 0

    def all_at_once(look: Callable[[Any], Any], blocks: Iterable[Any]) -> list[Any]:
        nonlocal taken
        before = list(blocks)
        taken = len(before)
        return [look(block) for block in reversed(before)][::-1]

    ends = list(search.steps(each=all_at_once))
    assert taken == len(ends) == 3
    assert ends == sorted(ends)
    found, expected = search.findings(), signal_findings(record, [0, 1])
    np.testing.assert_array_equal(found.states.codes, expected.states.codes)
    np.testing.assert_array_equal(found.spikes, expected.spikes)


def test_the_search_is_stopped() -> None:
    with pytest.raises(Stopped):
        signal_findings(record_of(normal(10)), [0], lambda: True)


def paced(fs: float = 360.0, n_leads: int = 2) -> tuple[_Values, _Values]:
    """Return wide beats with spikes before them, and where the spikes are."""
    time_s = np.arange(round(60 * fs)) / fs
    spikes_s = np.arange(1.0, 59.0, 0.8)
    values = np.zeros((n_leads, len(time_s)))
    for at_s in spikes_s:
        wide = np.exp(-(((time_s - at_s - 0.09) / 0.03) ** 2))
        sharp = np.exp(-(((time_s - at_s) / 0.003) ** 2))
        values += 1.2 * wide + 0.8 * sharp
    rng = np.random.default_rng(3)
    values += 0.005 * rng.standard_normal(values.shape)
    return np.asarray(values, np.float32), np.asarray(spikes_s, np.float32)


def test_spikes_before_wide_beats_are_found() -> None:
    values, spikes_s = paced()
    spikes = signal_findings(record_of(values), [0, 1]).spikes
    assert len(spikes) == len(spikes_s)
    np.testing.assert_allclose(spikes / 360, spikes_s, atol=0.01)


def test_spikes_need_two_leads_and_a_high_sampling_frequency() -> None:
    values, _ = paced(n_leads=1)
    assert len(spikes_in([LeadSpectrum(values[0], 360.0)])) == 0
    values, _ = paced(fs=200.0)
    assert len(spikes_in([LeadSpectrum(each, 200.0) for each in values])) == 0
    assert len(signal_findings(record_of(normal()), [0, 1]).spikes) == 0


def test_of_three_leads_two_must_show_the_spikes() -> None:
    values, spikes_s = paced(n_leads=3)
    quiet = 0.005 * np.random.default_rng(4).standard_normal(values.shape[1])
    for lead in range(3):
        some = values.copy()
        some[lead] = quiet
        spikes = signal_findings(record_of(some), [0, 1, 2]).spikes
        assert len(spikes) == len(spikes_s)
        none = some.copy()
        none[lead - 1] = quiet
        assert len(signal_findings(record_of(none), [0, 1, 2]).spikes) == 0


def test_few_spikes_are_artefacts() -> None:
    often = np.arange(20) * 700
    rare = 360 * np.array([250, 300])
    found = often_enough(np.concatenate([often, rare]), 360.0)
    assert found.tolist() == often.tolist()


def test_a_sine_wave_does_not_leak() -> None:
    time_s = np.arange(500) / 125
    wave = np.sin(2 * np.pi * 4 * time_s)[None]
    noise = np.random.default_rng(1).standard_normal((1, 500))
    assert leakage(wave)[0] < 0.2
    assert leakage(noise)[0] > 0.6


@needs("mitdb")
def test_the_six_episodes_of_flutter_of_207_are_found() -> None:
    path = DATA / "mitdb" / "207.hea"
    record = read_record(path)
    chaos = signal_findings(record, [0, 1]).states.fibrillating()
    reference = read_annotations(path.with_suffix(".atr"))
    starts = reference.sample[reference.symbol == "["]
    stops = reference.sample[reference.symbol == "]"]
    shared = chaos.n_samples(starts, stops)
    assert len(starts) == 6
    assert np.all(shared > 0.5 * (stops - starts))
    near = chaos.n_samples(starts - 5 * 360, stops + 5 * 360).sum()
    assert chaos.n_samples(0, record.n_samples) - near < 5 * 360


@needs("mitdb")
@pytest.mark.parametrize(("name", "is_paced"), [("104", True), ("116", False)])
def test_spikes_tell_a_paced_record_from_tall_narrow_beats(
    name: str, is_paced: bool
) -> None:
    record = read_record(DATA / "mitdb" / f"{name}.hea")
    assert (len(signal_findings(record, [0, 1]).spikes) > 1000) is is_paced
