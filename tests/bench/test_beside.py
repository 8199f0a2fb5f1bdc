"""Two checkouts do the same in turn, and are told apart by what each takes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ecgviewer.bench.beside import jobs_of, least_ms, main
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record

_ROOT = Path(__file__).parents[2]
_DURATION_S = 400.0


@pytest.fixture
def record(tmp_path: Path) -> Path:
    ecg = synthetic_record(_DURATION_S, name="100")
    beats = ecg.beats.sample
    path = write_record(tmp_path, ecg.record)
    write_annotations(
        path.with_suffix(".atr"), new_annotations(beats, ["N"] * len(beats))
    )
    return path


@pytest.mark.slow  # Both analyse the record.
def test_an_earlier_checkout_is_measured_beside_this_one(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = tmp_path / "earlier"
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(_ROOT / "ecgviewer", earlier / "ecgviewer", ignore=left_out)
    (earlier / "resources").symlink_to(_ROOT / "resources")
    marker = tmp_path / "read by the earlier one"
    module = earlier / "ecgviewer" / "formats" / "wfdb" / "record.py"
    with module.open("a", encoding="utf-8") as file:
        file.write(f"\nPath({str(marker)!r}).touch()\n")
    options = ["--rounds", "1", "--hours", "0.1", "--spans", "10"]
    assert main([str(earlier), "--records", str(record), *options]) == 0
    _, read, compared, _, _, maps, frame = capsys.readouterr().out.splitlines()
    assert maps.startswith("heat maps of a beat ")
    assert read.startswith("read 100 ")
    assert compared.startswith("compare 1 records ")
    assert frame.startswith("frame at 10 s ")
    assert marker.exists()
    assert min(map(float, read.split()[2:4])) > 0


def test_a_checkout_that_fails_says_so(
    record: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    record.with_suffix(".atr").unlink()
    options = ["--rounds", "1", "--hours", "0.1", "--spans"]
    with pytest.raises(RuntimeError, match="ended; see above"):
        main([str(_ROOT), "--records", str(record), *options])
    assert "100.atr does not exist" in capfd.readouterr().err
    with pytest.raises(SystemExit):
        main([str(tmp_path)])
    assert "is not a checkout" in capfd.readouterr().err


class _Fake:
    """Takes what it is told, one time after the other."""

    def __init__(self, *times_ms: float) -> None:
        self._times_ms = list(times_ms)

    def took_ms(self, line: str) -> float:
        return self._times_ms.pop(0)


def test_the_least_of_the_rounds_counts_without_what_warms_up() -> None:
    checkouts = [_Fake(1, 5, 4), _Fake(1, 3, 6)]
    assert least_ms(checkouts, ["read"], 2) == (4, 3)  # type: ignore[arg-type]
    views = [_Fake(0, 0, 9, 2), _Fake(0, 0, 9, 7)]
    assert least_ms(views, ["frame", "frame"], 1) == (2, 7)  # type: ignore[arg-type]


def test_jobs_are_reading_comparing_and_frames() -> None:
    jobs = jobs_of([Path("/d/100.hea"), Path("/d/101.hea")], [10.0], 100.0)
    assert jobs["read 100"] == ["read\t/d/100.hea"]
    assert jobs["quality"] == ["quality\t/d/100.hea"]
    assert jobs["heat maps of a beat"][1] == "explain\t/d/100.hea\t1"
    assert jobs["compare 2 records"] == ["compare\t/d/100.hea\t/d/101.hea"]
    frames = jobs["frame at 10 s"]
    assert frames[:2] == ["frame\t0.0\t10.0", "frame\t0.5\t10.5"]
    assert list(jobs_of([], [], 100.0)) == []
