"""ISHNE recordings and their annotations among what is fuzzed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ecgviewer.formats.ishne.annotation_writer import letter_of, write_annotations
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
    """Read annotations beside a recording, and write their beats."""
    path = folder / "x.ecg"
    if not path.exists():
        IshneFile(np.zeros((900, 2))).write(path)
    ann = path.with_suffix(".ann")
    ann.write_bytes(data)
    record = read_record(path)
    for annotator in annotation_sources(record).all:
        found = annotations_of(record, annotator)
        found.beats(record)
        found.left_out(record)
        write_annotations(ann, record, found)
        again = annotations_of(record, annotator)
        letters = [letter_of(symbol) for symbol in found.symbol.tolist()]
        kept = found.take(np.flatnonzero(letters))
        if not np.array_equal(again.sample, kept.sample):
            raise AssertionError("written and read back, the beats are elsewhere")
        if [*map(letter_of, again.symbol.tolist())] != [*filter(None, letters)]:
            raise AssertionError("written and read back, the beats are others")


def ishne_annotation_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    path = folder / "seed.ann"
    plain = write_ann(path, _ROWS * 20).read_bytes()
    far = write_ann(
        path, [("!", 65_535)] * 40 + _ROWS * 20, first=2**32 - 1
    ).read_bytes()
    return [plain, far, plain[:-1], plain[:523], IshneFile(magic=b"ANN  1.0").data()]
