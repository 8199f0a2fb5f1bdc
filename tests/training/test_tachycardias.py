"""What the rule for abrupt tachycardia marks, counted by class and rhythm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from training.tachycardias import main

FS = 250
SINUS, RUN = [0.8] * 40, [0.4] * 30
#: The rhythm is not steady before the run comes back.
INTERLUDE = [0.8, 0.8, 0.5, 1.1] * 5


def annotated(folder: Path) -> Path:
    """Write a record whose run comes back twice, the second time in flutter."""
    folder.mkdir()
    parts = [SINUS, RUN, INTERLUDE, RUN, INTERLUDE, RUN, SINUS]
    beats = np.round(np.cumsum(np.concatenate(parts)) * FS).astype(np.int64)
    symbols = ["A" if part is RUN else "N" for part in parts for _ in part]
    flutter = beats[sum(map(len, parts[:5]))] - 1
    at = np.append(beats, flutter)
    order = np.argsort(at, kind="stable")
    annotations = new_annotations(at[order], np.array([*symbols, "+"])[order])
    aux = annotations.aux.copy()
    aux[np.flatnonzero(order == len(beats))] = b"(AFL\0"
    write_annotations(folder / "00.atr", replace(annotations, aux=aux))
    (folder / "00.hea").write_text(f"00 0 {FS} {at[-1] + FS}\n")
    return folder


def test_beats_marked_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = annotated(tmp_path / "db")
    assert main(["--rhythms", str(folder), "--steadier", "0", "0.06"]) == 0
    heading, _, without, with_them = capsys.readouterr().out.splitlines()
    assert heading == "| database | steadier | marked | N | S | V | in AF or flutter |"
    assert without == "| db | 0.0 | 30 | 0 | 30 | 0 | 0 |"
    assert with_them == "| db | 0.06 | 90 | 0 | 60 | 0 | 30 |"


def test_a_folder_without_annotations_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--rhythms", str(tmp_path)]) == 1
    assert str(tmp_path) in capsys.readouterr().err
