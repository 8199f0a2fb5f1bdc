"""ISHNE recordings and their annotations among what is fuzzed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ecgviewer.formats.ishne.annotation_writer import letter_of, write_annotations
from ecgviewer.formats.ishne.annotations import ANNOTATOR, read_beside
from ecgviewer.formats.ishne.record import LEAD_OFF
from ecgviewer.formats.ishne.writer import write_record
from ecgviewer.formats.record_formats import (
    annotation_sources,
    annotations_of,
    read_outline,
    read_record,
)
from tests.formats.ishne.ishne_files import IshneFile, write_ann
from tests.fuzz.memory import read_watched

#: Of the recording that annotations lie beside.
_N_SAMPLES = 20_000
_ROWS = [("N", 10), ("V", 50), ("!", 400), ("S", 20), ("C", 5), ("z", 1), ("P", 30)]


def read_ishne(data: bytes, folder: Path) -> None:
    """Read a recording, and write what was read."""
    path = folder / "x.ecg"
    record = read_watched(data, path)
    if read_outline(path).length != record.n_samples:
        raise AssertionError("the outline has another length")
    copy = folder / "copy.ecg"
    write_record(copy, record)
    again = read_record(copy).block(0, record.n_samples)
    if not np.array_equal(again, record.block(0, record.n_samples), equal_nan=True):
        raise AssertionError("written and read back, the record differs")


def ishne_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    ramp = np.arange(1200).reshape(400, 3) - 600
    off = np.where(ramp % 50 == 0, LEAD_OFF, ramp)
    return [
        IshneFile(ramp[:, :2]).data(),
        IshneFile(off, specs=(1, 1, 6), steps=(5000, 1, 32767), more=b"more").data(),
        IshneFile(np.zeros((30, 12)), range(1, 13), [2500] * 12).data(),
        IshneFile(ramp[:, :2], n_stated=2**31 - 1, start=600, checksum=0).data(),
        IshneFile(ramp[:, :2], date=(0, 0, 0), clock=(-9, -9, -9)).data(),
    ]


def read_ishne_annotations(data: bytes, folder: Path) -> None:
    """Read annotations beside a recording, and write their beats beside another."""
    path, other = folder / "x.ecg", folder / "y.ecg"
    if not path.exists():
        for each in (path, other):
            IshneFile(np.zeros((_N_SAMPLES, 1)), specs=(6,), steps=(5000,)).write(each)
    path.with_suffix(".ann").write_bytes(data)
    record = read_record(path)
    for annotator in annotation_sources(record).all:
        found = annotations_of(record, annotator)
        found.beats(record)
        found.left_out(record)
        other.with_suffix(".ann").unlink(missing_ok=True)
        write_annotations(other.with_suffix(".ann"), record, found)
        again = read_beside(other, ANNOTATOR)
        letters = np.array([*map(letter_of, found.symbol.tolist())], "U1")
        inside = (found.sample < _N_SAMPLES) & (letters != "")
        if not np.array_equal(again.sample, found.sample[inside]):
            raise AssertionError("written and read back, the beats are elsewhere")
        kept = np.array([*map(letter_of, again.symbol.tolist())], "U1")
        if not np.array_equal(kept, letters[inside]):
            raise AssertionError("written and read back, the beats are others")


def ishne_annotation_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    path = folder / "seed.ann"
    plain = write_ann(path, _ROWS * 20).read_bytes()
    far = write_ann(
        path, [("!", 65_535)] * 40 + _ROWS * 20, first=2**32 - 1
    ).read_bytes()
    return [plain, far, plain[:-1], plain[:523], IshneFile(magic=b"ANN  1.0").data()]
