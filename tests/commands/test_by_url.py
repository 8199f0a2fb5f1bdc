"""Records, reviews and annotators by their URLs give what their files give."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from ecgviewer.analysis.report import report_source
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.analysis.web_server import WebServer, serving
from tests.commands.reviews import reviewed
from tests.fakes import FakeClassifier

pytest.importorskip("aiohttp", reason="there is no aiohttp: pip install fsspec[http]")

pytestmark = [
    pytest.mark.usefixtures("fake_classifier"),
    # aiohttp's own, of connections that the server has closed.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
_Capture = pytest.CaptureFixture[str]
_WRITTEN_AT = re.compile(rb'"written_at": "[^"]*"')


@pytest.fixture
def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two records, one of them reviewed, with what `analyze` says of both."""
    monkeypatch.setattr(report_source, "_loaded", lambda _: FakeClassifier())
    monkeypatch.setattr(report_source, "_loaded_of", lambda *_: FakeClassifier())
    ward = tmp_path / "ward"
    ward.mkdir()
    for name, length_s in (("p1", 60.0), ("p2", 30.0)):
        write_record(ward, synthetic_record(length_s, name=name).record)
    assert main(["analyze", str(ward), "-o", str(ward / "out")]) == 0
    for name in ("p1", "p2"):
        shutil.copy(ward / "out" / f"{name}.ecgv", ward / f"{name}.ref")
    reviewed(ward / "p1.hea")
    return ward


@pytest.fixture
def web(ward: Path) -> Iterator[WebServer]:
    with serving(ward) as server:
        yield server


def _outputs(folder: Path) -> dict[str, bytes]:
    return {
        path.name: _WRITTEN_AT.sub(b"", path.read_bytes())
        for path in folder.iterdir()
        if path.suffix != ".jsonl"
    }


@pytest.mark.parametrize("named", [["p1.hea", "p2.hea"], ["p1", "p2"], [""]])
def test_a_record_is_analysed_and_reported(
    web: WebServer, ward: Path, tmp_path: Path, named: list[str]
) -> None:
    urls = [f"{web.url}/{name}" for name in named]
    files = [str(ward / name) for name in ("p1.hea", "p2.hea")]
    for command in (["analyze"], ["report", "--json", "--csv"]):
        here, there = (tmp_path / f"{command[0]}-{n}" for n in ("here", "there"))
        assert main([*command, *files, "-o", str(here)]) == 0
        assert main([*command, *urls, "-o", str(there)]) == 0
        assert len(_outputs(here)) >= 4
        assert _outputs(here) == _outputs(there)


def test_a_review_is_reported_with_the_record_beside_it(
    web: WebServer, ward: Path, tmp_path: Path, capsys: _Capture
) -> None:
    journal = "p1.Ada.ecgedits.jsonl"
    here, there, both = (tmp_path / name for name in ("here", "there", "both"))
    assert main(["report", "--json", str(ward / journal), "-o", str(here)]) == 0
    url = f"{web.url}/{journal}"
    assert main(["report", "--json", url, "-o", str(there)]) == 0
    named = ["--record", f"{web.url}/p1.hea"]
    assert main(["report", "--json", url, *named, "-o", str(both)]) == 0
    assert _outputs(here) == _outputs(there) == _outputs(both)
    assert list(_outputs(here)) == ["p1.Ada.report.json"]
    capsys.readouterr()
    assert main(["report", "--json", url, "-o", str(there)]) == 0
    assert "skipped" in capsys.readouterr().out
    (ward / "p1.hea").unlink()
    assert main(["report", "--json", url, "-o", str(tmp_path / "gone")]) == 1
    assert f"{web.url}/p1 cannot be read" in capsys.readouterr().err


def test_annotators_are_compared(web: WebServer, ward: Path, capsys: _Capture) -> None:
    files = [str(ward / name) for name in ("p1.hea", "p2.hea")]
    words = ["--whole", "--json"]
    assert main(["compare", *files, "ref", str(ward / "out" / "ecgv"), *words]) == 0
    expected = json.loads(capsys.readouterr().out)
    for records in ([f"{web.url}/p1.hea", f"{web.url}/p2"], [f"{web.url}/p*.hea"]):
        for test in (f"{web.url}/out/ecgv", f"{web.url}/out", str(ward / "out")):
            assert main(["compare", *records, "ref", test, *words]) == 0
            found = json.loads(capsys.readouterr().out)
            assert found["records"] == expected["records"]
    one = [f"{web.url}/p1.hea", f"{web.url}/out/p1.beats.csv"]
    assert main(["compare", one[0], "ref", one[1], *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["records"] == expected["records"][:1]


def test_what_is_not_there_is_named(
    web: WebServer, tmp_path: Path, capsys: _Capture
) -> None:
    out, gone = str(tmp_path / "out"), f"{web.url}/gone.hea"
    assert main(["report", gone, "-o", out]) == 1
    assert f"{gone} cannot be read" in capsys.readouterr().err
    assert main(["compare", gone, "ref", "ecgv"]) == 1
    assert f"{gone} cannot be read" in capsys.readouterr().err
    words = ["--whole", f"{web.url}/p1.hea", "ref", f"{web.url}/out/no"]
    assert main(["compare", *words]) == 1
    assert f"{web.url}/out/p1.no cannot be read" in capsys.readouterr().err
    for command in (["report", "-o", out], ["compare", "ref", "ecgv"]):
        command.insert(1, f"{web.url}/x*.hea")
        assert main(command) == 1
        assert "has no record of a format" in capsys.readouterr().err
