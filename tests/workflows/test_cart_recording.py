"""What a cart measured is seen beside what is measured in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.cart_measure import CART_TITLE
from ecgviewer.gui.dialogs.record_dialog import RecordDialog
from tests.formats.every_format import made_ecg, write_as
from tests.workflows.conftest import OpenWindow

_MEASURES = (
    "<RestingECGMeasurements><VentricularRate>71</VentricularRate>"
    "<QRSDuration>92</QRSDuration><PAxis>44</PAxis></RestingECGMeasurements>"
)


@pytest.fixture
def muse(tmp_path: Path) -> Path:
    """Return a recording whose cart measured something."""
    path = write_as("MUSE", tmp_path, made_ecg().record)
    text = path.read_text(encoding="latin-1")
    end = "</RestingECG>"
    path.write_text(text.replace(end, _MEASURES + end), encoding="latin-1")
    return path


def test_information_has_both(
    muse: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(muse)
    window.action_set.actions["file.information"].trigger()
    (dialog,) = window.findChildren(RecordDialog)

    def rows() -> list[str]:
        lines = dialog.text.toPlainText().splitlines()
        return lines[lines.index(CART_TITLE) + 1 :]

    def beside(name: str) -> list[str]:
        at = rows().index(name)
        return rows()[at + 1 : at + 3]

    assert beside("heart rate") == ["71/min", ""]
    qtbot.waitUntil(lambda: beside("heart rate")[1] != "", timeout=20_000)
    assert beside("heart rate")[1].endswith("/min")
    assert beside("QRS duration")[0] == "92 ms"
    assert beside("QRS duration")[1].endswith(" ms")
    assert beside("P axis") == ["44°", ""]
    dialog.reject()
