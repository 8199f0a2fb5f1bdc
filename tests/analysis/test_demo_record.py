"""The demo record is written once, and again where a part of it is gone."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.analysis.demo import write_demo
from ecgviewer.formats.wfdb.record import read_record


def test_the_demo_record_is_written_unless_it_is_there(tmp_path: Path) -> None:
    header = write_demo(tmp_path / "new" / "demo")
    written = header.with_suffix(".dat").read_bytes()
    assert read_record(header).name == "demo"
    header.with_suffix(".dat").write_bytes(written[:100])
    assert write_demo(header.parent) == header
    assert header.with_suffix(".dat").read_bytes() == written[:100], "it is there"
    header.with_suffix(".dat").unlink()
    write_demo(header.parent)
    assert header.with_suffix(".dat").read_bytes() == written
