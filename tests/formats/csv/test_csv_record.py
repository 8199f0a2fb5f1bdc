"""Text recordings: their values, gaps, identity, and what is said of damage."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Steps
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.formats import record_formats
from ecgviewer.formats.csv import kept_rows, record, stream
from ecgviewer.formats.csv.options import VARIABLE
from ecgviewer.formats.record_formats import CSV
from tests.data_folder import DATA, needs
from tests.formats.csv.csv_files import POLAR, open_signals, opened, table, value
from tests.formats.small_records import write_small

_HEAD = "time_s,ecg [uV]"


def _timed(times: list[float], digits: int = 3) -> bytes:
    return table(lambda n: f"{times[n]:.{digits}f},{value(n)}", len(times), _HEAD)


def test_values_and_what_is_missing(tmp_path: Path) -> None:
    rows = ["1,2", ",4", "NaN,-", "error,7", "8", "1e39,9", "10,11,12", "", "13,14"]
    data = table(lambda n: rows[n] if n < 9 else f"{n},{n}", 20, "I,II")
    found = opened(tmp_path, data, "fs=250,unit=mV")
    expected = [
        [1, np.nan, np.nan, np.nan, 8, np.nan, 10, 13],
        [2, 4, np.nan, 7, np.nan, 9, 11, 14],
    ]
    np.testing.assert_array_equal(found.signal[:, :8], np.array(expected, np.float32))
    assert found.n_samples == 19
    assert found.notices == (
        "x.csv: 2 rows had text where a value should be, first in line 5; there is a "
        "gap.",
    )


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        (["1,,3", ",,", "4,5,6"], ""),
        (["1;;3", ";;", "4;5;6"], ""),
        (["1,0;;3", ";;", "4,0;5;6"], ""),
        (['"1,0","","3,0"', '"","",""', '"4,0","5,0","6,0"'], ""),
        (["1 nan 3", "nan nan nan", "4 5 6"], ""),
        (["'1',,'3'", ",,", "4,'5',6"], ""),
    ],
)
def test_cells_without_a_number_are_gaps(
    tmp_path: Path, rows: list[str], options: str
) -> None:
    data = table(lambda n: rows[n % 3], 30)
    for end in (b"\n", b"\r\n"):
        found = opened(tmp_path, data.replace(b"\n", end), "fs=250,unit=mV")
        np.testing.assert_array_equal(
            found.signal[:, :3], [[1, np.nan, 4], [np.nan, np.nan, 5], [3, np.nan, 6]]
        )
        assert found.notices == ()


def test_a_last_line_without_an_end(tmp_path: Path) -> None:
    data = table(lambda n: f"{n},", 20, "I,II").rstrip(b"\n")
    found = opened(tmp_path, data, "fs=250,unit=mV,leads=I,II")
    assert found.signal[0, -1] == 19
    assert np.isnan(found.signal[1]).all()


def test_blank_lines_at_the_end(tmp_path: Path) -> None:
    found = opened(tmp_path, table(lambda n: f"{n}", 20) + b"\n\n \n", "fs=9,unit=mV")
    assert found.n_samples == 20


def test_gaps_in_time_are_gaps(tmp_path: Path) -> None:
    times = [n / 250 for n in range(100)] + [2 + n / 250 for n in range(100)]
    found = opened(tmp_path, _timed(times))
    assert (found.fs, found.n_samples) == (250, 600)
    assert np.isnan(found.signal[0, 100:500]).all()
    assert found.signal[0, 500] == np.float32(value(100) / 1000)
    assert not np.isnan(found.signal[0, :100]).any()
    assert opened(tmp_path, _timed(times), "time=none,fs=250").n_samples == 200
    other = opened(tmp_path, _timed(times), "fs=125")
    assert (other.fs, other.n_samples) == (125, 200)
    assert "its times say 250 samples per second" in other.notices[0]


def test_a_sample_that_is_missing(tmp_path: Path) -> None:
    times = [n / 250 for n in range(200) if n != 77]
    found = opened(tmp_path, _timed(times))
    assert found.n_samples == 200
    assert np.flatnonzero(np.isnan(found.signal[0])).tolist() == [77]


@pytest.mark.parametrize(("fs", "digits"), [(360, 3), (130, 3), (512, 3), (128, 6)])
def test_rounded_times_give_the_rate(tmp_path: Path, fs: int, digits: int) -> None:
    found = opened(tmp_path, _timed([n / fs for n in range(900)], digits))
    assert (found.fs, found.n_samples) == (fs, 900)


def test_a_rate_that_is_no_whole_number_stays(tmp_path: Path) -> None:
    found = opened(tmp_path, _timed([n / 130.2 for n in range(3000)], 7))
    assert found.fs == pytest.approx(130.2, rel=1e-6)
    found = opened(tmp_path, _timed([n / 333 for n in range(3000)], 7))
    assert found.fs == 333


def test_times_that_go_back(tmp_path: Path) -> None:
    times = [n / 250 for n in range(300)] + [n / 250 for n in range(300)]
    found = opened(tmp_path, _timed(times))
    assert (found.fs, found.n_samples) == (250, 600)
    assert "times go back 1 time;" in found.notices[0]
    found = opened(tmp_path, _timed(times), "fs=250")
    assert "times go back 1 time;" in found.notices[0]


def test_times_that_are_uneven_later(tmp_path: Path) -> None:
    times = [n / 250 for n in range(500)] + [2 + n * n for n in range(500)]
    with pytest.raises(RecordError, match="too uneven to tell how many samples"):
        opened(tmp_path, _timed(times))
    found = opened(tmp_path, _timed(times), "fs=250")
    assert found.n_samples == 1000
    assert "too uneven to tell where samples are missing" in found.notices[0]
    with pytest.raises(RecordError, match="too uneven"):
        opened(
            tmp_path, table(lambda n: f"{n / 250 if n < 400 else 'x'},1", 40_000, _HEAD)
        )


def test_a_leap_in_time_is_refused(tmp_path: Path) -> None:
    times = [n / 250 for n in range(100)] + [1e9 + n / 250 for n in range(100)]
    with pytest.raises(RecordError, match=r"leap by 1,000,000,000 s before row 101"):
        opened(tmp_path, _timed(times))


def test_a_long_gap_costs_no_memory(tmp_path: Path) -> None:
    times = [n / 250 for n in range(100)] + [9e5 + n / 250 for n in range(100)]
    found = opened(tmp_path, _timed(times))
    assert isinstance(found.source, BlockedSignal)
    assert found.n_samples == 225_000_100
    assert found.values(0, 225_000_000)[0] == np.float32(value(100) / 1000)
    assert np.isnan(found.values(0, 95, 105)).tolist() == [False] * 5 + [True] * 5
    assert np.isnan(found.block(1000, 1010)).all()


def test_clocks(tmp_path: Path) -> None:
    def at(n: int, begin: int) -> str:
        s, ms = divmod(begin * 1000 + n * 4, 1000)
        return f"{s // 3600 % 24:02d}:{s // 60 % 60:02d}:{s % 60:02d}.{ms:03d}"

    data = table(lambda n: f"{at(n, 86399)};{n}", 900, "clock;ecg (mV)")
    found = opened(tmp_path, data)
    assert (found.fs, found.n_samples, found.notices) == (250, 900, ())
    dated = table(lambda n: f"2020-02-03T{at(n, 99)}Z,{n}", 900, "t,ecg (mV)")
    found = opened(tmp_path, dated)
    assert (found.fs, found.n_samples) == (250, 900)
    assert str(found.start_time) == "2020-02-03 00:01:39"
    broken = data.replace(b"23:59:59.400", b"99.99.99")
    assert opened(tmp_path, broken).n_samples == 900
    assert "line 102" in opened(tmp_path, broken).notices[0]
    wrong = table(lambda n: f"2020-02-30 {at(n, 9)},{n}", 900, "t,ecg (mV)")
    with pytest.raises(RecordError, match="no rows of numbers"):
        opened(tmp_path, wrong)
    long = table(lambda n: f"2020-02-03 {'9' * 40}:00:{n:02d},{n}", 50, "t,ecg (mV)")
    with pytest.raises(RecordError, match="no rows of numbers"):
        opened(tmp_path, long)
    odd = dated.replace(b"00:01:40.000Z", b"00:01:40.000 a")
    assert opened(tmp_path, odd).n_samples == 900
    assert opened(tmp_path, data.replace(b"23:59:59.400", b"77:x:59.400")).fs == 250


def test_the_identity_is_that_of_the_samples(tmp_path: Path) -> None:
    data = table(lambda n: f"{value(n)};{n}", 50, "I;x")
    one = opened(tmp_path, data, "fs=250,unit=mV")
    other = opened(
        tmp_path,
        data.replace(b";", b",\t").replace(b"I", b"II"),
        "fs=250,unit=uV",
        "y.csv",
    )
    assert one.identity == other.identity
    assert one.checksum != other.checksum
    assert one.identity != opened(tmp_path, data, "fs=251,unit=mV").identity
    assert one.identity != opened(tmp_path, data + b"1;1\n", "fs=250,unit=mV").identity


def test_whole_numbers_have_steps(tmp_path: Path) -> None:
    def steps(values: str, options: str = "fs=9,unit=uV") -> Steps | None:
        return opened(tmp_path, table(lambda _: values), options).leads[0].steps

    assert steps("5") == Steps(1e-3)
    assert steps("40000") == Steps(1e-3, bits=24)
    assert steps("9000000") == Steps(1e-3, bits=32)
    assert steps("9000000000") is None
    assert steps("5.5") is None
    assert steps("5", "fs=9,gain=200") == Steps(1 / 200)


def test_columns_that_are_left_out_are_named(tmp_path: Path) -> None:
    one = opened(tmp_path, table(lambda n: "1;2", 20, "ECG;pressure"), "fs=9,unit=mV")
    assert "pressure is not read" in one.notices[0]
    two = opened(tmp_path, table(lambda n: "1;2;3", 20, "ECG;p;q"), "fs=9,unit=mV")
    assert "p, q are not read" in two.notices[0]


def test_the_command_line_says_how_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = table(lambda n: f"{value(n)},7")
    with pytest.raises(RecordError, match="--csv fs=250,unit=uV"):
        opened(tmp_path, data)
    monkeypatch.setenv(VARIABLE, "fs=100,unit=uV,leads=I,II")
    found = opened(tmp_path, data)
    assert found.fs == 100
    assert [lead.name for lead in found.leads] == ["I", "II"]
    assert found.notices == ()


def test_what_people_have_to_say_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(table(lambda n: f"{value(n)},7"))
    assert CSV.reader.leaves_out(path)
    monkeypatch.setenv(VARIABLE, "fs=100,unit=uV")
    assert not CSV.reader.leaves_out(path)
    assert not CSV.reader.leaves_out(tmp_path / "gone.csv"), "opening it says so"
    header = write_small(tmp_path, "100")
    assert not record_formats.format_of(header).reader.leaves_out(header)


def test_it_is_one_of_the_formats(tmp_path: Path) -> None:
    path = tmp_path / "walk.csv"
    path.write_bytes(POLAR)
    outline = record_formats.read_outline(path)
    assert (outline.name, outline.length) == ("walk.csv", 200)
    assert record_formats.read_record(path).name == "walk.csv"
    assert record_formats.format_of(path) is CSV
    path = path.rename(tmp_path / "walk.dat")
    assert record_formats.format_of(path) is CSV
    signals = tmp_path / "signals.txt"
    signals.write_bytes(open_signals())
    assert record_formats.format_of(signals) is CSV
    (tmp_path / "100.beats.csv").write_bytes(b"record,beat_id,sample,x\n100,1,2,3\n")
    (tmp_path / "few.csv").write_bytes(b"1,2\n3,4\n")
    (tmp_path / "odd.csv").write_bytes(bytes(99))
    (tmp_path / "ours.csv").write_bytes(POLAR)
    header = write_small(tmp_path, "100")
    assert list(record_formats.record_files(tmp_path)) == [
        header,
        tmp_path / "ours.csv",
    ]
    with pytest.raises(RecordError, match="a table that ecgviewer exported"):
        record_formats.read_record(tmp_path / "100.beats.csv")


def test_files_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(RecordError, match=f"^{path} cannot be read: "):
            record.read_record(path)
    long = tmp_path / "long.csv"
    monkeypatch.setattr(stream, "_LONGEST", 2**17)
    long.write_bytes(POLAR + b"1" * 2**19)
    with pytest.raises(RecordError, match="has a line of more than"):
        record.read_record(long)

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(record, "rows_of", fail)
    with pytest.raises(RecordError, match=r"long.csv cannot be read: Permission"):
        record.read_record(long)


def _large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept_rows, "SMALL_BYTES", 1000)
    path = folder / "large.csv"
    times = [n / 250 for n in range(9000)] + [90 + n / 250 for n in range(9000)]
    path.write_bytes(_timed(times))
    return path


def test_large_files_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _large(tmp_path, monkeypatch)
    first = record.read_record(path)
    with monkeypatch.context() as patch:
        patch.setattr(kept_rows, "stream_rows", None)
        again = record.read_record(path)
    assert first.n_samples == again.n_samples == 31500
    assert (first.checksum, first.identity) == (again.checksum, again.identity)
    np.testing.assert_array_equal(first.signal, again.signal)
    with monkeypatch.context() as patch:
        patch.setattr(kept_rows, "SMALL_BYTES", 2**30)
        whole = record.read_record(path)
    assert (whole.checksum, whole.identity) == (first.checksum, first.identity)
    np.testing.assert_array_equal(whole.signal, first.signal)
    path.write_bytes(path.read_bytes() + b"126.000,7\n")
    assert record.read_record(path).n_samples == 31501
    os.utime(path, ns=(1, 1))
    assert record.read_record(path).n_samples == 31501


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"x" * 50,
        b"[1]" + (3).to_bytes(8, "little"),
        b'{"pace":{}}' + (11).to_bytes(8, "little"),
    ],
)
def test_a_damaged_cache_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    path = _large(tmp_path, monkeypatch)
    first = record.read_record(path)
    (kept,) = Path(os.environ["XDG_CACHE_HOME"]).rglob("*.rows")
    kept.write_bytes(damage)
    np.testing.assert_array_equal(record.read_record(path).signal, first.signal)


def test_no_room_for_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _large(tmp_path, monkeypatch)
    monkeypatch.setenv("XDG_CACHE_HOME", str(path / "below"))
    with pytest.raises(RecordError, match=r"large.csv cannot be kept in .* Free space"):
        record.read_record(path)


def test_a_cache_that_is_deleted_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _large(tmp_path, monkeypatch)
    monkeypatch.setattr(kept_rows, "_put_back", lambda *_: None)
    with pytest.raises(RecordError, match="was deleted while"):
        record.read_record(path)


def test_the_cache_has_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _large(tmp_path, monkeypatch)
    record.read_record(path)
    monkeypatch.setattr(kept_rows, "MAX_BYTES", 1000)
    path.write_bytes(path.read_bytes() + b"126.000,7\n")
    record.read_record(path)
    assert len([*Path(os.environ["XDG_CACHE_HOME"]).rglob("*.rows")]) == 1


def test_a_pipe_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    assert stat.S_ISFIFO(path.stat().st_mode)
    with pytest.raises(RecordError, match="not an ordinary file"):
        record.read_record(path)


@needs("formats/csv")
def test_the_same_recording_as_edf(monkeypatch: pytest.MonkeyPatch) -> None:
    edf = record_formats.read_record(DATA / "formats/edf/contec.edf")
    monkeypatch.setenv(VARIABLE, "fs=800,unit=uV,leads=I,II,III,aVR,aVL,aVF")
    found = record_formats.read_record(DATA / "formats/csv/contec.csv")
    assert (found.fs, found.n_samples) == (edf.fs, edf.n_samples)
    for lead in range(6):
        steps = edf.leads[lead].steps
        assert steps
        digital = np.rint(edf.values(lead) / steps.size + steps.zero)
        np.testing.assert_array_equal(np.rint(found.values(lead) * 1000), digital)


def test_lines_of_any_length(tmp_path: Path) -> None:
    long = table(lambda n: ",1,2", 30) + b'"' + b"x" * 200_000 + b'",3\n'
    found = opened(tmp_path, long + b" " * 300_000, "fs=9,unit=mV,leads=2,3")
    assert found.n_samples == 31
    assert "first in line 31" in found.notices[0]


def test_a_chunk_without_a_row(tmp_path: Path) -> None:
    data = table(lambda n: ",1,2", 30) + b"\n" * 2**18 + b",3,4\n"
    assert opened(tmp_path, data, "fs=9,unit=mV").n_samples == 31
