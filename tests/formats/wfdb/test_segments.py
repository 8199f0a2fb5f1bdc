"""Records in several segments, and what a lost segment leaves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.blocks import LayoutSignal
from ecgviewer.formats.wfdb.header import read_header
from ecgviewer.formats.wfdb.layout import layout_of
from ecgviewer.formats.wfdb.record import (
    read_record,
)
from tests.data_folder import CASES, needs_case

_SIGNAL = "x.dat 16 200(0)/mV 16 0 0 0 0 II"


def _segments(folder: Path, layout: str, second: str = "V5") -> Path:
    for name, lead in (("a", "II"), ("b", second)):
        header = f"{name} 1 10 4\n{name}.dat 16 1(0)/mV 16 0 0 0 0 {lead}\n"
        (folder / f"{name}.hea").write_text(header, encoding="utf-8")
        values = np.arange(4, dtype="<i2") + (10 if name == "b" else 0)
        (folder / f"{name}.dat").write_bytes(values.tobytes())
    path = folder / "whole.hea"
    path.write_text(layout, encoding="utf-8")
    return path


def test_segments_of_fixed_layout_follow_each_other(tmp_path: Path) -> None:
    header = _segments(tmp_path, "whole/3 1 10 10\na 4\n~ 2\nb 4\n")
    record = read_record(header)
    expected = [0, 1, 2, 3, np.nan, np.nan, 10, 11, 12, 13]
    np.testing.assert_array_equal(record.signal[0], expected)
    assert record.leads[0].name == "II"
    assert record.notices == ()
    parts = [header, *(tmp_path / n for n in ("a.hea", "a.dat", "b.hea", "b.dat"))]
    data = b"".join(path.read_bytes() for path in parts)
    assert record.checksum == hashlib.sha256(data).hexdigest()


def test_segments_of_variable_layout_find_their_leads(tmp_path: Path) -> None:
    layout = "lay 2 10 0\n~ 0 1(0)/mV 0 0 0 0 0 V5\n~ 0 1(0)/mV 0 0 0 0 0 II\n"
    (tmp_path / "lay.hea").write_text(layout, encoding="utf-8")
    record = read_record(_segments(tmp_path, "whole/3 2 10 8\nlay 0\na 4\nb 4\n"))
    nan = [np.nan] * 4
    np.testing.assert_array_equal(record.signal[1], [0, 1, 2, 3, *nan])
    np.testing.assert_array_equal(record.signal[0], [*nan, 10, 11, 12, 13])


def test_a_segment_with_another_lead_is_left_out_of_a_variable_layout(
    tmp_path: Path,
) -> None:
    (tmp_path / "lay.hea").write_text("lay 1 10 0\n~ 0 1 0 0 0 0 0 II\n")
    header = _segments(tmp_path, "whole/3 1 10 8\nlay 0\na 4\nb 4\n", second="ABP")
    np.testing.assert_array_equal(
        read_record(header).signal[0], [0, 1, 2, 3, *[np.nan] * 4]
    )


def test_a_signal_beyond_the_layout_is_left_out_when_wfdb_decodes(
    tmp_path: Path,
) -> None:
    (tmp_path / "lay.hea").write_text("lay 1 10 0\n~ 0 1 0 0 0 0 0 II\n")
    # Format 8 stores differences, which are not read in blocks.
    lines = "".join(f"a.dat 8 1(0)/mV 8 0 0 0 0 {lead}\n" for lead in ("ABP", "II"))
    (tmp_path / "a.hea").write_text(f"a 2 10 3\n{lines}")
    (tmp_path / "a.dat").write_bytes(bytes([9, 1, 9, 1, 9, 1]))
    (tmp_path / "whole.hea").write_text("whole/2 1 10 3\nlay 0\na 3\n")
    record = read_record(tmp_path / "whole.hea")
    np.testing.assert_array_equal(record.signal, [[1, 2, 3]])


def test_segments_that_wfdb_decodes_follow_each_other(tmp_path: Path) -> None:
    for name, first in (("a", 5), ("b", 50)):
        header = f"{name} 1 10 3\n{name}.dat 8 1(0)/mV 8 0 {first} 0 0 II\n"
        (tmp_path / f"{name}.hea").write_text(header)
        (tmp_path / f"{name}.dat").write_bytes(b"\1\1\1")
    (tmp_path / "whole.hea").write_text("whole/3 1 10 7\na 3\n~ 1\nb 3\n")
    record = read_record(tmp_path / "whole.hea")
    np.testing.assert_array_equal(record.signal, [[6, 7, 8, np.nan, 51, 52, 53]])


def test_of_segments_only_those_in_view_are_read(tmp_path: Path) -> None:
    header = _segments(tmp_path, "whole/2 1 10 8\na 4\nb 4\n")
    source = LayoutSignal(layout_of(read_header(header)), header)
    (tmp_path / "a.dat").unlink()
    np.testing.assert_array_equal(source.read(5, 7), [[11, 12]])
    with pytest.raises(RecordError, match=r"a\.dat cannot be read"):
        source.read(3, 5)


def test_a_layout_alone_is_no_record(tmp_path: Path) -> None:
    layout = tmp_path / "lay.hea"
    layout.write_text("lay 1 10 4\n~ 0 1(0)/mV 0 0 0 0 0 II\n")
    with pytest.raises(RecordError, match="Open the header of the record itself"):
        read_record(layout)


def test_a_segment_that_is_cut_off_or_lost_leaves_a_gap(tmp_path: Path) -> None:
    header = _segments(tmp_path, "whole/2 1 10 8\na 4\nb 4\n")
    (tmp_path / "a.dat").write_bytes(bytes(4))
    record = read_record(header)
    np.testing.assert_array_equal(
        record.signal[0], [0, 0, np.nan, np.nan, 10, 11, 12, 13]
    )
    assert "a.dat is shorter" in record.notices[0]
    (tmp_path / "b.dat").unlink()
    record = read_record(header)
    assert "A segment is shown as a gap." in record.notices[0]
    (tmp_path / "a.hea").unlink()
    with pytest.raises(RecordError, match=r"whole\.hea has no segment with signals"):
        read_record(header)


def test_a_segment_of_another_sampling_frequency_is_a_gap(tmp_path: Path) -> None:
    header = _segments(tmp_path, "whole/2 1 10 8\na 4\nb 4\n")
    b = (tmp_path / "b.hea").read_text()
    (tmp_path / "b.hea").write_text(b.replace("b 1 10 4", "b 1 20 4"))
    record = read_record(header)
    np.testing.assert_array_equal(record.signal[0], [0, 1, 2, 3, *[np.nan] * 4])
    (notice,) = record.notices
    assert "b.hea gives the sampling frequency as 20 Hz, and whole.hea as 10" in notice
    assert "Open b.hea by itself" in notice
    # One that gives none has the record's; so has one that gives fewer digits.
    (tmp_path / "b.hea").write_text(b.replace("b 1 10 4", "b 1"))
    assert read_record(header).notices == ()
    (tmp_path / "b.hea").write_text(b.replace("b 1 10 4", "b 1 9.99999 4"))
    assert read_record(header).notices == ()


def test_a_segment_of_annotations_alone_is_a_gap(tmp_path: Path) -> None:
    header = _segments(tmp_path, "whole/3 1 10 12\na 4\nc 4\nb 4\n")
    (tmp_path / "c.hea").write_text("c 0 10 4\n")
    record = read_record(header)
    assert np.isnan(record.signal[0, 4:8]).all()
    (notice,) = record.notices
    assert notice.startswith("A segment is shown as a gap.")
    assert "c.hea has no signals" in notice


def test_of_two_leads_with_one_name_none_is_lost(tmp_path: Path) -> None:
    lines = "a.dat 16 1(0)/mV 16 0 0 0 0 ECG\n"
    layout = "~ 0 1(0)/mV 16 0 0 0 0 ECG\n"
    (tmp_path / "a.hea").write_text(f"a 3 10 2\n{3 * lines}")
    (tmp_path / "a.dat").write_bytes(np.arange(6, dtype="<i2").tobytes())
    (tmp_path / "lay.hea").write_text(f"lay 2 10 0\n{2 * layout}")
    (tmp_path / "whole.hea").write_text("whole/2 2 10 2\nlay 0\na 2\n")
    record = read_record(tmp_path / "whole.hea")
    np.testing.assert_array_equal(record.signal, [[0, 3], [1, 4]])
    assert [lead.name for lead in record.leads] == ["ECG", "ECG (2)"]
    (notice,) = record.notices
    assert notice.startswith("ECG of a.hea cannot be shown: the record has no lead")


def test_notices_of_many_segments_are_counted(tmp_path: Path) -> None:
    for number in range(5):
        header = f"s{number} 2 10 1\n{2 * f's{number}.dat 16 1'}\n".replace(
            "16 1s", "16 1\ns"
        )
        (tmp_path / f"s{number}.hea").write_text(header)
        (tmp_path / f"s{number}.dat").write_bytes(bytes(4))
    segments = "".join(f"s{number} 3\n" for number in range(5))
    (tmp_path / "whole.hea").write_text(f"whole/5 2 10 15\n{segments}")
    notices = read_record(tmp_path / "whole.hea").notices
    assert len(notices) == 4
    assert notices[-1] == "There are 2 more notices of segments."


@needs_case("segment-frequency")
def test_the_segments_of_a_case_have_two_frequencies() -> None:
    record = read_record(CASES / "segment-frequency" / "sfs")
    assert np.isnan(record.signal[0, 5000:]).all()
    assert "sfs_2.hea gives the sampling frequency as 500 Hz" in record.notices[0]


def test_a_claim_of_segments_beyond_all_files_is_refused(tmp_path: Path) -> None:
    header = _segments(tmp_path, "whole/2 1 10\na 4\n~ 999999999999\n")
    with pytest.raises(RecordError, match="is the most that can be opened"):
        read_record(header)
