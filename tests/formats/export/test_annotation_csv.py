"""The CSV: what is written is read, and no spreadsheet runs it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.review.beat_editor import comment_beats, relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export import annotation_csv
from ecgviewer.formats.export.annotation_csv import (
    COLUMNS,
    CsvError,
    read_csv,
    write_csv,
)
from tests.formats.small_records import small_session

_AT = 1_700_000_000


def _cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_of_the_contract(tmp_path: Path) -> None:
    write_csv(tmp_path / "x.csv", small_session(), "Ada")
    first = (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()[0]
    assert first == (
        "record,beat_id,sample,time_s,rr_previous_s,rr_next_s,lead,symbol,label,"
        "label_origin,predicted_label,p_N,p_S,p_V,confidence,quality,reviewed,"
        "reviewer,reviewed_at,comment,classifier_id,analysed_leads"
    )


def test_rows_written_a_few_at_a_time_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small_session(7)
    session.edit(relabel(session.beats, [2, 5], BeatClass.S, _AT))
    session.edit(comment_beats(session.beats, [3], "two\r\nlines, and more"))
    written = []
    for at_once in (100, 3, 1):
        monkeypatch.setattr(annotation_csv, "_ROWS_AT_ONCE", at_once)
        write_csv(tmp_path / "x.csv", session, "Ada")
        written.append((tmp_path / "x.csv").read_bytes())
    assert written[0] == written[1] == written[2]
    assert len(read_csv(tmp_path / "x.csv")) == 7


def test_a_row_says_who_labelled_it(tmp_path: Path) -> None:
    session = small_session(3)
    session.edit(relabel(session.beats, [2], BeatClass.S, _AT))
    session.edit(comment_beats(session.beats, [2], "=cmd|' /C calc'!A0"))
    write_csv(tmp_path / "x.csv", session, "+Ada")
    first, _, last = _cells(tmp_path / "x.csv")
    assert first["label_origin"] == "classifier"
    assert (first["label"], first["symbol"], first["reviewer"]) == ("N", "", "")
    assert (first["rr_previous_s"], first["reviewed_at"]) == ("", "")
    assert last["label_origin"] == "reviewer"
    assert (last["label"], last["symbol"], last["predicted_label"]) == ("S", "S", "V")
    assert last["reviewer"] == "'+Ada"
    assert last["reviewed_at"] == "2023-11-14T22:13:20Z"
    assert last["comment"] == "'=cmd|' /C calc'!A0"
    assert (last["sample"], last["time_s"]) == ("820", "2.277778")


def test_what_is_unknown_is_empty(tmp_path: Path) -> None:
    session = small_session(2, symbol="L")
    session.start_predictions(Predictions.empty((BeatClass.N, BeatClass.V), "two"))
    write_csv(tmp_path / "x.csv", session, "Ada")
    for row in _cells(tmp_path / "x.csv"):
        assert row["label_origin"] == "reference"
        for name in ("predicted_label", "p_N", "p_S", "p_V", "confidence", "quality"):
            assert row[name] == ""
        assert row["classifier_id"] == ""
    session = ReviewSession(session.record, new_beats([5]), "")
    write_csv(tmp_path / "x.csv", session, "Ada")
    assert _cells(tmp_path / "x.csv")[0]["label_origin"] == ""
    beats = read_csv(tmp_path / "x.csv")
    assert beats.label[0] == beats.predicted_label[0] == UNSET
    assert np.isnan(beats.probabilities).all()
    assert np.isnan(beats.rr_next_s).all()


def test_no_beats_are_a_header(tmp_path: Path) -> None:
    session = small_session(0)
    write_csv(tmp_path / "x.csv", session, "Ada")
    beats = read_csv(tmp_path / "x.csv")
    assert len(beats) == 0
    assert beats.probabilities.shape == (0, 3)


_TEXT = st.text(max_size=20) | st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'", "''=", 'a"b', "a,b", "a\r\nb",
     "🫀 Vorhof", " =1", "\0", ""]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(_TEXT, min_size=3, max_size=3), _TEXT, _TEXT)
@example(["=1+1", "a,b", 'a"b'], "a\r\nb", "'")
def test_read_back_it_is_the_same_table(
    tmp_path_factory: pytest.TempPathFactory,
    comments: list[str],
    reviewer: str,
    lead: str,
) -> None:
    session = small_session(3, symbol="A")
    session.lead = lead
    for beat_id, comment in enumerate(comments):
        session.edit(comment_beats(session.beats, [beat_id], comment))
    session.edit(relabel(session.beats, [1], BeatClass.V, _AT))
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    write_csv(path, session, reviewer)
    beats, columns = read_csv(path), session.columns
    assert beats.comment.tolist() == comments
    assert beats.reviewer.tolist() == ["", reviewer, ""]
    assert set(beats.lead) == {lead}
    assert set(beats.record) == {"small"}
    assert set(beats.classifier_id) == {"cnn-1"}
    assert beats.label_origin.tolist() == ["reference", "reviewer", "reference"]
    for name in ("beat_id", "sample", "symbol", "reviewed", "reviewed_at"):
        np.testing.assert_array_equal(
            getattr(beats, name), getattr(session.beats, name)
        )
    for name in ("label", "probabilities", "confidence", "quality"):
        np.testing.assert_array_equal(getattr(beats, name), getattr(columns, name))
    np.testing.assert_array_equal(beats.predicted_label, columns.predicted)
    np.testing.assert_allclose(beats.time_s, session.beats.sample / 360, atol=1e-6)
    for name in ("rr_previous_s", "rr_next_s"):
        np.testing.assert_allclose(
            getattr(beats, name), getattr(columns, name), atol=1e-6
        )


def _written(tmp_path: Path) -> tuple[Path, list[list[str]]]:
    path = tmp_path / "x.csv"
    write_csv(path, small_session(2), "Ada")
    with path.open(encoding="utf-8", newline="") as file:
        return path, list(csv.reader(file))


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def test_a_spreadsheet_may_save_it(tmp_path: Path) -> None:
    path, rows = _written(tmp_path)
    place = COLUMNS.index("reviewed")
    upper = [[*r[:place], r[place].upper(), *r[place + 1 :], "more"] for r in rows[1:]]
    _write(path, [[*rows[0], "mine"], *upper, []])
    assert read_csv(path).reviewed.tolist() == [False, False]


_BAD_CELLS = [
    ("sample", "1.5", "'1.5' is not a whole number from 0"),
    ("sample", "-1", "is not a whole number from 0"),
    ("beat_id", str(2**63), "is not a whole number from 0"),
    ("time_s", "soon", "'soon' is not a number"),
    ("p_N", "inf", "is not a number"),
    ("symbol", "X", "is not a WFDB beat symbol"),
    ("label", "n", "is not one of N S V F Q"),
    ("label_origin", "me", "is not one of classifier reference reviewer"),
    ("reviewed", "perhaps", "is not true or false"),
    ("reviewed_at", "yesterday", "is not a time in UTC"),
    ("reviewed_at", "2024-05-31T12:00:00", "is not a time in UTC"),
]


@pytest.mark.parametrize(("column", "cell", "message"), _BAD_CELLS)
def test_a_bad_cell_is_named(
    tmp_path: Path, column: str, cell: str, message: str
) -> None:
    path, rows = _written(tmp_path)
    rows[1][COLUMNS.index("comment")] = "two\nlines"
    rows[2][COLUMNS.index(column)] = cell
    _write(path, rows)
    with pytest.raises(CsvError, match=message) as caught:
        read_csv(path)
    assert f"x.csv, line 4, column {column}: " in str(caught.value)


def test_a_bad_table_is_named(tmp_path: Path) -> None:
    path, rows = _written(tmp_path)
    _write(path, [rows[0], rows[1][:-1]])
    with pytest.raises(CsvError, match="line 2: 21 cells under a header of 22"):
        read_csv(path)
    _write(path, [rows[0][1:-2], rows[1][1:-2]])
    with pytest.raises(CsvError, match="line 1: no column record, classifier_id"):
        read_csv(path)
    path.write_bytes(b"")
    with pytest.raises(CsvError, match="line 1: no column"):
        read_csv(path)
    path.write_bytes(b"record,\xff\n")
    with pytest.raises(CsvError, match="is not UTF-8"):
        read_csv(path)
    path.write_text('record,"x"y\n')
    with pytest.raises(CsvError, match="line 1: "):
        read_csv(path)
    with pytest.raises(CsvError, match="cannot be read"):
        read_csv(tmp_path / "none.csv")
