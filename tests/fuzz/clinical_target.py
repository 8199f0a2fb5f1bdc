"""Recordings of carts among what is fuzzed: opened, and their memory watched."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ecgviewer.formats.record_formats import (
    annotation_sources,
    annotations_of,
    read_outline,
)
from tests.formats.aecg import aecg_files
from tests.formats.dicom.dicom_files import DicomFile, Group
from tests.formats.muse import muse_files
from tests.formats.philips import philips_files
from tests.formats.scp.scp_files import ScpMade
from tests.fuzz.memory import read_watched


def read_clinical(data: bytes, folder: Path) -> None:
    """Open a recording by what it is, whatever its ending."""
    _read(data, folder / "x.xml")


def read_dicom(data: bytes, folder: Path) -> None:
    """Open a recording as DICOM, with or without its magic."""
    _read(data, folder / "x.dcm")


def read_scp(data: bytes, folder: Path) -> None:
    """Open a recording as SCP-ECG."""
    _read(data, folder / "x.scp")


def _read(data: bytes, path: Path) -> None:
    record = read_watched(data, path)
    if read_outline(path).length != record.n_samples:
        raise AssertionError("the outline has another length")
    for annotator in annotation_sources(record).all:
        annotations_of(record, annotator)


def aecg_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    good = aecg_files.good(("1 -2 3 " * 200, "4 5 6 " * 200))
    two = aecg_files.aecg(
        aecg_files.series(
            aecg_files.leads(aecg_files.time(), aecg_files.lead("I", "1 2")),
            aecg_files.leads(
                aecg_files.time("20021122091000.504"), aecg_files.lead("V1", "5 6")
            ),
        )
    )
    evil = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>{good}'
    doctype = f'<!DOCTYPE a SYSTEM "http://localhost/a.dtd">{good}'
    return [
        good.encode(),
        two.encode(),
        evil.encode(),
        doctype.encode(),
        f"<?xml version='1.0' encoding='utf-16'?>{good}".encode("utf-16"),
    ]


def muse_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    bare = muse_files.muse(muse_files.waveform(muse_files.lead("V1")), before="")
    good = muse_files.good(300)
    return [good.encode(), bare.encode(), bare.encode("utf-16")]


def philips_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    ramp = [list(range(n, n + 300)) for n in range(12)]
    return [
        philips_files.philips(ramp).encode(),
        philips_files.philips(ramp, packed=False).encode(),
        philips_files.philips([[0] * 2000] * 12, old=True).encode("utf-16"),
    ]


def dicom_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    ramp = np.arange(600).reshape(300, 2)
    groups = [Group(ramp), Group(ramp[:9] % 99, derived=True, fs=1000)]
    mu_law = [Group(ramp % 256, bits=8, kind="MB", padding=b"\xff")]
    return [
        DicomFile(groups).data(),
        DicomFile(mu_law).data(),
        DicomFile(groups[:1], preamble=False).data(),
    ]


def scp_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    ramp = [list(range(n, n + 200)) for n in range(3)]
    return [
        ScpMade(ramp).data(),
        ScpMade(ramp, order=0, tables=None).data(),
        ScpMade(ramp, order=1, tables="own").data(),
    ]
