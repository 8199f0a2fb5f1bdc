"""Shards: the same beats as from memory, made once, by any engine."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.cluster import Cluster
from ecgviewer.analysis.engine import Engine, InTurn, Processes
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import DIFFERENCE, PreprocessingSpec
from tests.training.annotated import annotated_record
from training.records import shards
from training.records.dataset import (
    Beats,
    LabelledRecord,
    labelled,
    load_records,
    open_annotated,
)
from training.records.shards import (
    read_shard,
    sharded_leads,
    sharded_records,
    write_shard,
)

PLAIN = PreprocessingSpec()
KNOWING = replace(PLAIN, picture=DIFFERENCE, rhythm=True, colour_map="grey")
NAMES = ("ada", "bob")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for seed, name in enumerate(NAMES):
        annotated_record(folder, name, seed)
    return folder


@pytest.mark.parametrize("spec", [PLAIN, KNOWING])
@pytest.mark.parametrize("engine", [InTurn(), Processes(2), Cluster("", 2)])
def test_beats_are_those_from_memory(
    data: Path, tmp_path: Path, spec: PreprocessingSpec, engine: Engine
) -> None:
    there = sharded_records(data, NAMES, spec, engine, tmp_path / "shards")
    here = load_records(data, NAMES, spec)
    for ours, theirs in zip(there, here, strict=True):
        assert ours.name == theirs.name
        assert ours.fs == theirs.fs
        assert np.array_equal(ours.samples, theirs.samples)
        assert np.array_equal(ours.labels, theirs.labels)
        assert np.array_equal(ours.symbols, theirs.symbols)
    rows = slice(10, 60)
    ours_in, theirs_in = (Beats.of(r).inputs(rows, spec) for r in (there, here))
    assert np.array_equal(ours_in.images, theirs_in.images)
    assert np.array_equal(ours_in.rhythm, theirs_in.rhythm)


def test_a_shard_keeps_what_counts_as_flat(data: Path, tmp_path: Path) -> None:
    (record,) = load_records(data, NAMES[:1], PLAIN)
    small = replace(record, prepared=replace(record.prepared, flat_below=1e-9))
    write_shard(small, tmp_path / "ada")
    assert read_shard(tmp_path / "ada").prepared.flat_below == 1e-9


def test_every_lead_comes_with_its_own_r_peaks_and_quality(
    data: Path, tmp_path: Path
) -> None:
    leads = sharded_leads(data, NAMES, KNOWING, InTurn(), tmp_path)
    assert [lead.name for lead in leads] == ["ada", "ada", "bob", "bob"]
    record, beats = open_annotated(data / "ada")
    for place, lead in enumerate(leads[:2]):
        own = labelled(record, beats, KNOWING, lead=place)
        np.testing.assert_array_equal(lead.prepared.values, own.prepared.values)
        np.testing.assert_array_equal(lead.samples, own.samples)
        assert lead.quality is not None
        np.testing.assert_array_equal(
            lead.quality, pipeline.beat_quality(record, place, own.samples)
        )
    np.testing.assert_array_equal(leads[0].labels, leads[1].labels)
    # The shard of the one lead that the spec prefers is another.
    (one, _) = sharded_records(data, NAMES, KNOWING, InTurn(), tmp_path)
    assert one.quality is None


def test_leads_are_mapped_and_not_held(data: Path, tmp_path: Path) -> None:
    (record, _) = sharded_records(data, NAMES, PLAIN, InTurn(), tmp_path)
    assert isinstance(record.prepared.values.base, np.memmap)
    assert not record.prepared.values.flags.writeable


def test_shards_are_made_once_and_anew_when_something_changed(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    write = shards.write_shard

    def noted(record: LabelledRecord, stem: Path) -> None:
        made.append(record.name)
        write(record, stem)

    monkeypatch.setattr(shards, "write_shard", noted)

    def load(spec: PreprocessingSpec) -> list[str]:
        made.clear()
        sharded_records(data, NAMES, spec, InTurn(), tmp_path)
        return list(made)

    assert load(PLAIN) == ["ada", "bob"]
    assert load(PLAIN) == []
    assert load(replace(PLAIN, before_s=0.4)) == ["ada", "bob"]
    (data / "bob.beats.csv").write_text("of no account")
    (data / "bob.atr").touch()
    assert load(PLAIN) == []


@pytest.mark.parametrize("ending", ["hea", "atr", "dat"])
def test_a_correction_that_neither_size_nor_time_tells_makes_a_new_shard(
    tmp_path: Path, ending: str
) -> None:
    annotated_record(tmp_path, "ada", 1)
    file = tmp_path / f"ada.{ending}"
    before = file.stat()

    def stem() -> Path:
        return shards.Shards(tmp_path, PLAIN, tmp_path / "shards")("ada")[0]

    (tmp_path / "shards").mkdir()
    first = stem()
    assert stem() == first
    data = file.read_bytes()
    place, new = _correction(ending, data)
    file.write_bytes(data[:place] + new + data[place + len(new) :])
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert stem() != first


def _correction(ending: str, data: bytes) -> tuple[int, bytes]:
    """Return a place and what to write there, so that a file is as long as before."""
    if ending == "hea":
        place = data.index(b"360")
        return place, b"361"
    if ending == "atr":
        # The second annotation's word: its type is in the upper six bits.
        word = int.from_bytes(data[2:4], "little")
        return 2, ((5 << 10) | (word & 1023)).to_bytes(2, "little")
    return 100, bytes([data[100] ^ 1])


def test_a_damaged_shard_is_named(data: Path, tmp_path: Path) -> None:
    sharded_records(data, NAMES, PLAIN, InTurn(), tmp_path)
    shard = next(tmp_path.glob("ada-*.npz"))
    shard.write_bytes(shard.read_bytes()[:200])
    with pytest.raises(ValueError, match=shard.name):
        read_shard(shard.with_suffix(""))
