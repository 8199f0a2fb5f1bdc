"""Annotation files beside a record, in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.main_window import MainWindow


def _with_rhythms(folder: Path) -> Path:
    header = write_record(folder, synthetic_record(20.0, name="r").record)
    rhythms = new_annotations([0, 2000, 3000, 90_000], ["+", '"', "~", "+"])
    aux = rhythms.aux.copy()
    aux[0], aux[1] = b"(AFIB\0", b"a note\0"
    subtype = rhythms.subtype.copy()
    subtype[2] = -1
    path = header.with_suffix(".atr")
    write_annotations(path, replace(rhythms, aux=aux, subtype=subtype))
    path.write_bytes(path.read_bytes()[:-2])
    header.with_suffix(".hea-").write_bytes(header.read_bytes())
    return header


def test_rhythms_without_beats_are_shown_with_what_is_wrong_with_their_file(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        window.open(_with_rhythms(tmp_path))
    qtbot.waitUntil(lambda: bool(window.waveform.layers))
    (layer,) = window.waveform.layers
    assert [band.code for band in layer.bands] == ["AFIB", "noise"]
    assert [flag.text for flag in layer.flags] == ["a note"]
    assert window.notice.isVisible()
    assert "r.atr ends without an end mark" in window.notice.text
    assert "1 of 4 annotations lie outside the record" in window.notice.text
    second_row, reviews = (
        window.findChild(QMenu, name) for name in ("second row", "reviews")
    )
    assert second_row is not None
    assert reviews is not None
    names = [action.text() for action in second_row.actions()]
    assert names[:2] == ["&None", "atr"]
    assert "hea-" not in names
    assert [action.data() for action in reviews.actions()] == [""]
    window.grab()
