"""Records that are damaged, hostile or odd: a clear message, or an honest opening."""

from __future__ import annotations

import hashlib
import os
import sys
import tracemalloc
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Steps
from ecgviewer.formats.wfdb import layout as wfdb_layout
from ecgviewer.formats.wfdb import signals as wfdb_signals
from ecgviewer.formats.wfdb.blocks import LayoutSignal
from ecgviewer.formats.wfdb.record import (
    header_path,
    read_record,
)
from tests.data_folder import CASES, needs_case
from tests.formats.small_records import write_files, write_small

_SIGNAL = "x.dat 16 200(0)/mV 16 0 0 0 0 II"


@pytest.mark.parametrize("given", ["small.hea", "small.dat", "small"])
def test_opens_by_header_signal_file_or_name(tmp_path: Path, given: str) -> None:
    header = write_small(tmp_path)
    record = read_record(tmp_path / given)
    assert (record.name, record.fs, record.n_samples) == ("small", 360.0, 720)
    assert [lead.name for lead in record.leads] == ["MLII", "V5"]
    assert record.signal[1, 0] == np.float32(1 / 200)
    assert record.path == header
    assert record.samples_per_frame == 1


def test_a_name_with_a_dot_finds_its_header(tmp_path: Path) -> None:
    (tmp_path / "a.b.hea").touch()
    assert header_path(tmp_path / "a.b") == tmp_path / "a.b.hea"


def test_the_checksum_is_that_of_header_and_signals(tmp_path: Path) -> None:
    header = write_small(tmp_path)
    data = header.read_bytes() + header.with_suffix(".dat").read_bytes()
    assert read_record(header).checksum == hashlib.sha256(data).hexdigest()


_BAD_HEADERS: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is not a WFDB header"),
    "only comments": ("# nothing\n", "is not a WFDB header"),
    "binary": (b"\x00\x01\x02", "a binary file"),
    "prose": ("Dear colleague, please find\nenclosed", "is not a WFDB header"),
    "no signals": ("x 0 360 100\n", "only annotations"),
    "too few lines": ("x 2 360 100\n" + _SIGNAL, "announces 2 signals and describes 1"),
    "bad line": ("x 1 360 100\nno signal line\n", "not a signal line: no signal line"),
    "bad gain": ("x 1 360 100\nx.dat 16 -.e\n", "a gain that cannot be"),
    "tiny gain": ("x 1 360 100\nx.dat 16 1e-300\n", "a gain that cannot be: 1e-300"),
    "endless number": (
        "x 1 360 " + "9" * 5000 + "\n" + _SIGNAL,
        "is not a WFDB header",
    ),
    "fs zero": ("x 1 0 100\n" + _SIGNAL, "sampling frequency as 0"),
    "fs negative": ("x 1 -5 100\n" + _SIGNAL, "sampling frequency as -5"),
    "fs nan": ("x 1 nan 100\n" + _SIGNAL, "sampling frequency as nan"),
    "fs tiny": ("x 1 1e-300 100\n" + _SIGNAL, "sampling frequency as 1e-300"),
    "fs huge": ("x 1 1e300 100\n" + _SIGNAL, "from 0.001 to 10,000,000 Hz"),
    "fs a word": ("x 1 fast 100\n" + _SIGNAL, "sampling frequency as fast"),
    "unknown format": ("x 1 360 100\nx.dat 99 200\n", "unknown format 99"),
    "two formats": ("x 2 360 9\nx.dat 16 1\nx.dat 80 1\n", "several formats"),
    "not in a row": (
        "x 3 360 9\nx.dat 16 1\ny.dat 16 1\nx.dat 16 1\n",
        "one after the other",
    ),
    "absolute": ("x 1 360 9\n/etc/passwd 16 1\n", "outside its folder"),
    "above": ("x 1 360 9\n../x.dat 16 1\n", "outside its folder"),
    "huge": ("x 1 360 1000000000000\n" + _SIGNAL, "is the most that can be opened"),
    "huge frame": ("x 1 360\nx.dat 16x400000 1\n", "its length is 0"),
    "no segments": ("x/0 1 360 9\n", "announces 0 segments"),
    "segment lost": ("x/1 1 360 9\nnone 9\n", "does not exist"),
    "segment above": ("x/1 1 360 9\n../a 9\n", "outside its folder"),
    "only gaps": ("x/1 1 360 9\n~ 9\n", "no segment with signals"),
    "itself": ("x/1 1 360 9\nx 9\n", "in segments, inside another"),
    "huge gaps": ("x/2 1 360\nx 0\n~ 9000000000\n", "in segments"),
    "not FLAC": ("x 1 360 9\nx.dat 516 1\n", "is not a FLAC file"),
}


