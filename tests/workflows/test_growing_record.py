"""A record grows under an open window: seen, walked through, edited, kept, reopened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.growth import stream_identity
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.kinds import RhythmKind
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter
from ecgviewer.formats import record_formats
from ecgviewer.formats.record_format import FormatReader, RecordFormat, RecordOutline
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel

_ECG = synthetic_record(180.0, name="bed")
_FS = _ECG.record.fs


class Stream:
    """A record in memory of which ever more is there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seconds = 60.0

    def read(self, path: Path) -> Record:
        """Return what is there by now."""
        return replace(
            _ECG.record,
            name=path.name,
            source=_ECG.record.signal[:, : round(self.seconds * _FS)].copy(),
            identity=stream_identity("bed 7"),
            path=path,
        )

    def outline(self, path: Path) -> RecordOutline:
        """Return how much is there."""
        return RecordOutline(path, path.name, _FS, round(self.seconds * _FS))


@pytest.fixture
def stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stream:
    folder = tmp_path / "ward"
    folder.mkdir()
    path = folder / "bed.live"
    path.write_bytes(b"LIVE")
    stream = Stream(path)
    reader = FormatReader(
        sniff=lambda first, _: first == b"LIVE",
        read=stream.read,
        outline=stream.outline,
    )
    live = RecordFormat("LIVE recording", (".live",), lambda: reader)
    formats = (*record_formats.FORMATS, live)
    monkeypatch.setattr(record_formats, "FORMATS", formats)
    return stream


@pytest.fixture
def window(open_window: Callable[[Path], MainWindow], stream: Stream) -> MainWindow:
    return open_window(stream.path)


def _session(window: MainWindow) -> ReviewSession:
    session = window.document.session
    assert session is not None
    return session


def _grow(window: MainWindow, stream: Stream, seconds: float) -> None:
    stream.seconds = seconds
    window.document.extend(stream.read(stream.path))


def _picture(qtbot: QtBot, window: MainWindow) -> np.ndarray:
    image = window.waveform.grab().toImage()
    data = np.frombuffer(image.constBits(), np.uint8)
    return data.reshape(image.height(), -1).copy()


def test_what_was_in_view_stays(
    qtbot: QtBot, window: MainWindow, stream: Stream
) -> None:
    window.selection.set_view(5.0, 15.0)
    before, view = _picture(qtbot, window), window.selection.view_s
    _grow(window, stream, 120.0)
    assert window.selection.view_s == view
    assert np.array_equal(_picture(qtbot, window), before)


def test_what_is_new_is_drawn_and_reached(
    qtbot: QtBot, window: MainWindow, stream: Stream
) -> None:
    window.selection.set_view(100.0, 110.0)
    assert window.selection.view_s[1] < 65.0, "the record's end"
    _grow(window, stream, 120.0)
    window.selection.set_view(100.0, 110.0)
    assert window.selection.view_s == (100.0, 110.0)
    sheet = window.waveform.sheet
    assert sheet is not None
    assert sheet.n_samples == round(120 * _FS)
    beyond = _picture(qtbot, window)
    window.selection.set_view(20.0, 30.0)
    _grow(window, stream, 180.0)
    window.commands.by_id()["go.end"]()
    assert window.selection.view_s[1] == pytest.approx(180.0, abs=0.5)
    assert len(np.unique(beyond)) > 10, "a trace on paper"
    window.waveform.show_all()
    assert window.selection.view_s[1] >= 180.0


def test_it_is_drawn_filtered_to_its_new_end(
    qtbot: QtBot, window: MainWindow, stream: Stream
) -> None:
    window.waveform.show_filter(TraceFilter(FilterKind.BASELINE))
    window.selection.set_view(50.0, 60.0)
    _picture(qtbot, window)
    _grow(window, stream, 120.0)
    window.selection.set_view(55.0, 65.0)
    pale = _picture(qtbot, window)
    qtbot.waitUntil(lambda: not np.array_equal(_picture(qtbot, window), pale))


def test_strips_show_the_whole_record(
    qtbot: QtBot, window: MainWindow, stream: Stream
) -> None:
    disclosure = window.trace.disclosure
    window.trace.turn()
    assert disclosure.n_rows == 1
    before = window.area.overview.window_rect().width()
    _grow(window, stream, 180.0)
    assert disclosure.n_rows == 3
    assert window.area.overview.window_rect().width() < before / 2
    last = disclosure.grab().toImage()
    _grow(window, stream, 180.0)
    assert disclosure.grab().toImage() == last
    window.trace.show_trace()


