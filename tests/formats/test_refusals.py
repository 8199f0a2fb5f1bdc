"""Damaged files of every format: what is said names the file and what to do."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.record_formats import read_record
from tests.formats.every_format import WRITERS, made_ecg, write_as

pytest.importorskip("pydicom")

_WAYS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "100 bytes": lambda data: data[:100],
    "a tenth": lambda data: data[: len(data) // 10],
    "half": lambda data: data[: len(data) // 2],
    "head of zeros": lambda data: data[:16] + bytes(400) + data[416:],
    "head of x": lambda data: data[:300] + b"x" * 200 + data[500:],
    "x within": lambda data: (
        data[: len(data) // 2] + b"x" * 2000 + data[len(data) // 2 + 2000 :]
    ),
    "noise": lambda data: random.Random(1).randbytes(len(data)),
}
#: How sentences begin that say what to do.
_REMEDIES = re.compile(
    r"[.;] (Choose|Correct|Download|Export|Get|Give|If|Record|Save|Say|Where|get) "
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return one ECG as a file of every format, each in a folder of its own."""
    ecg = made_ecg().record
    made = {name: tmp_path_factory.mktemp(name) for name in WRITERS}
    return {name: write_as(name, folder, ecg) for name, folder in made.items()}


def _damaged(file: Path, way: str, folder: Path) -> Path:
    for each in file.parent.iterdir():
        if each.is_file():
            shutil.copyfile(each, folder / each.name)
    path = folder / file.name
    path.write_bytes(_WAYS[way](file.read_bytes()))
    return path


def _said(path: Path) -> str:
    """Return why a file is refused; empty where it is opened as far as it goes."""
    try:
        record = read_record(path)
        record.block(0, min(record.n_samples, 100))
    except RecordError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("way", _WAYS)
@pytest.mark.parametrize("name", WRITERS)
def test_what_is_said(
    name: str, way: str, files: dict[str, Path], tmp_path: Path
) -> None:
    path = _damaged(files[name], way, tmp_path)
    said = _said(path)
    if said or way in ("empty", "100 bytes", "noise"):
        assert said.startswith(str(path))
        assert _REMEDIES.search(said), said
        assert len(said.removeprefix(str(path))) < 450
    if way == "empty":
        assert "is empty: " in said


@pytest.mark.parametrize(
    ("name", "way", "place"),
    [
        ("WFDB", "half", "announces 12 signals and describes 6"),
        ("EDF", "head of zeros", "bytes 252 to 255: the number of signals"),
        ("ISHNE", "head of zeros", "0 leads, at byte 156"),
        ("ISHNE", "noise", "does not begin with ISHNE1.0"),
        ("CSV", "noise", "is not text"),
        ("aECG", "half", "line 1: it is not XML, or was cut off"),
        (
            "aECG",
            "x within",
            r"the digits of lead V1 are not all numbers \('-?x{18,20}…",
        ),
        ("Philips", "x within", "its waveforms are not Base64"),
        ("DICOM", "noise", r"has no waveform \(5400,0100\)"),
        ("SCP-ECG", "noise", "SCPECG is not at byte 16"),
        ("MAT", "half", "claims an element of 480,048 bytes, and"),
        ("XDF", "100 bytes", "has no stream: nothing was recorded, or it was cut off"),
        ("ZIP", "half", "directory at its end is missing"),
        ("ZIP", "x within", "Bad CRC-32 for file 'db-1.0/same.dat'. Download"),
    ],
)
def test_the_place_is_named(
    name: str, way: str, place: str, files: dict[str, Path], tmp_path: Path
) -> None:
    said = _said(_damaged(files[name], way, tmp_path))
    assert re.search(place, said), said


def test_a_program_s_remedy_is_its_own(files: dict[str, Path], tmp_path: Path) -> None:
    said = _said(_damaged(files["XDF"], "half", tmp_path))
    assert "has no samples" in said
    assert "LabRecorder" in said
    assert "cart" not in said
