"""The start of a recording in the forms that headers give it in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.start_time import start_time
from tests.data_folder import CASES, needs_case
from tests.formats.small_records import write_files

_MAY_12 = datetime(2020, 5, 12, 12, 33, 59)


@pytest.mark.parametrize(
    "text",
    [
        "12:33:59 12/05/2020",
        "[12:33:59 12/05/2020]",
        "12:33:59 12-05-2020",
        "12:33:59 12.05.2020",
        "12:33:59 PM 12/05/2020",
        "12-May-2020 12:33:59",
        "12 May 2020 12:33:59",
        "May 12, 2020 12:33:59",
        "12-MAY-2020 12:33:59",
        "2020-05-12 12:33:59",
        "2020/05/12 12:33:59",
        "2020-05-12T12:33:59",
        "2020-05-12T12:33:59Z",
        "2020-05-12T12:33:59+02:00",
        "12:33:59PM 12/05/2020",
        "12:33:59 p.m. 12/05/2020",
        "12:33:59P.M. 12/05/2020",
        "12.33.59 12.05.2020",
        "12-33-59 12-05-2020",
        "2020-05-12 12-33-59",
        "12.33.59 PM 12-May-2020",
        "Tue, 12 May 2020 12:33:59",
        "Tuesday 12.05.2020 12:33:59",
    ],
)
def test_dates_that_have_one_meaning_are_told(text: str) -> None:
    assert start_time(text) == (_MAY_12, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12:00 AM 01/02/2003", datetime(2003, 2, 1)),
        ("1:05:06 pm 01/02/2003", datetime(2003, 2, 1, 13, 5, 6)),
        ("2003-02-01 13:05", datetime(2003, 2, 1, 13, 5)),
        ("13:05 01/02/2003", datetime(2003, 2, 1, 0, 13, 5)),
        ("13:05:06,5 01/02/2003", datetime(2003, 2, 1, 13, 5, 6, 500_000)),
        ("10:00:00 05/23/2020", datetime(2020, 5, 23, 10)),
        ("143", datetime(1, 1, 1, 0, 2, 23)),
    ],
)
def test_halves_of_a_day_and_orders_are_told(text: str, expected: datetime) -> None:
    assert start_time(text) == (expected, "")


@pytest.mark.parametrize(
    ("text", "clock", "untold"),
    [
        ("", None, ""),
        ("12:00:00 12/05/20", datetime(1, 1, 1, 12), "date"),
        ("12:00:00 31/02/2003", datetime(1, 1, 1, 12), "date"),
        ("12:00:00 12-Smarch-2020", datetime(1, 1, 1, 12), "date"),
        ("12:00:00 12/00/2020", datetime(1, 1, 1, 12), "date"),
        ("12:00:00 12/05", datetime(1, 1, 1, 12), "date"),
        ("12/05/2020", None, "time of day"),
        ("12.33.59 12.05.20", None, "time of day"),
        ("noon", None, "time of day"),
        ("1:x:3", None, "time of day"),
        ("12:00:99999999999999", None, "time of day"),
        ("99999999:00:00 12/05/9999", None, "time of day"),
    ],
)
def test_what_cannot_be_told_is_named(
    text: str, clock: datetime | None, untold: str
) -> None:
    assert start_time(text) == (clock, untold)


def test_a_record_with_an_odd_date_opens_and_says_so(tmp_path: Path) -> None:
    header = "x 1 250 9 12:00:00 12/05/20\nx.dat 16 200 16 0 0 0 0 II"
    record = read_record(write_files(tmp_path, header))
    assert record.start_time == datetime(1, 1, 1, 12)
    assert "12/05/20: its date cannot be read. Write it as" in record.notices[0]
    header = header.replace("9 12:00:00 12/05/20", "12:00:00")
    record = read_record(write_files(tmp_path, header))
    assert (record.n_samples, record.start_time) == (1000, datetime(1, 1, 1, 12))


@needs_case("record-line-dates")
@pytest.mark.parametrize(
    ("name", "start"),
    [("A0001", _MAY_12), ("A00001", datetime(2014, 5, 8, 5, 5, 15))],
)
def test_the_dates_of_public_records(name: str, start: datetime) -> None:
    record = read_record(CASES / "record-line-dates" / name)
    assert (record.start_time, record.n_samples) == (start, 5000)
    assert record.notices == ()
