"""Recordings of carts among what is fuzzed: opened, and their memory watched."""

from __future__ import annotations

import io
import os
import shutil
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

import numpy as np

from ecgviewer.formats.csv.options import VARIABLE
from ecgviewer.formats.record_formats import (
    annotation_sources,
    annotations_of,
    read_outline,
)
from tests.formats.aecg import aecg_files
from tests.formats.cardiosoft import cardiosoft_files
from tests.formats.dicom.dicom_files import DicomFile, Group
from tests.formats.mat import mat_files
from tests.formats.mortara import mortara_files
from tests.formats.muse import muse_files
from tests.formats.philips import philips_files
from tests.formats.scp.compressed_files import Compressed
from tests.formats.scp.scp_files import ScpMade
from tests.formats.small_records import write_small
from tests.formats.xdf import xdf_files
from tests.fuzz.memory import read_watched

#: Outlines of these are read in full; they are looked at in one file of this many.
_ONE_IN = 4
#: What the cache of archives may hold before it is emptied, since it is walked through.
_KEPT, _MOST_KEPT = Path("ecgviewer", "ecgviewer", "archives"), 10
#: Stands between the members that an archive is made of.
_BETWEEN = b"\n--\n"


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
    looked_at = crc32(data) % _ONE_IN == 0
    if looked_at and read_outline(path).length != record.n_samples:
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
    ramp = range(90)
    late = [
        muse_files.lead(name, ramp, LeadOffsetFirstSample=first)
        for name, first in (("I", "0"), ("II", "0"), ("V1", "90"))
    ]
    parts = muse_files.muse(muse_files.waveform(*late))
    return [*map(str.encode, (good, bare, parts)), bare.encode("utf-16")]


def cardiosoft_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    median = cardiosoft_files.strip({"V1": "1,2"})
    odd = cardiosoft_files.cardiosoft(f"<Strip>{median}</Strip>", median)
    return [cardiosoft_files.good(300).encode(), odd.encode("latin-1")]


def mortara_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    wide = mortara_files.channel("V1", range(60), BITS="32", OFFSET="2")
    odd = mortara_files.mortara(wide, about="AGE='9' ACQUISITION_TIME='20231201'")
    return [mortara_files.good(300).encode(), odd.encode("utf-16")]


def philips_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    ramp = [list(range(n, n + 300)) for n in range(12)]
    return [
        philips_files.philips(ramp).encode(),
        philips_files.philips(ramp, packed=False).encode(),
        philips_files.philips([[0] * 2000] * 12, old=True).encode("utf-16"),
    ]


def read_mat(data: bytes, folder: Path) -> None:
    """Open a recording as a MAT file, told what it may leave out."""
    with patch.dict(os.environ, {VARIABLE: "fs=250,unit=uV"}):
        _read(data, folder / "x.mat")


def read_xdf(data: bytes, folder: Path) -> None:
    """Open a recording as XDF."""
    with patch.dict(os.environ, {VARIABLE: "unit=uV"}):
        _read(data, folder / "x.xdf")


def read_zip(data: bytes, folder: Path) -> None:
    """Open a record in an archive, with a cache of its own."""
    with patch.dict(os.environ, {"XDG_CACHE_HOME": str(folder / "cache")}):
        kept, path = folder / "cache" / _KEPT, folder / "x.zip"
        if kept.is_dir() and len([*kept.iterdir()]) > _MOST_KEPT:
            shutil.rmtree(kept)
        data = data if data.startswith(b"PK") else _packed(data)
        record = read_watched(data, path)
        for annotator in annotation_sources(record).all:
            annotations_of(record, annotator)


def _packed(data: bytes) -> bytes:
    """Return an archive of members, each a line with its name and then its contents.

    Of an archive that is changed itself, hardly anything is looked at.
    """
    buffer = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        # Two of one name.
        warnings.simplefilter("ignore")
        for number, member in enumerate(data.split(_BETWEEN)):
            name, _, content = member.partition(b"\n")
            known = name.decode("latin-1").replace("\0", "") or str(number)
            archive.writestr(zipfile.ZipInfo(known[:200]), content)
    return buffer.getvalue()


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
    ramp = [list(range(n, n + 60)) for n in range(3)]
    places = ((0, 5, 15, 24), (0, 35, 45, 54))
    cart = Compressed(ramp[:1], [range(20)], 11, places, ((13, 17), (43, 47)))
    return [
        cart.made().data(),
        replace(cart, n_averaged=4).made().data(),
        ScpMade(ramp).data(),
        ScpMade(ramp, order=0, tables=None).data(),
        ScpMade(ramp, order=1, tables="own").data(),
    ]


def mat_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with: plain, packed and with structures."""
    values = mat_files.leads(2, 120)
    fields = {"data": values, "fs": 250.0, "units": "mV", "leads": ["I", "II"]}
    return [
        mat_files.saved(val=values, fs=250.0),
        mat_files.saved(ECG=fields, name="a"),
        mat_files.saved(compressed=True, ecg=values.astype(float), gain=200.0),
        mat_files.saved_hdf(lambda file: mat_files.fill_hdf(file, values)),
    ]


def xdf_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with: with their times, without, one cut off."""
    good = xdf_files.good(60)
    short = xdf_files.header((), "int16", n_channels=2)
    chunks = [
        xdf_files.samples(1, xdf_files.values(90, first=90 * n), 9.0 + n, every_s)
        for n, every_s in enumerate((None, 0.004, None, 0.005))
    ]
    made = xdf_files.file(xdf_files.stream(1, short), *chunks)
    floats = xdf_files.good(60, stamped=True, kind="float32")
    return [good, floats, *[made] * 4, made[:-40]]


def zip_seeds(folder: Path) -> list[bytes]:
    """Return archives to begin with, and the members that others are made of."""
    header = write_small(folder, "100")
    files = [header, header.with_suffix(".dat")]
    made = []
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for each in files:
                archive.write(each, f"db-1.0/{each.name}")
        made.append(buffer.getvalue())
    text, signal = (each.read_bytes() for each in files)
    _, n_leads, fs, n, *_ = text.split()
    master = b"db/m.hea\nm/2 %b %b %d\n100 %b\n~ 10\n" % (n_leads, fs, int(n) + 10, n)
    members = [b"db/100.hea\n" + text, b"db/100.dat\n" + signal[:300]]
    notes = b"db/100.atr\n" + b"\x14\x04" * 3 + b"\0\0"
    for parts in (members, [*members, notes], [*members, master]):
        made += [_BETWEEN.join(parts)] * 3
    for each in files:
        each.unlink()
    return made


#: How each kind is read, and what it begins with.
CLINICAL: dict[
    str, tuple[Callable[[bytes, Path], object], Callable[[Path], list[bytes]]]
] = {
    "aecg": (read_clinical, aecg_seeds),
    "muse": (read_clinical, muse_seeds),
    "cardiosoft": (read_clinical, cardiosoft_seeds),
    "philips": (read_clinical, philips_seeds),
    "mortara": (read_clinical, mortara_seeds),
    "dicom": (read_dicom, dicom_seeds),
    "scp": (read_scp, scp_seeds),
    "mat": (read_mat, mat_seeds),
    "xdf": (read_xdf, xdf_seeds),
    "zip": (read_zip, zip_seeds),
}
