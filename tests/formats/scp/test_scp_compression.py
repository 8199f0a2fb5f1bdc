"""SCP-ECG whose cart subtracted a reference beat, and averaged between beats."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.record_formats import read_outline, read_record
from tests.formats.scp.compressed_files import Compressed
from tests.formats.scp.scp_files import ScpMade

#: A reference beat of 60 samples, its fiducial point the 21st.
_BEAT = [[0] * 10 + [5, 20, 60, 90, 60, 20, 5, 0, -40, 300, 900, 250, -200] + [7] * 37]
_FIDUCIAL = 21
#: Four beats, the third of another type; the last one runs beyond the lead.
_BEATS = ((0, 40, 60, 99), (0, 140, 160, 199), (1, 0, 260, 0), (0, 340, 360, 399))
_PROTECTED = ((53, 68), (153, 168), (253, 268), (353, 368))


def _ecg(noise: int = 9, first: int = 1, n: int = 380) -> list[list[int]]:
    """Return a lead of beats like the reference beat, each somewhat larger."""
    rng = np.random.default_rng(3)
    lead = rng.integers(-noise, noise + 1, n) if noise else np.zeros(n, np.int64)
    for scale, (_, _, at, _) in zip((1.0, 1.1, -2.0, 0.9), _BEATS, strict=True):
        for place, value in enumerate(_BEAT[0], start=1):
            sample = at + place - _FIDUCIAL - first
            if 0 <= sample < n:
                lead[sample] += round(scale * value)
    return [lead.tolist()]


def _read(folder: Path, made: ScpMade) -> Record:
    return read_record(made.write(folder / "x.scp"))


def _steps(record: Record) -> list[list[int]]:
    steps: list[list[int]] = np.rint(record.signal / 0.0025).astype(int).tolist()
    return steps


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("tables", ["standard", "own", None])
def test_a_reference_beat_is_put_back_to_the_bit(
    tmp_path: Path, order: int, tables: str | None
) -> None:
    ecg = _ecg()
    made = Compressed(ecg, _BEAT, _FIDUCIAL, _BEATS).made(order=order, tables=tables)
    assert made.leads != ecg
    record = _read(tmp_path, made)
    assert (record.fs, record.notices) == (500.0, ())
    assert _steps(record) == ecg
    assert read_outline(tmp_path / "x.scp").length == 380


def test_zones_that_begin_before_the_lead_or_the_reference_beat(
    tmp_path: Path,
) -> None:
    # The first sample is number 50; the second zone begins 25 samples before its beat.
    beats = ((0, 2, 22, 49), (0, 40, 60, 99), (0, 135, 160, 199))
    ecg = _ecg(first=50, n=400)
    made = Compressed(ecg, _BEAT, _FIDUCIAL, beats, first=50)
    assert _steps(_read(tmp_path, made.made())) == ecg
    # Of zones that overlap, the first has the samples; none is restored twice.
    over = replace(made, beats=(*beats, (0, 199, 220, 240)))
    apart = replace(made, beats=(*beats, (0, 200, 220, 240)))
    stored = replace(over.made(), leads=apart.made().leads)
    assert _steps(_read(tmp_path, stored)) == ecg


@pytest.mark.parametrize("n_averaged", [2, 4])
@pytest.mark.parametrize("subtracts", [True, False])
def test_averages_between_beats_are_undone(
    tmp_path: Path, n_averaged: int, *, subtracts: bool
) -> None:
    ecg = _ecg()
    cart = Compressed(ecg, _BEAT, _FIDUCIAL, _BEATS, _PROTECTED, n_averaged)
    cart = replace(cart, subtracts=subtracts)
    made = cart.made()
    assert len(made.leads[0]) < 0.7 * len(ecg[0])
    record = _read(tmp_path, made)
    assert (record.fs, record.n_samples) == (500.0, 380)
    (notice,) = record.notices
    assert (
        f"x.scp: the cart stored this ECG with losses: one value for {n_averaged}"
        in (notice)
    )
    read = np.array(_steps(record)[0])
    for begin, end in _PROTECTED:
        assert read[begin - 1 : end].tolist() == ecg[0][begin - 1 : end]
    if subtracts:
        # What is left between QRS complexes is noise of at most 9, and here and there
        # a tenth of the reference beat.
        assert np.abs(read - ecg[0])[:240].max() <= 20
    # To the sample: nowhere does another shift fit better.
    misfit = [np.abs(np.roll(read, n) - ecg[0]).mean() for n in range(-3, 4)]
    assert np.argmin(misfit) == 3


def test_a_ramp_between_beats_is_exact(tmp_path: Path) -> None:
    # Means of 3 lie on the ramp; where it begins and ends they are held.
    ramp = [list(range(0, 600, 2))]
    cart = Compressed(ramp, _BEAT, 21, ((1, 0, 60, 0),), ((100, 120),), 3)
    read = np.array(_steps(_read(tmp_path, cart.made()))[0])
    assert np.flatnonzero(read - ramp[0]).tolist() == [0, 98, 120, 299]
    assert np.abs(read - ramp[0]).max() == 2


def test_many_samples_between_beats(tmp_path: Path) -> None:
    flat = [[7] * 20_000]
    cart = Compressed(flat, _BEAT, 21, ((0, 0, 60, 0),), ((0, 0),), 4)
    assert _steps(_read(tmp_path, cart.made())) == flat
    start = Compressed(flat, _BEAT, 21, ((0, 0, 60, 0),), ((1, 20_000),), 4)
    assert _steps(_read(tmp_path, start.made())) == flat


def _cart(**changes: object) -> ScpMade:
    made = Compressed(_ecg(), _BEAT, _FIDUCIAL, _BEATS, _PROTECTED, 4).made()
    return replace(made, **changes)  # type: ignore[arg-type]


def _without(number: int, section: bytes = b"") -> dict[int, bytes]:
    return {**_cart().more, number: section}


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (_cart(more={}), r"places of these \(section 4\) are missing"),
        (
            _cart(more=_without(4, struct.pack("<HHH", 1, 1, 9))),
            r"\(section 4\) are mis",
        ),
        (_cart(more=_without(5)), r"no reference beat \(section 5\)"),
        (
            _cart(more=_without(5, struct.pack("<HHBB", 0, 9, 0, 0))),
            r"reference beat \(section 5\) has a step of 0 nV",
        ),
        (
            _cart(more=_without(5, struct.pack("<HHBB", 2500, 2000, 2, 0))),
            "reference beat, lead 1: it ends",
        ),
        (
            _cart(more=_without(5, struct.pack("<HHBB", 2500, 1, 2, 0))),
            "which do not go together",
        ),
        (
            _cart(interval_us=3000),
            "3000 .s between .* 2000 .s, which do not go together",
        ),
        (_cart(bimodal=0), "which do not go together"),
        (_cart(interval_us=10_000), "which do not go together"),
        (_cart(step_nv=5000), "steps of 5000 nV .* of 2500 nV"),
        (_cart(lasts=[400]), "rhythm, lead 1: it ends"),
        (_cart(lasts=[10**6]), "of its rhythm would have 1,000,000 samples"),
        (
            _cart(more=_without(4, struct.pack("<HHHHIII", 65535, 1, 1, 0, 1, 1, 1))),
            "reference beat, lead 1: it ends",
        ),
    ],
)
def test_what_cannot_be_restored(tmp_path: Path, made: ScpMade, why: str) -> None:
    with pytest.raises(RecordError, match=why) as found:
        _read(tmp_path, made)
    assert "x.scp" in str(found.value)
