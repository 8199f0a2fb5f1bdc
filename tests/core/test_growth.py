"""Records that grow: how they are known, and what may come after one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from ecgviewer.core.growth import check_growth, grows, seal_of, stream_identity
from ecgviewer.core.record import Lead, Record

_VALUES = np.random.default_rng(1).normal(size=(2, 70_000)).astype(np.float32)


def _record(n: int, stream: str = "bed 7") -> Record:
    leads = (Lead("I"), Lead("II"))
    identity = stream_identity(stream)
    return Record("bed", 250.0, leads, _VALUES[:, :n].copy(), identity=identity)


def test_a_record_at_rest_does_not_grow() -> None:
    assert grows(_record(10))
    assert not grows(replace(_record(10), identity="c" * 64))
    assert not grows(replace(_record(10), identity=""))


def test_a_seal_is_of_the_first_samples_alone() -> None:
    seal = seal_of(_record(66_000), 66_000)
    assert seal_of(_record(70_000), 66_000) == seal
    assert seal_of(_record(70_000), 65_999) != seal
    for sample in (0, 65_535, 65_536, 65_999):
        values = _VALUES[:, :66_000].copy()
        values[1, sample] += 1
        assert seal_of(replace(_record(66_000), source=values), 66_000) != seal, sample


def test_a_longer_record_of_the_stream_goes_on() -> None:
    check_growth(_record(100), _record(100))
    check_growth(_record(100), _record(101))


@pytest.mark.parametrize(
    "other",
    [
        _record(99),
        _record(200, "bed 8"),
        replace(_record(200), fs=360.0),
        replace(_record(200), leads=(Lead("I"), Lead("III"))),
        replace(_record(200), start_time=datetime(2020, 1, 1)),
    ],
    ids=["shorter", "stream", "rate", "leads", "start"],
)
def test_another_record_does_not_go_on(other: Record) -> None:
    with pytest.raises(ValueError, match="bed does not go on"):
        check_growth(_record(100), other)


def test_a_record_at_rest_goes_on_with_none() -> None:
    still = replace(_record(100), identity="")
    with pytest.raises(ValueError, match="at rest"):
        check_growth(still, still)
