from __future__ import annotations

import pytest

from ecgviewer import licences
from ecgviewer.licences import parts


def test_every_part_that_is_needed_is_named_with_its_licence() -> None:
    found = {part.name.lower(): part for part in parts()}
    assert {"python", "numpy", "scipy", "pyqtgraph", "shiboken6"} <= set(found)
    assert "soundfile" in found
    assert "ecgviewer" not in found
    assert "pytest" not in found, "only what is needed to run"
    assert "LGPL" in found["shiboken6"].licence
    assert "MIT" in found["pyqtgraph"].licence
    assert "Redistribution" in found["numpy"].text
    assert all(part.version and part.licence for part in parts())
    assert all(len(part.licence) < 120 for part in parts())


def test_what_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "_OWN", "a-package-that-is-nowhere")
    assert [part.name for part in parts()] == ["Python"]
