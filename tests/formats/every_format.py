"""One ECG as a file of each format that can be made here."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.record import Lead, Record, Steps
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.export.record_copy import write_record_copy
from tests.formats.aecg import aecg_files
from tests.formats.cardiosoft import cardiosoft_files
from tests.formats.dicom.dicom_files import DicomFile, Group
from tests.formats.mat import mat_files
from tests.formats.mortara import mortara_files
from tests.formats.muse import muse_files
from tests.formats.philips.philips_files import philips
from tests.formats.scp.scp_files import ScpMade
from tests.formats.xdf import xdf_files

FS, STEP_UV = 500.0, 5
#: A column for each of the twelve leads.
Digital = npt.NDArray[np.int64]
_NAMES = ("I", "II", "III", "aVR", "aVL", "aVF", *(f"V{n}" for n in range(1, 7)))
#: SCP-ECG's numbers of these leads.
_SCP_CODES = (1, 2, 61, 62, 63, 64, 3, 4, 5, 6, 7, 8)


def made_ecg(duration_s: float = 40.0) -> SyntheticEcg:
    """Return an ECG of twelve leads whose values are whole steps.

    Other leads follow from I and II as they do in carts, which add them to files
    without.
    """
    made = synthetic_record(duration_s, FS, n_leads=3, name="same")
    two, v1, v5 = np.rint(made.record.signal * 500 / STEP_UV) * 2
    one = np.rint(0.25 * v5) * 2
    chest = [np.rint(v1 + (v5 - v1) * n / 4) for n in range(6)]
    limbs = [one, two, two - one, -(one + two) / 2, one - two / 2, two - one / 2]
    leads = tuple(Lead(name, steps=Steps(STEP_UV / 1000)) for name in _NAMES)
    values = np.array([*limbs, *chest]) * STEP_UV / 1000
    return replace(made, record=Record("same", FS, leads, values.astype(np.float32)))


def _copy(ending: str) -> Callable[[Path, Record, Digital], Path]:
    def write(folder: Path, record: Record, digital: Digital) -> Path:
        path = folder / f"same{ending}"
        write_record_copy(path, record)
        return path

    return write


def _aecg(folder: Path, record: Record, digital: Digital) -> Path:
    parts = [
        aecg_files.lead(name, " ".join(map(str, column.tolist())), scale=str(STEP_UV))
        for name, column in zip(_NAMES, digital.T, strict=True)
    ]
    sets = aecg_files.leads(aecg_files.time(), *parts)
    return aecg_files.write(
        folder / "same.aecg.xml", aecg_files.aecg(aecg_files.series(sets))
    )


def _muse(folder: Path, record: Record, digital: Digital) -> Path:
    step = {"LeadAmplitudeUnitsPerBit": str(STEP_UV)}
    leads = [
        muse_files.lead(name, column.tolist(), **step)
        for name, column in zip(_NAMES, digital.T, strict=True)
    ]
    path = folder / "same.muse.xml"
    path.write_text(muse_files.muse(muse_files.waveform(*leads)), encoding="latin-1")
    return path


def _cardiosoft(folder: Path, record: Record, digital: Digital) -> Path:
    leads = dict(zip(_NAMES, digital.T.tolist(), strict=True))
    path = folder / "same.cardiosoft.xml"
    text = cardiosoft_files.cardiosoft(cardiosoft_files.strip(leads))
    path.write_text(text, encoding="latin-1")
    return path


def _mortara(folder: Path, record: Record, digital: Digital) -> Path:
    per_mv = {"UNITS_PER_MV": str(1000 // STEP_UV)}
    leads = [
        mortara_files.channel(name, column.tolist(), **per_mv)
        for name, column in zip(_NAMES, digital.T, strict=True)
    ]
    path = folder / "same.mortara.xml"
    path.write_text(mortara_files.mortara(*leads), encoding="utf-8")
    return path


def _philips(folder: Path, record: Record, digital: Digital) -> Path:
    leads = digital.T.tolist()
    path = folder / "same.philips.xml"
    path.write_text(philips(leads, packed=False), encoding="utf-8")
    return path


def _dicom(folder: Path, record: Record, digital: Digital) -> Path:
    names = [f"Lead {name}" for name in _NAMES]
    group = Group(digital, names, [""] * 12, sensitivity=str(STEP_UV), fs=FS)
    return DicomFile([group]).write(folder / "same.dcm")


def _scp(folder: Path, record: Record, digital: Digital) -> Path:
    leads = [column.tolist() for column in digital.T]
    made = ScpMade(leads, codes=_SCP_CODES, firsts=[1] * 12, step_nv=1000 * STEP_UV)
    return made.write(folder / "same.scp")


def _csv(folder: Path, record: Record, digital: Digital) -> Path:
    lines = [",".join(["time [s]", *(f"{name} [mV]" for name in _NAMES)])]
    for n, row in enumerate(digital.tolist()):
        cells = [f"{each * STEP_UV / 1000:.3f}" for each in row]
        lines.append(",".join([f"{n / FS:.3f}", *cells]))
    path = folder / "same.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _mat(folder: Path, record: Record, digital: Digital) -> Path:
    path = folder / "same.mat"
    values, gain = digital.T.astype(np.int16), 1000 / STEP_UV
    data = mat_files.saved(val=values, fs=FS, gain=gain, leads=[*_NAMES])
    path.write_bytes(data)
    return path


def _xdf(folder: Path, record: Record, digital: Digital) -> Path:
    values = (digital * STEP_UV).astype("<i2")
    header = xdf_files.header(_NAMES, fs=FS)
    path = folder / "same.xdf"
    path.write_bytes(
        xdf_files.file(
            xdf_files.stream(1, header),
            xdf_files.samples(1, values, xdf_files.START_S),
        )
    )
    return path


def _zip(folder: Path, record: Record, digital: Digital) -> Path:
    inside = folder / "unpacked"
    inside.mkdir()
    write_record_copy(inside / "same.hea", record)
    path = folder / "same.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in inside.iterdir():
            archive.write(each, f"db-1.0/{each.name}")
    return path


WRITERS: dict[str, Callable[[Path, Record, Digital], Path]] = {
    "WFDB": _copy(".hea"),
    "EDF": _copy(".edf"),
    "BDF": _copy(".bdf"),
    "ISHNE": _copy(".ecg"),
    "CSV": _csv,
    "aECG": _aecg,
    "MUSE": _muse,
    "CardioSoft": _cardiosoft,
    "Philips": _philips,
    "Mortara": _mortara,
    "DICOM": _dicom,
    "SCP-ECG": _scp,
    "MAT": _mat,
    "XDF": _xdf,
    "ZIP": _zip,
}


def write_as(name: str, folder: Path, record: Record) -> Path:
    """Write a record of `made_ecg` in a format, and return the file it is opened by."""
    digital = np.rint(record.signal.T.astype(np.float64) * 1000 / STEP_UV)
    return WRITERS[name](folder, record, digital.astype(np.int64))
