from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.engine import InTurn
from ecgviewer.core.labels import labels_of
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats import record_formats
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import (
    AnnotationError,
    Annotations,
    new_annotations,
)
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.data_folder import DATA, needs
from tests.formats.tiny_format import SCORER, TINY, write_tiny
from tests.training.annotated import annotated_record
from training.networks.recipes import CONTEXT
from training.records.dataset import (
    CLASSES,
    REFERENCE,
    Beats,
    LabelledRecord,
    available_records,
    is_annotated,
    labelled,
    load_records,
    symbol_counts,
)
from training.records.shards import sharded_records

SPEC = PreprocessingSpec()


def _labelled(seed: int = 7, fs: float = 360.0) -> LabelledRecord:
    synthetic = synthetic_record(60.0, fs, seed, name=f"r{seed}")
    return labelled(synthetic.record, synthetic.beats, SPEC)


@pytest.mark.parametrize("spec", [SPEC, CONTEXT.spec], ids=["seed", "context"])
def test_inputs_are_those_of_the_application(spec: PreprocessingSpec) -> None:
    synthetic = synthetic_record(60.0)
    record = labelled(synthetic.record, synthetic.beats, spec)
    inputs = Beats.of([record]).inputs(slice(None), spec)
    lead = pipeline.choose_lead(synthetic.record, spec)
    samples = pipeline.refine_beats(synthetic.record, lead, synthetic.beats.sample)
    prepared = pipeline.prepare_lead(synthetic.record, lead, spec)
    prepared = pipeline.know_patient(prepared, samples, spec)
    expected = pipeline.beat_inputs(prepared, samples, spec)
    np.testing.assert_array_equal(inputs.images, expected.images)
    np.testing.assert_array_equal(inputs.rhythm, expected.rhythm)


def test_beats_of_several_records_keep_their_pictures() -> None:
    records = [_labelled(1), _labelled(2, 250.0)]
    beats = Beats.of(records)
    shuffled = beats.take(np.random.default_rng(0).permutation(len(beats)))
    inputs = shuffled.inputs(slice(10, 50), SPEC)
    for row, image in zip(range(10, 50), inputs.images, strict=True):
        record = records[shuffled.record[row]]
        sample = shuffled.sample[row : row + 1]
        expected = pipeline.beat_inputs(record.prepared, sample, SPEC)
        np.testing.assert_array_equal(image, expected.images[0])


def test_only_beats_of_n_s_and_v_are_kept() -> None:
    synthetic = synthetic_record(30.0)
    symbols = synthetic.beats.symbol.copy()
    symbols[[2, 5, 7]] = "F", "/", "L"
    beats = replace(synthetic.beats, symbol=symbols)
    record = labelled(synthetic.record, beats, SPEC)
    kept = np.delete(symbols, [2, 5])
    assert len(record.samples) == len(kept)
    np.testing.assert_array_equal(record.symbols, kept)
    classes = [CLASSES[code] for code in record.labels]
    np.testing.assert_array_equal(classes, labels_of(kept))
    assert symbol_counts(record)["L"] == 1


def test_beats_of_other_classes_stay_in_the_rhythm() -> None:
    synthetic = synthetic_record(60.0)
    symbols = synthetic.beats.symbol.copy()
    symbols[10:20] = "F"
    spec = CONTEXT.spec
    some = labelled(synthetic.record, replace(synthetic.beats, symbol=symbols), spec)
    every = labelled(synthetic.record, synthetic.beats, spec)
    kept = np.delete(np.arange(len(synthetic.beats)), np.arange(10, 20))
    np.testing.assert_array_equal(
        Beats.of([some]).inputs(slice(None), spec).rhythm,
        Beats.of([every]).inputs(slice(None), spec).rhythm[kept],
    )


def test_jitter_moves_beats_as_far_as_asked() -> None:
    beats = Beats.of([_labelled(1), _labelled(2, 1000.0)])
    moved = beats.jittered(np.random.default_rng(1), 0.004)
    fs = np.array([360.0, 1000.0])[beats.record]
    moved_s = (moved.sample - beats.sample) / fs
    assert 0.003 < moved_s.std() < 0.005
    assert np.abs(moved_s).max() < 0.014
    np.testing.assert_array_equal(moved.label, beats.label)


def test_folder_without_records_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=tmp_path.name):
        available_records(tmp_path)


def _tiny(folder: Path, inside: bool) -> Path:
    """Write a record of another format with its reference beside it or inside."""
    ecg = synthetic_record(60.0)
    beats = ecg.beats.sample.tolist()
    path = write_tiny(folder, "ward", ecg.record, beats if inside else [])
    if not inside:
        reference = new_annotations(beats, ecg.beats.symbol)
        write_annotations(folder / "ward.tiny.atr", reference)
    return path


def _reference_inside(path: Path, annotator: str) -> Annotations:
    if annotator != REFERENCE:
        raise AnnotationError(f"{path} has no annotations of {annotator}.")
    return TINY.reader.read_annotations(path, SCORER)


@pytest.mark.parametrize("inside", [False, True])
def test_records_of_other_formats_are_learned_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    reader = TINY.reader
    if inside:
        reader = replace(reader, read_annotations=_reference_inside)
    tiny = replace(TINY, find_reader=lambda: reader)
    monkeypatch.setattr(record_formats, "FORMATS", (*record_formats.FORMATS, tiny))
    path = _tiny(tmp_path, inside)
    annotated_record(tmp_path, "ada")
    names = available_records(tmp_path)
    assert names == ("ada", "ward.tiny")
    (record,) = load_records(tmp_path, names[1:], SPEC)
    assert record.name == "ward.tiny"
    assert len(record.samples) == len(synthetic_record(60.0).beats)
    (shard,) = sharded_records(tmp_path, names[1:], SPEC, InTurn(), tmp_path / "s")
    np.testing.assert_array_equal(shard.samples, record.samples)
    if not inside:
        (tmp_path / "ward.tiny.atr").unlink()
        assert not is_annotated(path)
        assert available_records(tmp_path) == ("ada",)


@needs("mitdb")
def test_record_of_mitdb_has_its_published_counts() -> None:
    names = available_records(DATA / "mitdb")
    assert len(names) == 48
    (record,) = load_records(DATA / "mitdb", ["208"], SPEC)
    assert symbol_counts(record) == {"N": 1586, "S": 2, "V": 992}
