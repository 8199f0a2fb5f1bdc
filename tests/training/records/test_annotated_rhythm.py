"""Beats in time, from annotation files and from VitalDB's tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.labels import UNSET
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from training.errors import TrainingError
from training.records.annotated_rhythm import rhythms_in, vitaldb_rhythm, wfdb_rhythm

_TABLE = """\ufefftime_second,beat_type,rhythm_label,bad_signal_quality,why
10.0,N,N,False,
10.8,S,N,False,
11.6,V,N,True,noise
12.4,,Noise,True,noise
14.0,N,AFIB/AFL,False,
14.5,U,AFIB/AFL,False,
15.0,End,N,False,
"""


def annotated(folder: Path, name: str = "00") -> Path:
    path = folder / name
    path.with_suffix(".hea").write_text(f"{name} 0 128 1000\n")
    annotations = new_annotations(
        [10, 128, 256, 300, 384, 512], ["+", "N", "A", "+", "V", "Q"]
    )
    aux = annotations.aux.copy()
    aux[0], aux[3] = b"(N\0", b"(AFIB\0"
    write_annotations(path.with_suffix(".atr"), replace(annotations, aux=aux))
    return path


def test_annotations_need_no_signal(tmp_path: Path) -> None:
    rhythm = wfdb_rhythm(annotated(tmp_path))
    np.testing.assert_allclose(rhythm.time_s, [1, 2, 3, 4])
    assert rhythm.labels.tolist() == [0, 1, 2, UNSET]
    assert rhythm.rhythm.tolist() == ["(N", "(N", "(AFIB", "(AFIB"]
    assert rhythm.fibrillation.tolist() == [False, False, True, True]
    assert not rhythm.across.any()


def test_of_a_table_what_is_no_beat_parts_the_intervals(tmp_path: Path) -> None:
    path = tmp_path / "Annotation_file_12.csv"
    path.write_text(_TABLE, encoding="utf-8")
    rhythm = vitaldb_rhythm(path)
    assert (rhythm.name, rhythm.patient) == ("12", "vitaldb Annotation_file_12")
    np.testing.assert_allclose(rhythm.time_s, [10, 10.8, 11.6, 14, 14.5])
    # Bad signal and beats without a class say nothing.
    assert rhythm.labels.tolist() == [0, 1, UNSET, 0, UNSET]
    assert rhythm.across.tolist() == [False, False, False, True, False]
    assert rhythm.fibrillation.tolist() == [False, False, False, True, True]


def test_a_folder_gives_its_records_in_order(tmp_path: Path) -> None:
    annotated(tmp_path, "07")
    annotated(tmp_path, "03")
    (tmp_path / "Annotation_file_1.csv").write_text(_TABLE, encoding="utf-8")
    (tmp_path / "metadata.csv").write_text("case_id\n1\n")
    assert [rhythm.name for rhythm in rhythms_in(tmp_path)] == ["03", "07", "1"]


def test_a_folder_without_beats_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="holds neither annotation files"):
        list(rhythms_in(tmp_path))
