"""Items of a review as CSV and as comments of WFDB files, with and without people."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.items import ItemContent
from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import Note, NoteSource
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip, StripOrigin
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import CsvError
from ecgviewer.formats.export.deidentified import deidentified
from ecgviewer.formats.export.item_csv import COLUMNS, work_in_items
from ecgviewer.formats.export.output_guard import OutputGuard, ReplaceError, work_in
from ecgviewer.formats.export.review_export import (
    ExportError,
    export_items,
    export_wfdb,
    items_path,
    refuse_to_replace,
)
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from tests.formats.small_records import small_session

STRIP = Strip(360, 720, ("MLII", "V1"), "=SUM(A1)")
DROPPED = replace(STRIP, origin=StripOrigin.DROPPED)
QT = Measurement(Measured.QT, 90, 234, "MLII", "QT", 0.0, 1.25, rr_ms=800.0)
RR = Measurement(Measured.RR, 100, 460, "MLII", "my RR")
HEIGHT = Measurement(Measured.AMPLITUDE, 5, 9, "MLII", "", 0.5, 0.25)
STAIRS = Note(1000, "Stairs", "Dyspnoea", NoteSource.DIARY)
REMARK = Note(0, "## time resolution: 5", "")
PATIENT = PatientFields(name="Jane Doe")
ALL: tuple[ItemContent, ...] = (
    STRIP, DROPPED, QT, RR, HEIGHT, STAIRS, REMARK, PATIENT, Conclusion("Jane is well"),
)  # fmt: skip


def session_with(*contents: ItemContent) -> ReviewSession:
    session = small_session()
    session.record = replace(session.record, start_time=datetime(2024, 5, 6, 23, 59))
    if contents:
        session.edit(session.item_editor("Ada").add(*contents))
    return session


def rows_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def said(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value}


def test_each_kind_has_its_columns(tmp_path: Path) -> None:
    path = export_items(session_with(*ALL), tmp_path)
    assert path == tmp_path / "small.items.csv"
    rows = rows_in(path)
    assert tuple(rows[0]) == COLUMNS
    assert [row["item"] for row in rows] == [
        "note", *["measurement"] * 3, "strip", "note",
    ]  # fmt: skip
    both = {"record": "small", "reader": "Ada"}
    assert said(rows[2]) == both | {
        "item": "measurement", "start_sample": "90", "stop_sample": "235",
        "start_s": "0.250000", "clock_time": "23:59:00.250", "duration_ms": "400.0",
        "leads": "MLII", "what": "QT", "text": "QT", "qtc_bazett_ms": "447.2",
        "qtc_fridericia_ms": "430.9", "amplitude": "1.2500", "unit": "mV",
    }  # fmt: skip
    assert (rows[3]["rate_bpm"], rows[3]["amplitude"]) == ("60.0", "")
    assert (rows[1]["duration_ms"], rows[1]["amplitude"]) == ("", "-0.2500")
    assert said(rows[4]) == both | {
        "item": "strip", "start_sample": "360", "stop_sample": "720",
        "start_s": "1.000000", "clock_time": "23:59:01.000", "duration_ms": "1000.0",
        "leads": "MLII V1", "text": "'=SUM(A1)", "origin": "saved",
    }  # fmt: skip
    assert said(rows[5]) == both | {
        "item": "note", "start_sample": "1000", "stop_sample": "1001",
        "start_s": "2.777778", "clock_time": "23:59:02.778", "text": "Stairs",
        "symptom": "Dyspnoea", "origin": "diary",
    }  # fmt: skip
    assert "Jane" not in path.read_text(encoding="utf-8")


def test_without_a_clock_there_is_no_clock_time(tmp_path: Path) -> None:
    session = session_with(STAIRS)
    session.record = replace(session.record, start_time=None)
    path = export_items(session, tmp_path)
    assert path
    assert rows_in(path)[0]["clock_time"] == ""


def test_without_items_there_is_no_file_but_an_earlier_one_is_replaced(
    tmp_path: Path,
) -> None:
    assert export_items(session_with(PATIENT, DROPPED), tmp_path) is None
    path = export_items(session_with(STRIP, QT), tmp_path)
    assert path
    assert work_in(path) == work_in_items(path) == "2 items by Ada"
    with pytest.raises(ExportError, match=r"2 items by Ada in small\.items\.csv"):
        refuse_to_replace([path])
    assert export_items(session_with(), tmp_path) == path
    assert work_in(path) == ""
    assert rows_in(path) == []


def test_a_guard_keeps_items_of_a_reader(tmp_path: Path) -> None:
    path = export_items(session_with(STRIP), tmp_path, OutputGuard())
    assert path
    with pytest.raises(ReplaceError, match="1 item by Ada"):
        export_items(session_with(QT), tmp_path, OutputGuard())
    assert rows_in(path)[0]["item"] == "strip"


@pytest.mark.parametrize("content", [b"a,b\r\n", b'"', b"\xff"])
def test_what_is_not_a_table_of_items_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    path = items_path(small_session().record, tmp_path)
    path.write_bytes(content)
    with pytest.raises(CsvError, match=r"small\.items\.csv"):
        work_in_items(path)


def test_notes_are_comments_of_an_annotation_file(tmp_path: Path) -> None:
    path = export_wfdb(session_with(*ALL), tmp_path, "review")
    file = read_annotations(path)
    comments = file.symbol == '"'
    assert file.sample[comments].tolist() == [0, 1000]
    assert file.aux[comments].tolist() == [b" time resolution: 5", b"Dyspnoea: Stairs"]
    assert file.fs == 360.0
    assert int(file.is_beat.sum()) == len(small_session().beats)


def test_a_de_identified_export_names_nobody(tmp_path: Path) -> None:
    session = session_with(*ALL)
    other = deidentified(session)
    assert other.items.strips == (replace(STRIP, caption=""),)
    assert other.items.notes == (replace(STAIRS, text=""),)
    assert other.items.measurements == (HEIGHT, QT, replace(RR, name=""))
    assert (other.items.patient, other.items.conclusion) == (PatientFields(), "")
    assert {row.reader for row in other.items.rows} == {""}
    assert session.items.patient == PATIENT
    path = export_wfdb(other, tmp_path, "review", texts=False)
    file = read_annotations(path)
    assert file.aux[file.symbol == '"'].tolist() == [b"Dyspnoea"]
