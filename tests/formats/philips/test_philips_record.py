"""Philips recordings are unpacked to the bit, and the real ones too."""

from __future__ import annotations

import hashlib
import struct
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record, Steps
from ecgviewer.formats.philips.xli import XliError, lzw, unpacked_leads
from ecgviewer.formats.record_formats import (
    PHILIPS,
    format_of,
    read_outline,
    read_record,
)
from tests.data_folder import DATA, needs
from tests.formats.philips import philips_files
from tests.formats.philips.philips_files import HEAD, philips, xli

_LEADS = ["I", "II", "III", "aVR", "aVL", "aVF", *(f"V{n}" for n in range(1, 7))]
_PATIENT = """<patient><generalpatientdata><patientid>7</patientid><name>
<lastname>Müller</lastname><firstname>---</firstname></name><sex>Female</sex>
<age><years>36</years></age></generalpatientdata></patient><interpretations>
<interpretation><severity>- ABNORMAL ECG -</severity>
<interpretationmeasurements><heartrate>60</heartrate><meanqtint>Failed</meanqtint>
</interpretationmeasurements><statement><leftstatement>Sinus rhythm</leftstatement>
<rightstatement>rate</rightstatement></statement><codedstatement deleted="True">
<unparsedstatement><lhsstatement>NOISE</lhsstatement></unparsedstatement>
</codedstatement><codedstatement><unparsedstatement>
<lhsstatement>PVC</lhsstatement></unparsedstatement></codedstatement>
</interpretation></interpretations>"""


