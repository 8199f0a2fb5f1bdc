"""WFDB records in ZIP archives: opened, told apart, refused where hostile."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats import record_formats
from ecgviewer.formats.archive import kept
from ecgviewer.formats.archive.format import READER, names_in
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.record_formats import ZIP
from ecgviewer.formats.wfdb.annotations import AnnotationError
from ecgviewer.formats.wfdb.record import read_record
from tests.formats.small_records import write_small


@pytest.fixture(autouse=True)
def _cache(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def _packed(folder: Path, files: dict[str, bytes], name: str = "db.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in files.items():
            archive.writestr(member, data)
    return path


def _files(folder: Path, name: str = "100", below: str = "db-1.0/") -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    header = write_small(folder, name)
    return {
        f"{below}{each.name}": each.read_bytes()
        for each in (header, header.with_suffix(".dat"))
    }


def test_the_only_record_of_an_archive(tmp_path: Path) -> None:
    path = _packed(tmp_path, {"db-1.0/": b"", **_files(tmp_path / "a")})
    before = path.read_bytes()
    theirs = read_record(tmp_path / "a" / "100.hea")
    record = record_formats.read_record(path)
    assert (record.name, record.path) == ("db.zip", path)
    assert (record.identity, record.checksum) == (theirs.identity, theirs.checksum)
    np.testing.assert_array_equal(record.signal, theirs.signal)
    outline = record_formats.read_outline(path)
    assert (outline.name, outline.path, outline.length) == (
        "db.zip", path, theirs.n_samples,
    )  # fmt: skip
    journal = journal_path(record, "Ann", tmp_path / "journals")
    assert journal.parent == tmp_path
    assert path.read_bytes() == before
    assert record_formats.format_of(path) is ZIP
    assert [*record_formats.record_files(tmp_path)] == [path]


def test_one_of_several_records(tmp_path: Path) -> None:
    files = {**_files(tmp_path / "a", "100"), **_files(tmp_path / "b", "101")}
    path = _packed(tmp_path, files)
    with pytest.raises(RecordError, match=r"holds 2 records: 100, 101\. .*db\.zip#100"):
        record_formats.read_record(path)
    one = tmp_path / "db.zip#101"
    assert record_formats.may_be_a_record(str(one))
    assert record_formats.find_record(one).format is ZIP
    record = record_formats.read_record(one)
    assert (record.name, record.path) == ("db.zip#101", one)
    assert journal_path(record, "Ann", tmp_path / "j").parent == tmp_path
    with pytest.raises(RecordError, match=r"has no record '102': 100, 101"):
        record_formats.read_record(tmp_path / "db.zip#102")
    found = [*record_formats.record_files(tmp_path)]
    assert found == [tmp_path / "db.zip#100", one]
    for n in range(9):
        files[f"{n}.hea"] = b"x"
    with pytest.raises(RecordError, match=r"holds 11 records: .*…"):
        record_formats.read_record(_packed(tmp_path, files))


def test_records_of_one_name_in_two_folders(tmp_path: Path) -> None:
    files = {**_files(tmp_path / "a"), **_files(tmp_path / "a", below="more/")}
    path = _packed(tmp_path, {**files, "__MACOSX/._100.hea": b"x"})
    assert names_in(path) == ("db-1.0_100", "more_100")
    assert record_formats.read_record(tmp_path / "db.zip#more_100").n_samples > 0


def test_annotations_lie_in_the_archive(tmp_path: Path) -> None:
    files = _files(tmp_path / "a")
    beat, end = struct.pack("<H", 1 << 10 | 20), b"\0\0"
    note = struct.pack("<H", 22 << 10 | 5)
    files["db-1.0/100.atr"] = beat * 3 + end
    files["db-1.0/100.aux"] = note + end
    files["db-1.0/100.txt"] = b"notes"
    path = _packed(tmp_path, files)
    record = record_formats.read_record(path)
    found = record_formats.annotation_sources(record)
    assert (found.with_beats, found.others) == (("atr",), ("aux",))
    assert len(record_formats.annotations_of(record, "atr")) == 3
    with pytest.raises(AnnotationError):
        record_formats.annotations_of(record, "qrs")
    path.unlink()
    assert record_formats.annotation_sources(record).all == ()
    with pytest.raises(AnnotationError, match="does not exist"):
        READER.read_annotations(path, "atr")
    assert READER.annotators(replace(record, path=None)) == ()


def test_segments_are_not_records(tmp_path: Path) -> None:
    files = _files(tmp_path / "a", "s1", "db/")
    n = read_record(tmp_path / "a" / "s1.hea").n_samples
    fs = files["db/s1.hea"].split()[2].decode()
    n_leads = files["db/s1.hea"].split()[1].decode()
    master = f"m/3 {n_leads} {fs} {2 * n + 5}\ns1 {n}\n~ 5\ns1 {n}\n"
    path = _packed(tmp_path, {**files, "db/m.hea": f"#a\n{master}".encode()})
    assert names_in(path) == ("m",)
    assert record_formats.read_record(path).n_samples == 2 * n + 5


def test_segments_that_name_each_other(tmp_path: Path) -> None:
    one, two = b"a/2 1 250 20\nb 10\nb 10\n", b"b/2 1 250 20\na 10\ngone 10\n"
    path = _packed(tmp_path, {"a.hea": one, "b.hea": two, "c.hea": one})
    with pytest.raises(RecordError, match=r"db\.zip"):
        record_formats.read_record(path)


def test_what_is_kept_is_used_again_and_has_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**_files(tmp_path / "a", "100"), **_files(tmp_path / "b", "101")}
    path = _packed(tmp_path, files)
    first = kept.kept_header(tmp_path / "db.zip#100")
    with monkeypatch.context() as patch:
        patch.setattr(kept, "_take_out", None)
        assert kept.kept_header(tmp_path / "db.zip#100") == first
    os.utime(first.parent, (1, 1))
    monkeypatch.setattr(kept, "MAX_BYTES", 1)
    second = kept.kept_header(tmp_path / "db.zip#101")
    assert [each.name for each in second.parent.parent.iterdir()] == [
        second.parent.name
    ]
    assert path.is_file()


def test_a_missing_signal_is_told_of_the_archive(tmp_path: Path) -> None:
    files = _files(tmp_path / "a")
    path = _packed(tmp_path, {k: v for k, v in files.items() if k.endswith(".hea")})
    with pytest.raises(RecordError) as caught:
        record_formats.read_record(path)
    assert str(caught.value).startswith(str(path))
    assert "cache" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["../x.dat", "/etc/passwd", "a/../../x.dat", "C:x.dat"]
)
def test_names_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    header = f"100 1 250 100\n{name} 16 200 16 0 0 0 0 II\n".encode()
    path = _packed(tmp_path, {"db/100.hea": header, "x.dat": bytes(200)})
    with pytest.raises(RecordError, match="names a file outside its folder"):
        record_formats.read_record(path)


def test_members_that_lead_outside_are_never_written(tmp_path: Path) -> None:
    files = _files(tmp_path / "a", below="../../")
    path = _packed(tmp_path, {**files, "../../evil.atr": b"x"})
    before = {*tmp_path.rglob("*")}
    assert record_formats.read_record(path).n_samples > 0
    assert {*tmp_path.rglob("*")} == before


def test_windows_names_and_folders_below(tmp_path: Path) -> None:
    header = b"100 2 250 100\nsig\\a.dat 16 200 16 0 0 0 0 II\n~ 16 200\n"
    path = _packed(tmp_path, {"100.hea": header, "sig/a.dat": bytes(200)})
    assert record_formats.read_record(path).n_samples == 100


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    header = b"100 1 250 60000000\n100.dat 16 200 16 0 0 0 0 II\n"
    path = _packed(tmp_path, {"100.hea": header, "100.dat": bytes(120_000_000)})
    with pytest.raises(
        RecordError, match=r"more than 100 times its size, such as 100\."
    ):
        record_formats.read_record(path)


def test_claims_of_a_directory_are_not_believed(tmp_path: Path) -> None:
    path = _packed(tmp_path, _files(tmp_path / "a"))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    # The size that the signals are said to inflate to.
    data[at + 24 : at + 28] = struct.pack("<I", 40)
    path.write_bytes(data)
    with pytest.raises(RecordError, match=r"is damaged: .*Download it again"):
        record_formats.read_record(path)


def test_encrypted_and_damaged_archives(tmp_path: Path) -> None:
    path = _packed(tmp_path, _files(tmp_path / "a"))
    good = path.read_bytes()
    data = bytearray(good)
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(RecordError, match=r"is encrypted. Unpack it with its password"):
        record_formats.read_record(path)
    for damaged in (good[:-30], b"PK\x03\x04" + bytes(50)):
        path.write_bytes(damaged)
        with pytest.raises(RecordError, match="is damaged: File is not a zip file"):
            READER.read(path)
    path.unlink()
    with pytest.raises(RecordError, match="does not exist"):
        READER.read(path)
    with pytest.raises(RecordError, match="cannot be read: Is a directory"):
        READER.read(tmp_path)


def test_archives_that_are_wholly_encrypted_or_packed_otherwise(tmp_path: Path) -> None:
    files = _files(tmp_path / "a")
    path = _packed(tmp_path, files)
    data = path.read_bytes()
    entry = b"PK\x01\x02"
    parts = data.split(entry)
    locked = [bytes([*p[:4], p[4] | 1, *p[5:]]) for p in parts[1:]]
    path.write_bytes(entry.join([parts[0], *locked]))
    with pytest.raises(RecordError, match=r"is encrypted"):
        record_formats.read_record(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for member, content in files.items():
            archive.writestr(member, content)
    with pytest.raises(RecordError, match=r"is packed by method 14, not deflated"):
        record_formats.read_record(path)


def test_other_archives_are_named(tmp_path: Path) -> None:
    path = _packed(tmp_path, {"word/document.xml": b"<a/>"})
    with pytest.raises(RecordError, match=r"is an archive .ZIP."):
        record_formats.read_record(path)
    with pytest.raises(RecordError, match="holds no WFDB record: there is no header"):
        READER.read(path)
    assert [*record_formats.record_files(tmp_path)] == []
    assert names_in(tmp_path / "gone.zip") == ()


def test_a_header_that_is_not_one(tmp_path: Path) -> None:
    path = _packed(tmp_path, {"100.hea": b"nonsense", "100.hea.txt": b"x"})
    with pytest.raises(RecordError, match=r"db\.zip.* is not a WFDB header"):
        record_formats.read_record(path)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("100.hea", b"100/2 1 250 20\nb 10\n100 10\n")
    path.write_bytes(buffer.getvalue())
    with pytest.raises(RecordError, match=r"db\.zip"):
        record_formats.read_record(path)
