"""What the command line and the import dialog say of text recordings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecgviewer.commands.parser import parse
from ecgviewer.core.errors import RecordError
from ecgviewer.formats.csv.head import head_of
from ecgviewer.formats.csv.options import (
    VARIABLE,
    CsvOptions,
    CsvOptionsError,
    parse_options,
)
from ecgviewer.formats.csv.record import read_record
from ecgviewer.formats.csv.remembered import pattern_of, remember, remembered
from tests.formats.csv.csv_files import APPLE, POLAR, table, value

_ALL = (
    "fs=250.5,unit=uV,gain=200,leads=I,2:II,delimiter=semicolon,decimal=comma,header=3,"
    "time=none,time_unit=clock"
)


def test_options_are_read_and_written() -> None:
    options = parse_options(_ALL)
    assert options == CsvOptions(
        *(250.5, "uV", 200, ("I", "2:II"), "semicolon", "comma", 3, "none", "clock")
    )
    assert options.text() == _ALL
    assert parse_options("") == CsvOptions()
    assert CsvOptions().text() == ""
    assert parse_options(" FS = 250 , time-unit=MS,").text() == "fs=250,time_unit=ms"


def test_some_options_count_more_than_others() -> None:
    one, other = parse_options("fs=250,leads=I"), parse_options("fs=9,unit=mV,header=0")
    assert one.over(other).text() == "fs=250,unit=mV,leads=I,header=0"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("250", "'250' is not an option of CSV files; write it as in fs=250"),
        ("rate=250", "'rate' is not an option of CSV files; there are fs, unit"),
        ("fs=x", "fs=x is not a number above 0"),
        ("fs=-1", "fs=-1 is not a number above 0"),
        ("gain=inf", "gain=inf is not a number above 0"),
        ("unit=mmHg", "unit=mmHg is not one of V, mV, uV and nV"),
        ("header=-1", "header=-1 is not a number of lines"),
        ("delimiter=;", "delimiter=; is not one of comma, semicolon, tab, space, none"),
        ("decimal=.", "decimal=. is not one of point, comma"),
        ("time_unit=h", "time_unit=h is not one of s, ms, us, ns, clock"),
    ],
)
def test_what_cannot_be_understood(
    text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CsvOptionsError) as error:
        parse_options(text)
    assert message in str(error.value)
    with pytest.raises(SystemExit):
        parse(["analyze", "x.csv", "--csv", text])
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["--csv", "fs=250", "x.csv"],
        ["open", "x.csv", "--csv=fs=250"],
        ["analyze", "x.csv", "--csv", "fs=250"],
        ["compare", "x.csv", "a", "b", "--csv", "fs=250"],
        ["agree", "x.csv", "--readers", "a", "b", "--csv", "fs=250"],
        ["export", "x.jsonl", "--csv", "fs=250"],
        ["convert", "x.csv", "--csv", "fs=250"],
        ["report", "x.csv", "--csv", "--csv-options", "fs=250"],
    ],
)
def test_commands_take_them(words: list[str]) -> None:
    assert parse(words).csv_options == "fs=250"


def test_patterns() -> None:
    def pattern(data: bytes) -> str:
        return pattern_of(head_of(data, Path("x.csv")))

    assert pattern(POLAR).startswith("Phone timestamp;sensor")
    assert pattern(table(lambda n: "1,2")) == pattern(table(lambda n: "7.5,8"))
    assert pattern(table(lambda n: "1,2")) != pattern(table(lambda n: "1,2,3"))
    assert pattern(table(lambda n: "1,2")) != pattern(table(lambda n: "1;2"))
    one = table(lambda n: "1,2", head="device 77\nch 12,ch 13")
    assert pattern(one) == "ch 0,ch 0"
    assert pattern(b"only 12 words\n") == "only 0 words"
    assert pattern(APPLE)


def test_files_of_a_pattern_are_read_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_bytes(table(lambda n: f"{value(n)}", head="ecg"))
    second.write_bytes(table(lambda n: f"{value(n + 9)}", head="ecg"))
    with pytest.raises(RecordError):
        read_record(first)
    remember(head_of(first.read_bytes(), first), parse_options("fs=250,unit=uV"))
    record = read_record(second)
    assert record.fs == 250
    assert record.notices[0].startswith(
        "2.csv is read with fs=250,unit=uV, as you said"
    )
    monkeypatch.setenv(VARIABLE, "fs=100")
    record = read_record(second)
    assert record.fs == 100
    assert record.signal[0, 0] == pytest.approx(value(9) / 1000)
    monkeypatch.setenv(VARIABLE, "fs=100,unit=uV")
    assert read_record(second).notices == ()
    monkeypatch.setenv(VARIABLE, "fs=?")
    with pytest.raises(CsvOptionsError):
        read_record(second)


def test_a_few_hundred_patterns_are_kept(data_folder: Path) -> None:
    path = data_folder / "csv-patterns.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({f"old {n}": "fs=1" for n in range(600)}))
    head = head_of(POLAR, Path("x.csv"))
    remember(head, parse_options("unit=mV"))
    known = json.loads(path.read_text())
    assert len(known) == 500
    assert [*known][-1] == pattern_of(head)
    assert remembered(head) == parse_options("unit=mV")


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"ecg": 5}', '{"ecg": "x=1"}'])
def test_damaged_patterns_are_left_out(data_folder: Path, text: str) -> None:
    path = data_folder / "csv-patterns.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    head = head_of(table(lambda n: "1", head="ecg"), Path("x.csv"))
    assert remembered(head) == CsvOptions()
