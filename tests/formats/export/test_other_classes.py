"""Exports of reviews under other classes than AAMI's."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import CsvError, read_csv, write_csv
from ecgviewer.formats.export.output_guard import work_in
from ecgviewer.formats.export.review_export import export_wfdb
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from tests.formats.small_records import small_session, write_small
from tests.label_schemes import N_L_R_S_V_P, N_V

_PACED = N_L_R_S_V_P.code("P")


def _session(
    scheme: LabelScheme = N_L_R_S_V_P, header: Path | None = None
) -> ReviewSession:
    session = small_session(4, header=header)
    codes = scheme.codes
    session.start_predictions(Predictions.empty(codes, "its", scheme))
    beats = session.beats
    probabilities = np.eye(len(codes), dtype=np.float32)[[0, 1, 0, 1]]
    quality = np.ones(4, np.float32)
    session.add_predictions(
        PredictionBatch(beats.beat_id, beats.sample, probabilities, quality)
    )
    last = len(codes) - 1
    session.edit(relabel(session.beats, [2], last, 1_700_000_000, None, scheme))
    return session


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_class_has_a_column_for_its_probability(tmp_path: Path) -> None:
    write_csv(tmp_path / "x.csv", _session(), "Ada")
    rows = _rows(tmp_path / "x.csv")
    said = [name for name in rows[0] if name.startswith("p_")]
    assert said == ["p_N", "p_L", "p_R", "p_S", "p_V", "p_P"]
    assert [row["label"] for row in rows] == ["N", "L", "P", "L"]
    assert [row["symbol"] for row in rows] == ["", "", "/", ""]
    assert [row["label_symbol"] for row in rows] == ["N", "L", "/", "L"]
    assert [row["p_L"] for row in rows] == ["0.0", "1.0", "0.0", "1.0"]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    session = _session()
    write_csv(tmp_path / "x.csv", session, "Ada")
    beats = read_csv(tmp_path / "x.csv")
    assert [beats.names[code] for code in beats.label] == ["N", "L", "P", "L"]
    assert beats.symbol_now.tolist() == ["N", "L", "/", "L"]
    assert beats.probability_classes == ("N", "L", "R", "S", "V", "P")
    assert np.array_equal(beats.probabilities, session.columns.probabilities)
    assert work_in(tmp_path / "x.csv") == "1 beat reviewed by Ada"


def test_what_a_spreadsheet_of_another_language_kept_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_csv(path, _session(), "Ada")
    probabilities = read_csv(path).probabilities
    text = path.read_bytes().decode()
    path.write_bytes(text.replace(",", ";").replace(".", ",").encode())
    beats = read_csv(path)
    assert [beats.names[code] for code in beats.label] == ["N", "L", "P", "L"]
    assert np.array_equal(beats.probabilities, probabilities)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",label_symbol\r\n", ",label_symbol\r\n,", "cells under a header"),
        ("p_N", "r_N", "no column p_N"),
        (",L,classifier", ",LL,classifier", "column label: 'LL' is not a capital"),
        (",/\r\n", ",+\r\n", r"column label_symbol: '\+' is not a WFDB"),
    ],
)
def test_damaged_files_are_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    scheme = N_V if old == "p_N" else N_L_R_S_V_P
    write_csv(tmp_path / "x.csv", _session(scheme), "Ada")
    text = (tmp_path / "x.csv").read_bytes().decode()
    assert old in text
    text = text.replace("p_V", "r_V") if old == "p_N" else text
    (tmp_path / "x.csv").write_bytes(text.replace(old, new, 1).encode())
    with pytest.raises(CsvError, match=message):
        read_csv(tmp_path / "x.csv")


def test_annotations_have_the_symbols_of_the_classes(tmp_path: Path) -> None:
    session = _session(header=write_small(tmp_path))
    path = export_wfdb(session, tmp_path, "mine")
    assert read_annotations(path).symbol.tolist() == ["N", "L", "/", "L"]
    assert session.columns.label[2] == _PACED
