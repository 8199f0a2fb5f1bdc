"""Records on a web server, served on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecgviewer.analysis.remote_records import (
    local_file,
    local_record,
    remote_exists,
    remote_files,
    remote_records,
)
from ecgviewer.core.errors import RecordError
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.analysis.web_server import WebServer, serving

pytest.importorskip("aiohttp", reason="there is no aiohttp: pip install fsspec[http]")

pytestmark = [
    # aiohttp's own, of connections that the server has closed.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    ward = tmp_path / "there" / "ward"
    ward.mkdir(parents=True)
    write_record(ward, synthetic_record(10.0, name="day1").record)
    (ward / "day1.atr").write_bytes(b"\0\0")
    return ward


@pytest.fixture
def web(ward: Path) -> Iterator[WebServer]:
    with serving(ward.parent) as server:
        yield server


def test_a_record_is_fetched_once_with_its_annotations(
    web: WebServer, ward: Path, tmp_path: Path
) -> None:
    url, cache = Path(f"{web.url}/ward/day1.hea"), tmp_path / "cache"
    here = local_record(url, cache, ["atr", "none"])
    assert read_record(here).identity == read_record(ward / "day1.hea").identity
    assert {path.name for path in here.parent.glob("day1.*")} == {
        *("day1.hea", "day1.dat", "day1.atr")
    }
    assert local_record(Path(f"{web.url}/ward/day1"), cache).name == "day1.hea"
    web.sent.clear()
    local_record(url, cache, ["atr"])
    assert not [path for path in web.sent if path.endswith(".dat")]


def test_annotations_that_are_there_no_more_are_not_kept(
    web: WebServer, ward: Path, tmp_path: Path
) -> None:
    url, cache = Path(f"{web.url}/ward/day1.hea"), tmp_path / "cache"
    here = local_record(url, cache, ["atr"])
    (ward / "day1.atr").unlink()
    local_record(url, cache, ["atr"])
    assert not here.with_suffix(".atr").exists()


def test_a_folder_is_what_the_server_lists(web: WebServer, ward: Path) -> None:
    folder = Path(f"{web.url}/ward")
    assert remote_records(folder) == [folder / "day1.hea"]
    assert {path.name for path in remote_files(folder)} == {
        *("day1.hea", "day1.dat", "day1.atr")
    }
    assert remote_records(Path(f"{web.url}/ward/*.hea")) == [folder / "day1.hea"]


def test_a_record_that_is_named_is_not_read_to_find_out_that_it_is_one(
    web: WebServer,
) -> None:
    url = Path(f"{web.url}/ward/day1.hea")
    assert remote_records(url) == [url]
    assert web.sent == []


def test_what_is_there_and_what_is_not(web: WebServer, tmp_path: Path) -> None:
    there, gone = (Path(f"{web.url}/ward/{name}") for name in ("day1.atr", "gone"))
    assert remote_exists(there)
    assert not remote_exists(gone)
    assert local_file(there, tmp_path / "cache").read_bytes() == b"\0\0"
    assert local_file(tmp_path / "here") == tmp_path / "here"
    with pytest.raises(RecordError, match=r"http://127.*/ward/gone cannot be read"):
        local_file(gone, tmp_path / "cache")
