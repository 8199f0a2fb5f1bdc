"""Records and annotators of a comparison by their URLs."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest

from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from tests.analysis.test_compare import (
    BEATS,
    export,
    matrix,
    message,
    record,
    rows_of_file,
    whole,
    with_reference,
)

URL = Path("memory://ward/1.hea")


@pytest.fixture
def header(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> Path:
    """A record and what others say of it; all of it is in the store, too."""
    header = with_reference(tmp_path)
    said = rows_of_file([*BEATS[:-1], (4000, "V")])
    (tmp_path / "out").mkdir()
    for place in (tmp_path / "1.cnn", tmp_path / "out" / "1.cnn"):
        write_annotations(place, said)
    export(tmp_path / "out" / "1.beats.csv", record("1"), [*BEATS[:-1], (4000, "V")])
    for path in tmp_path.rglob("*.*"):
        memory.pipe(f"/ward/{path.relative_to(tmp_path)}", path.read_bytes())
    return header


@pytest.mark.parametrize(
    "test",
    [
        "cnn",
        "memory://ward/out/cnn",
        "memory://ward/out/1.cnn",
        "memory://ward/out/1.beats.csv",
        "memory://ward/out",
    ],
)
def test_a_url_stands_for_what_lies_there(header: Path, test: str) -> None:
    assert matrix(whole(URL, test)) == matrix(whole(header, "cnn"))
    if "://" in test:
        assert matrix(whole(header, test)) == matrix(whole(header, "cnn"))


def test_what_is_not_there_is_named_by_its_url(header: Path) -> None:
    gone = message(whole(URL, "memory://ward/out/no"))
    assert "memory://ward/out/1.no cannot be read" in gone
    assert "1.no does not exist" in message(whole(URL, "no"))
    assert "2.hea cannot be read" in message(whole(URL.with_name("2.hea"), "cnn"))
