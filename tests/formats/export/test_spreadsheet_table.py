"""Our CSV as spreadsheets of other languages save it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.formats.export.annotation_csv import (
    COLUMNS,
    CorrectedBeats,
    CsvError,
    read_csv,
    write_csv,
)
from tests.data_folder import CASES, needs_case
from tests.formats.small_records import small_session

_DECIMALS = ("time_s", "rr_", "p_", "confidence", "quality")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "small.beats.csv"
    write_csv(path, small_session(), "Ada")
    return path


def _text(path: Path) -> str:
    return path.read_bytes().decode()


def _german(text: str) -> str:
    """Return the text as a spreadsheet with decimal commas saves it."""
    head, *rows = text.splitlines()
    names = head.split(",")
    lines = [";".join(names)]
    for row in rows:
        cells = [
            cell.replace(".", ",") if name.startswith(_DECIMALS) else cell
            for name, cell in zip(names, row.split(","), strict=True)
        ]
        lines.append(";".join(cells))
    return "\r\n".join([*lines, ""])


_SAVED: dict[str, Callable[[str], bytes]] = {
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "decimal commas": lambda text: _german(text).encode("utf-8-sig"),
    "UTF-16 with tabs": lambda text: text.replace(",", "\t").encode("utf-16"),
    "sep line": lambda text: b"sep=,\r\n" + text.encode(),
    "sep line, saved again": lambda text: ("sep=,;;;\r\n" + _german(text)).encode(),
    "sep line in quotes": lambda text: b'"sep=;"\n' + _german(text).encode(),
    "WAHR and FALSCH": lambda text: (
        text.replace("true", "WAHR").replace("false", "FALSCH").encode()
    ),
    "1 and 0": lambda text: text.replace("true", "1").replace("false", "0").encode(),
    "empty rows and columns": lambda text: (
        text.replace("\r\n", ",,\r\n") + 23 * "," + "\r\n"
    ).encode(),
    "decimals of whole numbers": lambda text: text.replace(",100,", ",100.0,").encode(),
    "all digits of a power": lambda text: text.replace(",460,", ",4.60E+02,").encode(),
}


def _equal(a: CorrectedBeats, b: CorrectedBeats) -> bool:
    pairs = [(np.asarray(getattr(x, f.name)) for x in (a, b)) for f in fields(a)]
    return all(np.array_equal(x, y, equal_nan=x.dtype.kind == "f") for x, y in pairs)


@pytest.mark.parametrize("how", _SAVED)
def test_what_a_spreadsheet_saves_is_read(path: Path, how: str) -> None:
    expected = read_csv(path)
    data = _SAVED[how](_text(path))
    assert data != path.read_bytes()
    path.write_bytes(data)
    assert _equal(read_csv(path), expected)


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("sample", "1.01E+04", "is not a whole number from 0 with all its digits"),
        ("sample", "1.5", "is not a whole number"),
        ("sample", "10.000", "is not a whole number"),
        ("sample", "9223372036854775808", "is not a whole number"),
        ("sample", "9223372036854775808.0", "is not a whole number"),
        ("sample", "01. Mai", "is not a whole number"),
        ("beat_id", "-1", "is not a whole number"),
        ("p_V", "9940447", "is not a number from 0 to 1"),
        ("quality", "-0.1", "is not a number from 0 to 1"),
        ("time_s", "1.234,5", "is not a number"),
        ("time_s", "inf", "is not a number"),
        ("reviewed", "vielleicht", "is not true or false"),
    ],
)
def test_what_cannot_be_read_is_named_by_line_and_column(
    path: Path, column: str, cell: str, message: str
) -> None:
    lines = _text(path).replace(",", ";").splitlines()
    cells = lines[2].split(";")
    cells[COLUMNS.index(column)] = cell
    lines[2] = ";".join(cells)
    path.write_text("sep=;\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(CsvError, match=rf"line 4, column {column}: .*{message}"):
        read_csv(path)


def test_a_table_of_something_else_names_a_few_columns(path: Path) -> None:
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(CsvError, match="no column record, beat_id, sample and 18 othe"):
        read_csv(path)


def test_the_line_that_is_not_utf_8_is_named(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"small,1,", b"sm\xe4ll,1,"))
    with pytest.raises(CsvError, match="line 3: it is not UTF-8"):
        read_csv(path)


@needs_case("spreadsheets")
@pytest.mark.parametrize("name", ["german", "semicolon", "sep"])
def test_the_files_of_a_case(name: str) -> None:
    beats = read_csv(CASES / "spreadsheets" / f"{name}.csv")
    assert len(beats) == 72
    assert beats.sample[:2].tolist() == [100, 310]
    np.testing.assert_allclose(beats.time_s, beats.sample / 250)
    assert beats.probabilities[0, BeatClass.N] == np.float32(0.9940447)