@pytest.mark.parametrize("case", _BAD_HEADERS)
def test_a_bad_header_gives_a_message(tmp_path: Path, case: str) -> None:
    header, message = _BAD_HEADERS[case]
    path = write_files(tmp_path, header)
    (tmp_path / "y.dat").write_bytes(bytes(2000))
    tracemalloc.start()
    with pytest.raises(RecordError, match=message) as caught:
        read_record(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (
        "x.hea" in str(caught.value)
        or "x.dat" in str(caught.value)
        or "none" in (str(caught.value))
    )
    assert peak < 20e6


def test_a_missing_header_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"gone\.hea does not exist.*put the \.hea"):
        read_record(tmp_path / "gone.dat")


def test_a_missing_signal_file_says_what_to_do(tmp_path: Path) -> None:
    header = write_small(tmp_path)
    header.with_suffix(".dat").unlink()
    with pytest.raises(RecordError, match=r"small\.dat does not exist.*Copy it"):
        read_record(header)


def test_folders_are_not_records(tmp_path: Path) -> None:
    (tmp_path / "x.hea").mkdir()
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_record(tmp_path / "x.hea")
    header = write_small(tmp_path)
    header.with_suffix(".dat").unlink()
    header.with_suffix(".dat").mkdir()
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_record(header)


def test_a_header_as_large_as_a_film_is_none(tmp_path: Path) -> None:
    with (tmp_path / "x.hea").open("wb") as file:
        file.truncate(9 * 2**20)
    with pytest.raises(RecordError, match="too large for a WFDB header"):
        read_record(tmp_path / "x.hea")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
def test_devices_and_pipes_are_refused(tmp_path: Path) -> None:
    header = write_small(tmp_path)
    data = header.with_suffix(".dat")
    data.unlink()
    os.mkfifo(data)
    (tmp_path / "device.hea").symlink_to("/dev/zero")
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_record(header)
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_record(tmp_path / "device")
    data.unlink()
    data.symlink_to("/dev/zero")
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_record(header)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links")
def test_links_beside_a_header_lead_into_a_store(tmp_path: Path) -> None:
    folder, store = tmp_path / "set" / "record", tmp_path / "set" / "store"
    folder.mkdir(parents=True)
    store.mkdir()
    header = write_small(folder)
    expected = read_record(header)
    for path in (header, header.with_suffix(".dat")):
        kept = path.rename(store / f"SHA256E-s1-{path.suffix}")
        path.symlink_to(Path("..") / "store" / kept.name)
    record = read_record(header)
    assert (record.name, record.checksum) == ("small", expected.checksum)
    np.testing.assert_array_equal(record.signal, expected.signal)
    (store / "SHA256E-s1-.dat").unlink()
    with pytest.raises(RecordError, match=r"a link to a file that does not exist.*get"):
        read_record(header)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links")
def test_a_name_in_a_header_does_not_leave_its_folder_by_a_link(tmp_path: Path) -> None:
    folder, outside = tmp_path / "record", tmp_path / "outside"
    for each in (folder, folder / "own", outside):
        each.mkdir()
    (outside / "x.dat").write_bytes(bytes(18))
    (folder / "linked").symlink_to(outside)
    (folder / "own" / "x.dat").symlink_to(outside / "x.dat")
    (folder / "loop").symlink_to("loop")
    for name in ("linked/x.dat", "own/x.dat", "own/../../outside/x.dat", "..", "../x"):
        header = write_files(folder, f"x 1 360 9\n{name} 16 1\n")
        with pytest.raises(RecordError, match="outside its folder"):
            read_record(header)
    header = write_files(folder, "x 1 360 9\nloop/y.dat 16 1\n")
    with pytest.raises(RecordError, match=r"y\.dat does not exist"):
        read_record(header)


