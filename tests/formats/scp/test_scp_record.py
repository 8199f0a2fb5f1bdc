"""SCP-ECG recordings are decoded to the bit, and the real one too."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record, Steps
from ecgviewer.formats.record_formats import SCP, format_of, read_outline, read_record
from ecgviewer.formats.scp.huffman import HuffmanError, decoded, tables_of
from tests.data_folder import DATA, needs
from tests.formats.scp.scp_files import ABOUT, ScpMade, tags

_STANDARD = tables_of(struct.pack("<H", 19999))


def _read(folder: Path, made: ScpMade) -> Record:
    return read_record(made.write(folder / "x.scp"))


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("tables", ["standard", "own", None])
def test_leads_are_decoded_to_the_bit(
    tmp_path: Path, order: int, tables: str | None
) -> None:
    made = ScpMade(order=order, tables=tables)
    record = _read(tmp_path, made)
    path = tmp_path / "x.scp"
    assert format_of(path) is SCP
    assert (record.name, record.fs, record.notices) == ("x.scp", 500.0, ())
    assert [each.name for each in record.leads] == ["I", "V1"]
    assert record.leads[1].steps == Steps(0.0025)
    steps = np.rint(record.signal / 0.0025).astype(int)
    assert steps.tolist() == [list(lead) for lead in made.leads]
    assert read_outline(path).length == 4


def test_short_leads_that_begin_late_and_names(tmp_path: Path) -> None:
    made = ScpMade([[1], [2, 3], [4]], firsts=(6, 5, 7), codes=(1, 199, 62))
    record = _read(tmp_path, made)
    assert [each.name for each in record.leads] == ["I", "lead 2", "aVR"]
    assert np.isnan(record.signal).tolist() == [
        [True, False, True],
        [False, False, True],
        [True, True, False],
    ]


def test_who_when_and_what_was_found(tmp_path: Path) -> None:
    beat = struct.pack("<BBHH5H3h", 1, 0, 980, 0, 100, 200, 250, 350, 650, 44, -61, 999)
    said = (
        bytes(8)
        + b"\3"
        + b"".join(
            struct.pack("<BH", n, len(text)) + text
            for n, text in enumerate((b"Sinus rhythm\0", b"\0", b"Normal ECG"))
        )
    )
    made = ScpMade(more={1: tags(ABOUT), 7: beat, 8: b"\0" + said[1:]})
    record = _read(tmp_path, made)
    assert record.start_time == datetime(2002, 11, 22, 9, 10, 30)
    assert dict(record.details) == {
        "Patient name": "Ada Müller",
        "Patient code": "S-1",
        "Sex": "female",
        "Birthdate": "1815-12-10",
        "Equipment": "ELI250",
        "Cart: RR interval": "980 ms",
        "Cart: P duration": "100 ms",
        "Cart: PR interval": "150 ms",
        "Cart: QRS duration": "100 ms",
        "Cart: QT interval": "400 ms",
        "Cart: P axis": "44°",
        "Cart: QRS axis": "-61°",
        "Cart: interpretation": "Sinus rhythm; Normal ECG",
    }


@pytest.mark.parametrize(
    ("code", "codec", "name"),
    [
        (0x00, "latin-1", "J\u00f6rg"),
        (0x03, "iso8859_2", "\u0141ukasz"),
        (0x13, "iso8859_5", "\u0418\u0432\u0430\u043d"),
        (0x23, "iso8859_7", "\u0391\u03bd\u03bd\u03b1"),
        (0x07, "utf_16_le", "\u0418\u0432\u0430\u043d A"),
        (0x27, "gb2312", "\u738b\u4f1f"),
        (0x37, "utf_8", "\u738b\u4f1f"),
        (0xFF, "latin-1", "J\u00f6rg"),
    ],
)
def test_names_in_other_alphabets(
    tmp_path: Path, code: int, codec: str, name: str
) -> None:
    end = "\0more".encode(codec)
    device = bytes(8) + b"ELI250" + bytes(2) + bytes([code])
    fields = (0, name.encode(codec) + end), (14, device), (4, b"\x24\0\1")
    statement = name.encode(codec) + end
    said = b"\0" + bytes(7) + b"\1" + struct.pack("<BH", 0, len(statement)) + statement
    record = _read(tmp_path, ScpMade(more={1: tags(fields), 8: said}))
    assert dict(record.details) == {
        "Patient name": name,
        "Age": "36 years",
        "Equipment": "ELI250",
        "Cart: interpretation": name,
    }


def test_ages_that_are_not_known(tmp_path: Path) -> None:
    for age in (b"\x24\0\0", b"\0\0\1", b"\x24"):
        record = _read(tmp_path, ScpMade(more={1: tags(((4, age),))}))
        assert record.details == ()


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ((25, b"\xd2\x07"), (26, b"\1\2\3")),
        ((25, b"\xd2\x07\x0d\x16"), (26, b"\1\2\3")),
        ((25, b"\xd2\x07\x0b\x16"), (26, b"\1")),
    ],
)
def test_times_that_are_not_known(
    tmp_path: Path, fields: tuple[tuple[int, bytes], ...]
) -> None:
    record = _read(tmp_path, ScpMade(more={1: tags(fields)}))
    assert (record.start_time, record.details) == (None, ())


def test_files_without_patient_and_measures(tmp_path: Path) -> None:
    short = {1: b"\0\5", 7: bytes(40), 8: bytes(3)}
    assert _read(tmp_path, ScpMade(more=short)).details == ()
    assert _read(tmp_path, ScpMade(more={})).details == ()


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    assert _read(tmp_path, ScpMade(crc=1)).notices == (
        "x.scp: its checksum does not fit; values may be wrong.",
    )
    (notice,) = _read(tmp_path, ScpMade(n_stated=9999)).notices
    assert "bytes of the 9,999 that it states" in notice


def test_limb_leads_are_worked_out(tmp_path: Path) -> None:
    record = _read(tmp_path, ScpMade([[1, 2], [5, 7]], codes=(1, 2)))
    assert [each.name for each in record.leads][2:] == ["III", "aVR", "aVL", "aVF"]
    assert np.rint(record.signal[2] / 0.0025).tolist() == [4, 5]


def test_leads_beyond_the_twelve_have_their_names(tmp_path: Path) -> None:
    made = ScpMade([[1, 2]] * 3, codes=(19, 92, 151))
    names = [each.name for each in _read(tmp_path, made).leads]
    assert names == ["CC5", "MCL1", "V10"]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (ScpMade(more={3: b"\1"}), "has no rhythm"),
        (ScpMade(more={6: b"\1"}), "has no rhythm"),
        (ScpMade(more={3: bytes(11)}), "has no samples"),
        (ScpMade(step_nv=0), "a step of 0 nV"),
        (ScpMade(interval_us=0), "0 µs between samples"),
        (ScpMade(more={6: struct.pack("<HHBB", 1, 1, 3, 0)}), "differences of order 3"),
        (ScpMade(flags=1), "compressed around its beats, and the places"),
        (ScpMade(firsts=(10, 10**9)), "has no samples|spread over"),
        (
            ScpMade(more={3: b"\1\4" + struct.pack("<IIB", 1, 10**6, 1)}),
            "1,000,000 sam",
        ),
        (
            ScpMade(more={3: b"\1\4" + struct.pack("<IIB", 9, 1, 1)}),
            "would have -7 sam",
        ),
        (ScpMade(more={3: b"\1\4" + struct.pack("<IIB", 1, 99, 1)}), "lead 1: it ends"),
        (
            ScpMade(tables=None, more={3: b"\1\4" + struct.pack("<IIB", 1, 99, 1)}),
            "lead 1: it ends after",
        ),
        (ScpMade(more={2: b"\0\0"}), "has no Huffman table"),
        (ScpMade(more={2: b"\1\0\0\0"}), r"tables \(section 2\) are cut off"),
        (ScpMade(more={2: b"\1\0\1\0"}), r"tables \(section 2\) are cut off"),
        (
            ScpMade(more={2: struct.pack("<HHBBBhI", 1, 1, 0, 0, 0, 0, 0)}),
            "has 0 bits",
        ),
        (
            ScpMade(more={2: struct.pack("<HHBBBhI", 1, 1, 1, 1, 0, 9, 1)}),
            "no Huffman table 9",
        ),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, made: ScpMade, why: str) -> None:
    with pytest.raises(RecordError, match=why) as found:
        _read(tmp_path, made)
    assert "x.scp" in str(found.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="does not exist"):
        read_record(tmp_path / "none.scp")
    (tmp_path / "folder.scp").mkdir()
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_record(tmp_path / "folder.scp")
    (tmp_path / "x.scp").write_bytes(b"text")
    with pytest.raises(RecordError, match="SCPECG is not at byte 16"):
        read_record(tmp_path / "x.scp")


def test_sections_that_are_listed_without_end(tmp_path: Path) -> None:
    many = dict.fromkeys(range(100, 160), b"more")
    assert _read(tmp_path, ScpMade(more=many)).n_samples == 4
    path = ScpMade(more={9: b""}).write(tmp_path / "x.scp")
    assert read_record(path).n_samples == 4


def test_codes_of_the_standard() -> None:
    # EN 1064, table of default codes: 0, 1, -1, 2, 8 bits of -100, 16 bits of 300.
    bits = "0" + "100" + "101" + "1100" + "1111111110" + f"{-100 & 255:08b}"
    bits += "1111111111" + f"{300:016b}"
    data = int(bits.ljust(56, "0"), 2).to_bytes(7, "big")
    assert decoded(data, 6, _STANDARD).tolist() == [0, 1, -1, 2, -100, 300]
    assert decoded(b"", 0, _STANDARD).tolist() == []
    with pytest.raises(HuffmanError, match="ends within its samples"):
        decoded(b"", 1, _STANDARD)
    with pytest.raises(HuffmanError, match="ends after 0 of 1"):
        decoded(b"\xff\xf0", 1, _STANDARD)
    with pytest.raises(HuffmanError, match="no Huffman code fits at bit 0"):
        decoded(b"\xff" * 9, 1, [{}])


@needs("formats/scp")
@needs("formats/aecg")
def test_the_same_ecg_as_scp_and_as_aecg() -> None:
    scp = read_record(DATA / "formats" / "scp" / "example.scp")
    aecg = read_record(DATA / "formats" / "aecg" / "subject1.xml")
    assert scp.leads == aecg.leads
    assert (scp.fs, scp.start_time) == (aecg.fs, aecg.start_time)
    assert np.array_equal(scp.signal, aecg.signal)
    measures = {
        name: dict(scp.details)[name]
        for name in ("Cart: PR interval", "Cart: QRS duration")
    }
    assert measures.items() <= dict(aecg.details).items()
