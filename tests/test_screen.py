"""Without a screen the program says what to do instead of aborting."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ecgviewer.screen import has_screen

pytestmark = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="there is always a screen"
)


@pytest.fixture(autouse=True)
def _no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("given", [{}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "x"}])
@pytest.mark.parametrize("arguments", [["100.hea"], []])
def test_the_window_says_what_to_do(
    tmp_path: Path, given: dict[str, str], arguments: list[str]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "ecgviewer", *arguments],
        env={**os.environ, **given},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "ssh -X" in ended.stderr
    assert "ecgviewer analyze" in ended.stderr


def test_a_platform_that_was_asked_for_needs_no_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not has_screen()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert has_screen()


def test_a_compositor_that_answers_is_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    assert not has_screen()
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("wayland-9")
        server.listen()
        assert has_screen()