def test_a_record_that_is_cut_off_opens_with_a_notice(tmp_path: Path) -> None:
    header = write_small(tmp_path, n=720)
    data = header.with_suffix(".dat")
    whole = read_record(header).signal
    data.write_bytes(data.read_bytes()[: 4 * 360 + 3])
    record = read_record(header)
    assert record.n_samples == 360
    np.testing.assert_array_equal(record.signal, whole[:, :360])
    assert "1.0 s of 2.0 s are there" in record.notices[0]
    data.write_bytes(b"")
    with pytest.raises(RecordError, match="its length is 0"):
        read_record(header)


def test_a_length_that_is_not_given_is_that_of_the_file(tmp_path: Path) -> None:
    for header in ("x 1\n", "x 1 250\n", "x 1 250 0\n"):
        record = read_record(write_files(tmp_path, header + _SIGNAL))
        assert (record.fs, record.n_samples) == (250.0, 1000)
        assert record.notices == ()


@pytest.mark.parametrize(
    ("unit", "factor", "shown"),
    [
        ("mV", 1.0, "mV"), ("uV", 1e-3, "mV"), ("µV", 1e-3, "mV"), ("V", 1e3, "mV"),
        ("\u03bcV", 1e-3, "mV"), ("nV", 1e-6, "mV"), ("mmHg", 1.0, "mmHg"),
        ("Volts", 1e3, "mV"), ("volt", 1e3, "mV"), ("millivolt", 1.0, "mV"),
        ("MilliVolts", 1.0, "mV"), ("microvolts", 1e-3, "mV"), ("uVolt", 1e-3, "mV"),
        ("µVolts", 1e-3, "mV"), ("mVolt", 1.0, "mV"), ("NU", 1.0, "NU"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_volts_become_millivolts(
    tmp_path: Path, unit: str, factor: float, shown: str, encoding: str
) -> None:
    header = f"x 1 360 3\nx.dat 16 2(1)/{unit} 16 0 0 0 0 Kanal Ä"
    data = np.array([5, -1, -32768], "<i2").tobytes()
    # The Greek letter is not in Latin-1; headers there have the micro sign.
    text = header.replace("\u03bc", "µ") if encoding == "latin-1" else header
    path = write_files(tmp_path, text.encode(encoding), data)
    record = read_record(path)
    assert record.leads[0].unit == shown
    assert record.leads[0].name == "Kanal Ä"
    expected = np.array([2 * factor, -factor, np.nan], np.float32)
    np.testing.assert_array_equal(record.signal[0], expected)


@needs_case("units")
def test_volts_are_scaled_and_other_units_stay() -> None:
    volts, norm = (read_record(CASES / "units" / name) for name in ("volts", "norm"))
    assert [record.leads for record in (volts, norm)] == [
        (Lead("II", "mV", steps=Steps(0.005)),),
        (Lead("II", "NU", steps=Steps(5e-6)),),
    ]
    assert np.ptp(volts.signal) == pytest.approx(1.215, abs=1e-6)
    np.testing.assert_allclose(norm.signal * 1000, volts.signal, rtol=1e-5, atol=1e-6)


def test_names_that_are_missing_or_double_are_made_distinct(tmp_path: Path) -> None:
    lines = ["x.dat 16 200", *(f"x.dat 16 200 16 0 0 0 0 {n}" for n in ("ECG", "ECG"))]
    record = read_record(write_files(tmp_path, "x 3 360 9\n" + "\n".join(lines)))
    assert [lead.name for lead in record.leads] == ["lead 1", "ECG", "ECG (2)"]


def test_a_lead_without_gain_is_reported(tmp_path: Path) -> None:
    record = read_record(write_files(tmp_path, "x 1 360 9\nx.dat 16 0 16 0 0 0 0 II"))
    assert "no gain for II" in record.notices[0]


def test_a_lead_of_zero_baseline_uses_the_zero_of_the_converter(tmp_path: Path) -> None:
    data = np.array([1024, 1224], "<i2").tobytes()
    record = read_record(write_files(tmp_path, "x 1 360 2\nx.dat 16 200 11 1024", data))
    np.testing.assert_array_equal(record.signal[0], [0, 1])


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("12:30:05 01/02/2003", datetime(2003, 2, 1, 12, 30, 5)),
        ("12:30:05.5", datetime(1, 1, 1, 12, 30, 5, 500000)),
        ("1:02", datetime(1, 1, 1, 0, 1, 2)),
        ("24:00:00 31/12/2003", datetime(2004, 1, 1)),
        ("12:00:00 31/02/2003", datetime(1, 1, 1, 12)),
        ("1:2:3:4.5.6", None),
    ],
)
def test_the_start_time(tmp_path: Path, clock: str, expected: datetime | None) -> None:
    header = f"x 1 360 9 {clock}\n{_SIGNAL}"
    assert read_record(write_files(tmp_path, header)).start_time == expected


@pytest.mark.parametrize("name", ["Märchen", "日本", "two words", "a.b", "a::b"])
def test_any_name_and_folder_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / f"{name} folder"
    folder.mkdir()
    expected = read_record(write_small(tmp_path, n=50)).signal
    plain = write_small(folder, "plain", n=50)
    np.testing.assert_array_equal(read_record(plain).signal, expected)
    header = write_small(folder, name.replace(" ", "_"), n=50)
    np.testing.assert_array_equal(read_record(header).signal, expected)


def test_a_file_name_with_spaces_will_do(tmp_path: Path) -> None:
    header = f"x 1 360 9\nmy signal.dat{_SIGNAL.removeprefix('x.dat')}"
    (tmp_path / "my signal.dat").write_bytes(bytes(18))
    assert read_record(write_files(tmp_path, header)).n_samples == 9


def test_files_are_copied_where_links_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError("no privilege")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    header = write_small(tmp_path, "Ä", n=50)
    assert read_record(header).n_samples == 50


@pytest.mark.parametrize(
    ("error", "message"),
    [(MemoryError(), "does not fit into the memory"), (OSError(5, "I/O"), "I/O")],
)
def test_trouble_with_the_computer_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    message: str,
) -> None:
    header = write_small(tmp_path)

    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(LayoutSignal, "read", fail)
    with pytest.raises(RecordError, match=message):
        read_record(header)


