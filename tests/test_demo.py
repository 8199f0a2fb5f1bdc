"""What `make run` does without a screen, and the self-test, each in its own process."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

from ecgviewer.formats.export.annotation_csv import read_csv


def _run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, "-m", "ecgviewer", *arguments],
        env={**environment, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demo_without_a_screen(tmp_path: Path) -> None:
    ended = _run("demo", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    picture = tmp_path / "demo-output" / "ecgviewer-demo.png"
    table = tmp_path / "demo-output" / "demo.beats.csv"
    assert picture.name in ended.stdout
    assert table.name in ended.stdout
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    assert (width, height) >= (1280, 800)
    rows = read_csv(table)
    assert len(rows) > 250
    assert set(rows.label_origin) == {"classifier"}


def test_the_self_test_passes(tmp_path: Path) -> None:
    ended = _run("--self-test", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "all is well" in ended.stdout
    assert list(tmp_path.rglob("*.beats.csv")) == []
