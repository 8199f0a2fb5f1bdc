"""ISHNE recordings: what is in them, and what is said of those that are damaged."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.formats import record_formats
from ecgviewer.formats.ishne import record as ishne_record
from ecgviewer.formats.ishne.header import checksum_of, read_header
from ecgviewer.formats.ishne.record import IshneSource, read_record
from ecgviewer.formats.record_formats import ISHNE
from tests.data_folder import DATA, needs
from tests.formats.ishne.ishne_files import IshneFile


def _opened(tmp_path: Path, file: IshneFile) -> str:
    """Return the notices of a file."""
    return " ".join(read_record(file.write(tmp_path / "x.ecg")).notices)


def _refused(tmp_path: Path, file: IshneFile | bytes) -> str:
    path = tmp_path / "x.ecg"
    path.write_bytes(file if isinstance(file, bytes) else file.data())
    with pytest.raises(RecordError) as error:
        read_record(path)
    assert str(path) in str(error.value)
    return str(error.value)


def test_a_recording_is_read(tmp_path: Path) -> None:
    path = IshneFile(more=b"a note\0").write(tmp_path / "day.ecg")
    record = record_formats.read_record(path)
    assert record.name == "day.ecg"
    assert (record.fs, record.n_samples, record.notices) == (200.0, 10, ())
    assert [(lead.name, lead.unit) for lead in record.leads] == [
        ("II", "mV"),
        ("V1", "mV"),
    ]
    digital = np.arange(20).reshape(10, 2).T
    assert np.allclose(record.signal, digital * [[0.005], [0.0025]])
    assert record.start_time == datetime(2020, 3, 2, 10, 20, 30)
    assert dict(record.details) == {
        "Patient name": "Ada Müller",
        "Patient code": "P 28",
        "Sex": "female",
        "Race": "Caucasian",
        "Birthdate": "1815-12-10",
        "Pacemaker": "single chamber, unipolar",
        "Recorder": "Recorder 1",
        "Recording": "a note",
    }


def test_the_outline_is_that_of_the_record(tmp_path: Path) -> None:
    outline = ISHNE.reader.outline(IshneFile().write(tmp_path / "x.ecg"))
    assert (outline.name, outline.annotation_fs, outline.length) == ("x.ecg", 200, 10)
    assert outline.samples_per_step() == 1


def test_annotations_of_that_ending_are_none_of_ours(tmp_path: Path) -> None:
    # As in chf2db and nsr2db.
    path = tmp_path / "chf201.ecg"
    path.write_bytes(bytes([1, 4, 1, 4, 0, 0]) * 20)
    assert record_formats.format_of(path) is not ISHNE or not ISHNE.reader.sniff(
        path.read_bytes(), path
    )
    with pytest.raises(RecordError):
        record_formats.read_record(path)


def test_windows_of_a_long_recording_are_those_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.random.default_rng(1).integers(-3000, 3000, (500, 3))
    file = IshneFile(values, (5, 6, 7), (5000, 5000, 1000))
    path = file.write(tmp_path / "x.ecg")
    whole = read_record(path).signal
    monkeypatch.setattr(ishne_record, "LARGEST_IN_MEMORY", 100)
    record = read_record(path)
    assert isinstance(record.source, BlockedSignal)
    for start, stop in ((0, 500), (3, 4), (499, 500), (100, 100)):
        assert np.array_equal(record.block(start, stop), whole[:, start:stop])


def test_where_a_lead_is_off_it_has_no_values(tmp_path: Path) -> None:
    file = IshneFile([[-32768, 4], [2, -32768]])
    values = read_record(file.write(tmp_path / "x.ecg")).signal
    assert np.isnan(values).tolist() == [[True, False], [False, True]]
    assert values[1, 0] == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("specs", "names"),
    [
        ((5, 8, 16), ["I", "aVR", "V6"]),
        ((0, 1, 99), ["ECG 1", "ECG 2", "ECG 3"]),
        ((6, 6, 1, 6), ["II", "II 2", "ECG 1", "II 3"]),
    ],
)
def test_names_of_leads(
    tmp_path: Path, specs: tuple[int, ...], names: list[str]
) -> None:
    n = len(specs)
    file = IshneFile(np.zeros((4, n)), specs, [1000] * n)
    leads = read_record(file.write(tmp_path / "x.ecg")).leads
    assert [lead.name for lead in leads] == names


def test_a_damaged_header_is_told(tmp_path: Path) -> None:
    assert "checksum of the header does not fit" in _opened(
        tmp_path, IshneFile(checksum=1)
    )


def test_a_checksum_that_leaves_out_what_a_program_added_fits(tmp_path: Path) -> None:
    data = IshneFile(more=b"more").data()
    own = IshneFile(more=b"more", checksum=checksum_of(data[10:522])).data()
    (tmp_path / "x.ecg").write_bytes(own)
    assert read_record(tmp_path / "x.ecg").notices == ()


def test_lengths(tmp_path: Path) -> None:
    assert _opened(tmp_path, IshneFile(n_stated=20)) == ""
    assert _opened(tmp_path, IshneFile(n_stated=5)) == ""
    assert "10 samples of each lead of the 11 " in _opened(
        tmp_path, IshneFile(n_stated=11)
    )
    path = IshneFile().write(tmp_path / "cut.ecg")
    path.write_bytes(path.read_bytes()[:-3])
    assert read_record(path).n_samples == 9


@pytest.mark.parametrize("start", [0, -1, 100, 10**9])
def test_a_wrong_place_of_the_samples_is_not_believed(
    tmp_path: Path, start: int
) -> None:
    path = IshneFile(start=start, more=b"more").write(tmp_path / "x.ecg")
    assert read_record(path).n_samples == 10


def test_a_place_of_the_samples_behind_the_header_is(tmp_path: Path) -> None:
    data = IshneFile(start=530).data()
    path = tmp_path / "x.ecg"
    path.write_bytes(data[:522] + bytes(8) + data[522:])
    assert read_record(path).signal[0, 1] == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "does not begin with ISHNE1.0"),
        (b"ISHNE1.0" + bytes(50), "ends after 58 bytes"),
        (IshneFile(n_leads=0), "names 0 leads, at byte 156"),
        (IshneFile(n_leads=13), "names 13 leads"),
        (IshneFile(fs=0), "sampling frequency of 0 Hz, at byte 272"),
        (IshneFile(fs=-5), "sampling frequency of -5 Hz"),
        (IshneFile(steps=(5000, 0)), "lead 2 has a step of 0 nV, at byte 208"),
        (IshneFile(values=[]), "has no samples"),
    ],
)
def test_what_cannot_be_opened(
    tmp_path: Path, file: IshneFile | bytes, why: str
) -> None:
    assert why in _refused(tmp_path, file)


def test_a_recording_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.ecg does not exist"):
        read_record(tmp_path / "none.ecg")
    (tmp_path / "folder.ecg").mkdir()
    with pytest.raises(RecordError, match="cannot be read"):
        read_record(tmp_path / "folder.ecg")


def test_a_recording_that_changes_while_it_is_open(tmp_path: Path) -> None:
    path = IshneFile().write(tmp_path / "x.ecg")
    source = IshneSource(read_header(path), 10)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RecordError, match="has become shorter"):
        source.read(0, 10)
    path.unlink()
    with pytest.raises(RecordError, match="cannot be read"):
        source.read(0, 10)


def test_a_recording_that_cannot_be_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: object) -> tuple[str, str]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(ishne_record, "_checksum_and_identity", refused)
    with pytest.raises(RecordError, match="Input/output error"):
        read_record(IshneFile().write(tmp_path / "x.ecg"))


@pytest.mark.parametrize(
    ("date", "clock", "start"),
    [
        ((-9, -9, -9), (7, 0, 0), datetime(1, 1, 1, 7)),
        ((31, 2, 2020), (7, 0, 0), datetime(1, 1, 1, 7)),
        ((1, 2, 2020), (25, 0, 0), None),
    ],
)
def test_times_that_are_not_whole(
    tmp_path: Path,
    date: tuple[int, int, int],
    clock: tuple[int, int, int],
    start: datetime | None,
) -> None:
    file = IshneFile(date=date, clock=clock, birth=date)
    record = read_record(file.write(tmp_path / "x.ecg"))
    assert record.start_time == start


def test_text_of_any_encoding(tmp_path: Path) -> None:
    file = IshneFile(first="Zoë".encode(), last=b"\x07 A\n", number=b"")
    details = dict(read_record(file.write(tmp_path / "x.ecg")).details)
    assert details["Patient name"] == "Zoë A"
    assert "Patient code" not in details


def test_the_recording_is_known_by_its_samples(tmp_path: Path) -> None:
    one = read_record(IshneFile().write(tmp_path / "a.ecg"))
    other = read_record(IshneFile(first=b"Eve").write(tmp_path / "b.ecg"))
    third = read_record(IshneFile(np.zeros((10, 2))).write(tmp_path / "c.ecg"))
    assert one.identity == other.identity != third.identity
    assert one.checksum != other.checksum
    (tmp_path / "b.ecg").unlink()
    os.link(tmp_path / "a.ecg", tmp_path / "b.ecg")
    assert read_record(tmp_path / "b.ecg").checksum == one.checksum


@needs("formats/ishne")
def test_a_real_recording() -> None:
    record = read_record(DATA / "formats" / "ishne" / "p28.ecg")
    assert (record.fs, record.n_samples, record.notices) == (1000.0, 95_573, ())
    assert [lead.name for lead in record.leads][3:8] == [
        *("aVR", "aVL", "aVF", "V1", "V2"),
    ]
    # Einthoven: what the recorder worked out itself fits the leads that it measured.
    one, two, three = record.signal[:3].astype(float)
    assert np.abs(two - one - three).max() < 0.0101
