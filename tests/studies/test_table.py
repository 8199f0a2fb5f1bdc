"""The list in words, as a table, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from ecgviewer.studies.study import COLUMNS, Study
from ecgviewer.studies.table import csv_of, json_of, printed, reason_of, text_of

NEW = Study("/ward/a.hea", "/ward", "a")
READ = Study(
    *("/ward/b.hea", "/ward", "b", "WFDB", "id", "=P 1", "2026-11-01 08:00:00"),
    length_s=3725.0,
    status="signed",
    status_text="signed by Ada",
    n_beats=12_345,
    v_percent=9.96,
    s_percent=12.4,
    af_percent=0.0,
    pause_s=3.25,
    readable_percent=1 / 3,
    errors_left=1234.5,
    rank=78.0,
    worst="V run",
    worst_s=61.0,
    priority=2,
    due="2026-11-20",
    notes="Bob: call\nagain " + "x" * 50,
    missing=1,
    key="internal",
)
TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("name", "new", "read"),
    [
        ("name", "a", "b"),
        ("length_s", "–", "1:02:05"),
        ("n_beats", "–", "12,345"),
        ("v_percent", "–", "10.0 %"),
        ("s_percent", "–", "12 %"),
        ("af_percent", "–", "0.0 %"),
        ("pause_s", "–", "3.2 s"),
        ("errors_left", "–", "1,234"),
        ("priority", "routine", "stat"),
        ("missing", "", "yes"),
        ("due", "–", "2026-11-20"),
        ("worst", "–", "V run at 1:01"),
    ],
)
def test_a_value_in_words(name: str, new: str, read: str) -> None:
    assert (text_of(name, NEW), text_of(name, READ)) == (new, read)


def test_the_worst_of_what_was_counted_or_is_everywhere() -> None:
    counted = Study("", "", "c", n_beats=10)
    assert text_of("worst", counted) == "nothing of note"
    everywhere = Study("", "", "d", n_beats=10, worst="Poor signal")
    assert text_of("worst", everywhere) == "Poor signal"


def test_why_a_study_is_where_it_is() -> None:
    overdue = "missing · stat · overdue since 2026-11-20"
    assert reason_of(READ, TODAY) == f"{overdue} · V run at 1:01"
    assert reason_of(READ, TODAY, blind=True) == overdue
    assert reason_of(READ, date(2026, 11, 20), blind=True) == "missing · stat"
    assert reason_of(READ, None, blind=True) == "missing · stat"
    assert reason_of(NEW, TODAY, blind=True) == "–"


def test_the_list_is_printed_in_columns() -> None:
    lines = printed([NEW, READ]).splitlines()
    assert lines[0].split()[:4] == ["Record", "Patient", "Start", "Length"]
    assert len(lines) == 3
    assert lines[2].index("=P 1") == lines[0].index("Patient")
    assert not any(line.endswith(" ") for line in lines)
    long = Study("", "", "e", status_text="because " * 20)
    assert "because because" in printed([long])
    assert "…" in printed([long])


def test_json_says_null_of_what_is_not_known() -> None:
    said = json.loads(json_of([NEW, READ]))
    assert (said["format"], said["version"]) == ("ecgviewer studies", 1)
    new, read = said["studies"]
    assert (new["n_beats"], new["priority"], new["missing"]) == (None, "routine", False)
    assert (read["priority"], read["missing"]) == ("stat", True)
    assert read["readable_percent"] == 0.333333
    assert set(COLUMNS) - set(read) == {"key", "counted_key", "needs_work"}


def test_csv_has_the_same_and_no_formulas() -> None:
    new, read = csv.DictReader(io.StringIO(csv_of([NEW, READ])))
    assert (new["n_beats"], read["n_beats"]) == ("", "12345")
    assert (read["patient"], read["missing"]) == ("'=P 1", "True")
    assert read["notes"] == READ.notes
