"""The table of beats as Parquet: what the CSV says, typed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from ecgviewer.core.errors import InputError
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import comment_beats, relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export import beats_parquet
from ecgviewer.formats.export.annotation_csv import read_csv, write_csv
from ecgviewer.formats.export.beats_parquet import (
    check_parquet,
    parquet_path,
    write_parquet,
)
from tests.formats.small_records import small_session
from tests.label_schemes import N_L_R_S_V_P


def _written(folder: Path) -> tuple[Path, pa.Table]:
    session = small_session(7)
    session.edit(relabel(session.beats, [2], BeatClass.S, 1_700_000_000))
    session.edit(comment_beats(session.beats, [3], "=SUM(A1), æ"))
    write_csv(folder / "x.csv", session, "Ada")
    path = write_parquet(folder / "x.csv", folder / "x.parquet")
    return path, parquet.read_table(path)


def test_columns_are_those_of_the_csv_with_their_types(tmp_path: Path) -> None:
    _, table = _written(tmp_path)
    beats = read_csv(tmp_path / "x.csv")
    header = (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()[0]
    assert table.column_names == header.split(",")[:-1]
    assert table["sample"].to_numpy().tolist() == beats.sample.tolist()
    assert table["time_s"].type == pa.float64()
    assert table["reviewed"].to_pylist() == beats.reviewed.tolist()
    assert table["label"].to_pylist()[2] == "S"
    assert table["comment"].to_pylist()[3] == "=SUM(A1), æ"
    at = table["reviewed_at"].to_pylist()
    assert at[2].isoformat() == "2023-11-14T22:13:20+00:00"
    assert at[0] is None


def test_what_is_unknown_is_null(tmp_path: Path) -> None:
    _, table = _written(tmp_path)
    beats = read_csv(tmp_path / "x.csv")
    assert np.isnan(beats.rr_previous_s[0])
    assert table["rr_previous_s"].to_pylist()[0] is None
    unpredicted = [name is None for name in table["predicted_label"].to_pylist()]
    assert unpredicted == (beats.predicted_label == 255).tolist()


def test_other_classes_say_their_symbols_too(tmp_path: Path) -> None:
    session = ReviewSession(
        small_session().record, small_session().base, scheme=N_L_R_S_V_P
    )
    write_csv(tmp_path / "x.csv", session, "Ada")
    path = write_parquet(tmp_path / "x.csv", tmp_path / "x.parquet")
    assert "label_symbol" in parquet.read_table(path).column_names


def test_the_same_table_has_the_same_bytes(tmp_path: Path) -> None:
    path, _ = _written(tmp_path)
    before = path.read_bytes()
    assert _written(tmp_path)[0].read_bytes() == before


def test_it_lies_beside_the_csv(tmp_path: Path) -> None:
    record = small_session().record
    assert parquet_path(record, tmp_path).name == f"{record.name}.beats.parquet"


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    check_parquet()
    monkeypatch.setattr(beats_parquet, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'ecgviewer\[parquet\]'"):
        check_parquet()