@pytest.mark.parametrize("module", [wfdb_signals, wfdb_layout])
def test_a_file_that_vanishes_or_is_forbidden_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object
) -> None:
    header = write_small(tmp_path)
    original: Callable[[Path], os.stat_result] = Path.stat

    def stat(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if self.suffix == ".dat" and sys._getframe(1).f_code.co_name.startswith(
            "avail"
        ):
            raise PermissionError(13, "Permission denied")
        return original(self)

    monkeypatch.setattr(Path, "stat", stat)
    with pytest.raises(RecordError, match="cannot be read: Permission denied"):
        read_record(header)


@pytest.mark.parametrize("suffix", [".hea", ".dat"])
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    header = write_small(tmp_path)
    original = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.suffix == suffix:
            raise PermissionError(13, "Permission denied", str(self))
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    message = rf"small\{suffix} cannot be read: Permission denied"
    with pytest.raises(RecordError, match=message):
        read_record(header)


_WORDS = st.sampled_from(
    ["0", "-1", "1", "2", "16", "212", "310", "516", "61", "x2", ":5", "+7", "/", "~",
     "nan", "1e400", "µV", "(", " ", "\t", "#", "3.5", "..", "99999999", "\n", "x.dat"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 90), _WORDS), min_size=1, max_size=4))
def test_no_header_brings_it_down(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str]]
) -> None:
    header = "x 2 360 100\nx.dat 212 200(0)/mV 12 0 5 77 0 II\n" + _SIGNAL
    for place, word in changes:
        header = header[:place] + word + header[place + 1 :]
    path = write_files(tmp_path_factory.mktemp("x"), header)
    try:
        record = read_record(path)
    except RecordError as error:
        assert "x.hea" in str(error) or "file" in str(error)
    else:
        assert record.n_samples > 0
