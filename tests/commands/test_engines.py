"""`--engine dask` writes what processes and one process write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record

ENGINES = (
    ("--jobs", "1"),
    ("--jobs", "2"),
    ("--jobs", "2", "--engine", "dask"),
)


_WRITTEN_AT = re.compile(rb'"written_at": "[^"]*"')


def _outputs(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): _WRITTEN_AT.sub(b"", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".jsonl"
    }


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_analyses_reports_and_comparisons_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"patient{number}" for number in range(3)]
    for number, name in enumerate(names):
        ecg = synthetic_record(30.0, seed=number, name=name)
        write_record(tmp_path, ecg.record)
    headers = [f"{name}.hea" for name in names]
    written, said = [], []
    for number, engine in enumerate(ENGINES):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"cache{number}"))
        out = f"out{number}"
        assert main(["analyze", *headers, "-o", out, *engine]) == 0
        report = "report", *headers, "-o", f"{out}/reports", "--json", *engine
        assert main(report) == 0
        capsys.readouterr()
        annotator = f"{out}/ecgv"
        compare = "compare", *headers, annotator, annotator, "--whole", *engine
        assert main(compare) == 0
        said.append(capsys.readouterr().out.replace(out, "out"))
        written.append(_outputs(tmp_path / out))
    assert len(written[0]) >= 3 * len(names)
    assert written[0] == written[1] == written[2]
    assert "3 records" in said[0]
    assert said[0] == said[1] == said[2]