def test_a_line_that_was_begun_is_drawn_to_its_end(
    qtbot: QtBot, window: MainWindow, stream: Stream
) -> None:
    _grow(window, stream, 70.0)
    window.trace.turn()
    begun = window.trace.disclosure.grab().toImage()
    _grow(window, stream, 115.0)
    assert window.trace.disclosure.n_rows == 2
    assert window.trace.disclosure.grab().toImage() != begun


def test_beats_are_edited_in_what_is_new(
    qtbot: QtBot, window: MainWindow, stream: Stream
) -> None:
    document, session = window.document, _session(window)
    assert document.label(session.beats.beat_id[[2]], BeatClass.V)
    n_beats = len(session.beats)
    _grow(window, stream, 120.0)
    place = round(100 * _FS)
    window.waveform.add_requested.emit(place)
    assert len(session.beats) == n_beats + 1
    assert place in session.beats.sample
    row = int(np.searchsorted(session.beats.sample, place))
    added = session.beats.beat_id[[row]]
    qtbot.waitUntil(lambda: document.state is DocumentState.READY, timeout=20_000)
    assert not np.isnan(session.columns.confidence[row]), "classified"
    assert document.label(added, BeatClass.S)
    assert document.undo()
    assert document.undo()
    assert len(session.beats) == n_beats
    assert document.undo()
    assert not session.history.done
    assert not window.notice.isVisible(), window.notice.text


def test_a_beat_is_snapped_in_what_was_analysed(
    qtbot: QtBot, window: MainWindow, stream: Stream
) -> None:
    session = _session(window)
    _grow(window, stream, 120.0)
    sample = int(session.beats.sample[5])
    beat = session.beats.beat_id[[5]]
    assert window.document.remove(beat)
    qtbot.waitUntil(lambda: window.document.state is DocumentState.READY)
    window.waveform.add_requested.emit(sample + 3)
    qtbot.waitUntil(lambda: sample in session.beats.sample)


def test_its_journal_goes_on_and_is_found_again(
    qtbot: QtBot, window: MainWindow, stream: Stream
) -> None:
    document, session = window.document, _session(window)
    assert document.label(session.beats.beat_id[[2]], BeatClass.V)
    _grow(window, stream, 90.0)
    assert document.label(session.beats.beat_id[[3]], BeatClass.S)
    _grow(window, stream, 120.0)
    assert window.document.add_beat(round(110 * _FS))
    document.close()
    (journal,) = stream.path.parent.glob("*.ecgedits.jsonl")
    stream.seconds = 180.0
    with qtbot.waitSignal(window.link.opened, timeout=20_000):
        window.open(stream.path)
    again = _session(window)
    assert again is not session
    assert again.record.duration_s == 180.0
    assert "3 earlier edits" in window.notice.text
    assert "header" not in window.notice.text
    assert again.beats.label[2] == BeatClass.V
    assert round(110 * _FS) in again.beats.sample
    qtbot.waitUntil(lambda: document.state is DocumentState.READY, timeout=20_000)
    # From 60 s on nobody has looked, so nothing is missed.
    panel = window.findChild(RhythmPanel)
    assert panel is not None
    panel.refresh()
    listed = [entry.event.kind for entry in panel.model.entries if entry.event]
    assert RhythmKind.NO_BEATS not in listed
    assert RhythmKind.PAUSE not in listed
    assert document.undo()
    assert round(110 * _FS) not in again.beats.sample
    assert journal.read_text().count('"kind":"record"') == 1, "sealed again"


def test_another_record_is_refused(window: MainWindow, stream: Stream) -> None:
    record = _session(window).record
    stream.seconds = 30.0
    with pytest.raises(ValueError, match="does not go on"):
        window.document.extend(stream.read(stream.path))
    assert _session(window).record is record


def test_without_a_record_nothing_grows(
    new_window: Callable[[], MainWindow], stream: Stream
) -> None:
    empty = new_window()
    empty.document.extend(stream.read(stream.path))
    assert empty.document.session is None