def _leads(n: int = 700) -> list[list[int]]:
    """Return twelve leads of which the limb leads fit nearly, as they do in carts."""
    rng = np.random.default_rng(4)
    one, two = (np.cumsum(rng.integers(-30, 31, n)) for _ in range(2))
    limbs = [one, two, two - one, -(one + two) // 2, one - two // 2, two - one // 2]
    noise = rng.integers(-2, 3, (6, n))
    others = np.cumsum(rng.integers(-9, 10, (6, n)), axis=1)
    return [*(np.array(limbs) + noise).tolist(), *others.tolist()]


def _read(folder: Path, text: str) -> Record:
    path = folder / "x.xml"
    path.write_text(text, encoding="utf-8")
    return read_record(path)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("old", [True, False])
def test_leads_are_unpacked_to_the_bit(tmp_path: Path, packed: bool, old: bool) -> None:
    leads = _leads()
    record = _read(tmp_path, philips(leads, packed=packed, old=old))
    path = tmp_path / "x.xml"
    assert format_of(path) is PHILIPS
    assert [each.name for each in record.leads] == _LEADS
    assert (record.fs, record.notices) == (500.0, ())
    assert record.start_time == datetime(2020, 2, 13, 10, 20, 30)
    assert record.leads[7].steps == Steps(0.005)
    assert np.rint(record.signal / 0.005).astype(int).tolist() == leads
    assert read_outline(path).length == 700


def test_leads_that_are_plain_remainders(tmp_path: Path) -> None:
    leads = _leads()
    kept = np.array(philips_files.remainders(leads), "<i2").tobytes()
    record = _read(tmp_path, philips(leads, packed=False, data=kept))
    assert np.rint(record.signal / 0.005).astype(int).tolist() == leads


def test_leads_of_other_names_and_numbers(tmp_path: Path) -> None:
    text = philips([[1, 2, 3], [4, 5, 6]], packed=False, labels="X", signed="False")
    record = _read(tmp_path, text)
    assert [each.name for each in record.leads] == ["X", "lead 2"]
    assert np.rint(record.signal / 0.005).tolist() == [[1, 2, 3], [4, 5, 6]]
    bare = text.replace('numberofleads="2"', "").replace(">2</number", "></number")
    named = bare.replace('leadlabels="X"', 'leadlabels="X Y Z"')
    assert [each.name for each in _read(tmp_path, named).leads] == ["X", "Y", "Z"]
    twelve = philips([[1] * 12], packed=False, labels="").replace(
        ">1</number", "></number"
    )
    twelve = twelve.replace('numberofleads="1"', "")
    assert [each.name for each in _read(tmp_path, twelve).leads] == _LEADS
    flag = text.replace("compression=", 'compressflag="False" compression=')
    assert _read(tmp_path, flag.replace("Uncompressed", "XLI")).n_samples == 3


def test_patient_measures_and_statements(tmp_path: Path) -> None:
    record = _read(tmp_path, philips(_leads(9), more=_PATIENT, clock="soon"))
    assert record.start_time is None
    assert dict(record.details) == {
        "Patient name": "Müller",
        "Patient code": "7",
        "Sex": "female",
        "Age": "36 years",
        "Equipment": "PageWriter",
        "Cart: heart rate": "60/min",
        "Cart: interpretation": "Sinus rhythm; PVC; ABNORMAL ECG",
    }


def test_lengths(tmp_path: Path) -> None:
    short = _read(tmp_path, philips(_leads(20), ms=80))
    assert short.notices == (
        "x.xml has 20 samples of each lead of the 40 that it names.",
    )
    cut = _read(tmp_path, philips(_leads(20), ms=20))
    assert (cut.n_samples, cut.notices) == (10, ())
    unknown = _read(tmp_path, philips(_leads(20), ms=0))
    assert unknown.n_samples == 20


_GOOD = philips([[1, 2, 3]] * 12)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{HEAD}</restingecgdata>", "has no rhythm"),
        (_GOOD.replace(">500<", ">0<"), "no sampling frequency or no resolution"),
        (_GOOD.replace(">5<", ">x<"), "no sampling frequency or no resolution"),
        (
            _GOOD.replace('"XLI"', '"ZIP"'),
            "packed by ZIP; Base64, packed by XLI or not",
        ),
        (_GOOD.replace('"Base64"', '"Hex"'), "encoded as Hex"),
        (_GOOD.replace("</parsed", "!</parsed"), "are not Base64"),
        (philips([[1]], data=b"12345678"), "lead 1 would have 875,770,417 bytes"),
        (philips([[1]] * 12, data=xli([[1, 2]] * 6)), "have 6 leads of the 12"),
        (philips([[1]], data=b""), "have 0 leads of the 1"),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(RecordError, match=why) as found:
        _read(tmp_path, text)
    assert "x.xml" in str(found.value)


def test_values_in_plain_text(tmp_path: Path) -> None:
    leads = [[n, -n, 3 * n] for n in range(1, 13)]
    listed = " ".join(str(value) for lead in leads for value in lead)
    text = philips(leads, packed=False)
    begin, end = text.index(">", text.index("<parsedwaveforms")) + 1, text.index("</pa")
    plain = f"{text[:begin]}{listed}{text[end:]}".replace('"Base64"', '"Plain"')
    record = _read(tmp_path, plain)
    assert np.array_equal(record.signal, _read(tmp_path, text).signal)
    with pytest.raises(RecordError, match=r"are not Plain .*'x' is not one"):
        _read(tmp_path, plain.replace(listed, f"{listed} x"))


def test_leads_of_two_lengths(tmp_path: Path) -> None:
    values = [np.cumsum(range(n)).tolist() for n in (9, 7)]
    record = _read(tmp_path, philips([[0] * 9] * 2, data=xli(values), labels="V1 V2"))
    assert np.isnan(record.signal[1]).tolist() == [False] * 7 + [True] * 2
    assert np.rint(record.signal[1, :7] / 0.005).tolist() == values[1]
    assert "has 7 samples of each lead of the 9" in record.notices[0]


def test_what_was_packed_is_unpacked() -> None:
    rng = np.random.default_rng(5)
    for data in (b"", b"a", b"a" * 5000, rng.bytes(4000), b"abc" * 900):
        assert lzw(philips_files.lzw(data) if data else b"", 5000) == data
    for lead in ([], [5], [5, -6], [1, 2, 9], [300, -2000, 2000, 3276, -3276]):
        packed = xli([lead]) if lead else b""
        found = unpacked_leads(packed, 1, 100)
        assert [each.tolist() for each in found] == ([lead] if lead else [])


def test_what_is_packed_wrongly() -> None:
    with pytest.raises(XliError, match="code of 256 comes before"):
        lzw(bytes([0b01000000, 0]), 9)
    with pytest.raises(XliError, match="code of 700 comes before"):
        lzw(bytes([0b00000000, 0b01101011, 0b11000000, 0]), 9)
    with pytest.raises(XliError, match="far more samples"):
        lzw(philips_files.lzw(b"a" * 5000), 4999)
    odd = philips_files.lzw(b"\1\2\3")
    (lead,) = unpacked_leads(struct.pack("<ihh", len(odd), 0, 0) + odd, 1, 9)
    assert lead.tolist() == [0x0103, 0x0200]


@needs("formats/philips")
@pytest.mark.parametrize(
    ("name", "n_samples", "digest"),
    [
        ("version-1.03.xml", 5264, "b082432977cf68b4"),
        ("version-1.04.xml", 5300, "79af08a735d5356e"),
    ],
)
def test_real_recordings(name: str, n_samples: int, digest: str) -> None:
    record = read_record(DATA / "formats" / "philips" / name)
    assert (record.fs, record.n_samples, record.notices) == (500.0, n_samples, ())
    # The integers of sierraecg 0.4.0 and ecgdatakit 2.0.3 have this digest, too.
    steps = np.rint(record.signal / 0.005).astype("<i2")
    assert hashlib.sha256(steps.tobytes()).hexdigest()[:16] == digest
    one, two, three = steps[:3].astype(int)
    assert np.abs(two - one - three).max() <= 2


@needs("formats/philips")
def test_the_same_recording_as_the_program_of_the_maker_converts_it() -> None:
    """It filters the leads again, which moves them by up to 20 µV, and no more."""
    folder = DATA / "formats" / "philips"
    packed, converted = (
        read_record(folder / f"version-1.04{end}.xml") for end in ("", "-converted")
    )
    assert packed.start_time == converted.start_time
    assert [each.name for each in packed.leads] == [e.name for e in converted.leads]
    common = converted.signal[:, : packed.n_samples]
    assert np.abs(packed.signal - common).max() < 0.021


def test_the_calibration_pulse_after_the_rhythm_is_left_out(tmp_path: Path) -> None:
    pulse = [0] * 30 + [200] * 100 + [0] * 50
    leads = [[*lead, *pulse] for lead in _leads(300)]
    leads[5][299] += 7
    for each in (leads[4], leads[0], leads[2]):
        each[299] += 9
    assert _read(tmp_path, philips(leads, packed=False)).n_samples == 300
    flat = [[*lead, *[0] * 50] for lead in _leads(300)]
    assert _read(tmp_path, philips(flat, packed=False)).n_samples == 350, "no pulse"
    alike = [pulse] * 12
    assert _read(tmp_path, philips(alike, packed=False)).n_samples == 180, "all of it"
