"""What is said of formats, to people and to their desktops, names all of them."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ecgviewer import desktop_entry
from ecgviewer.commands.parser import parse
from ecgviewer.formats import record_formats
from ecgviewer.formats.format_texts import (
    all_endings,
    first_endings,
    format_rows,
    formats_text,
    mac_document_types,
    open_filter,
    opened_endings,
)
from ecgviewer.formats.record_formats import WFDB
from tests.formats.tiny_format import TINY

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_formats, "FORMATS", (WFDB, TINY))


@pytest.mark.usefixtures("_tiny")
def test_texts_name_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert all_endings() == (".hea", ".dat", ".tiny")
    assert first_endings() == opened_endings() == (".hea", ".tiny")
    assert formats_text() == "WFDB (.hea or .dat) or TINY (.tiny)"
    assert open_filter() == (
        "Recordings (*.hea *.tiny);;WFDB recordings (*.hea);;"
        "TINY recordings (*.tiny);;All files (*)"
    )
    with pytest.raises(SystemExit):
        parse(["open", "--help"])
    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "a recording: WFDB (.hea or .dat) or TINY (.tiny)" in said
    with pytest.raises(SystemExit):
        parse(["--help"])
    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "open .hea and .tiny files by double-click" in said


@pytest.mark.usefixtures("_tiny")
def test_every_format_has_a_row_in_the_guide() -> None:
    assert format_rows() == [
        "| WFDB recording | `.hea`, `.dat` |",
        "| TINY recording | `.tiny` |",
    ]


def test_one_format_alone_has_one_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_formats, "FORMATS", (WFDB,))
    assert open_filter() == "WFDB recordings (*.hea);;All files (*)"


def test_endings_of_other_programs_are_not_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = replace(TINY, endings=(".xml",), shares_ending=True)
    monkeypatch.setattr(record_formats, "FORMATS", (WFDB, shared, shared))
    assert opened_endings() == (".hea",)
    assert all_endings() == (".hea", ".dat", ".xml")
    ranks = [each["LSHandlerRank"] for each in mac_document_types()]
    assert ranks == ["Default", "Alternate", "Alternate", "Alternate"]


@pytest.mark.usefixtures("_tiny")
def test_file_types_of_macos() -> None:
    types = [
        (each["CFBundleTypeExtensions"], each["LSHandlerRank"])
        for each in mac_document_types()
    ]
    assert types == [
        (["hea"], "Default"),
        (["dat"], "Alternate"),
        (["tiny"], "Default"),
    ]
    spec = (_ROOT / "build.spec").read_text(encoding="utf-8")
    assert '"CFBundleDocumentTypes": mac_document_types()' in spec


@pytest.mark.usefixtures("_tiny")
def test_file_types_of_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    entry, types, _ = desktop_entry.install()
    text = types.read_text(encoding="utf-8")
    assert re.findall(r'pattern="(.*?)"', text) == ["*.hea", "*.tiny"]
    said = entry.read_text(encoding="utf-8")
    assert "MimeType=application/x-wfdb-header;application/x-tiny;\n" in said
    assert "WFDB;TINY;" in said
