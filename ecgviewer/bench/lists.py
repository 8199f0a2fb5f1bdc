"""How long lists, filters, jumps and selections take among a day of beats."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ecgviewer.bench.desk import make_application, settle
from ecgviewer.bench.material import DAY_S, classified, day_ecg
from ecgviewer.bench.stopwatch import Figures, milliseconds, processor_s, seconds
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.gui.beat_table.beat_columns import COLUMNS
from ecgviewer.gui.beat_table.beat_filter import BeatFilter
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.dialogs.go_to_dialog import GoToDialog
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.rhythm.rhythm_view import RhythmView

_FILTERS = (
    BeatFilter(frozenset({BeatClass.S, BeatClass.V})),
    BeatFilter(unreviewed=True),
    BeatFilter(disagreements=True),
)
_SEARCHES = (
    "v conf<60", "group:1 rr<900", "by:classifier q<0.5", "by:bench", "aberrant",
    "time:1:00-2:00:00",
)  # fmt: skip
_JUMPS = (
    "go.next_ectopic", "go.next_unreviewed", "go.next_V", "go.next_disagreement",
    "go.least_confident", "go.next",
)  # fmt: skip
_THRESHOLDS = (80, 100, 60, 30, 10)
_COUPLET_EVERY = 13

#: What is measured, and what is done for it, one after the other.
Works = dict[str, list[Callable[[], object]]]


def measure(_path: Path, *, duration_s: float = DAY_S, runs: int = 3) -> Figures:
    """Return how long the reviewer waits in the whole window, 104,000 beats in it.

    `lists_24h_ms`: by what was done, the slowest of all runs, to everything painted.
    `sort`: each column, both ways. `filter`, `search`: one after the other, and all
    beats again. `kind`: another kind of beats chosen. `similar`, `threshold`: beats
    like one, and another threshold. `split`: the kind of most beats, and back; `merge`:
    the two of most beats, and back. `label_and_queue`: a beat labelled and the next of
    the queue shown. `beat_number`: go to the beat of a number. `rhythm`: the list of
    8,000 rhythms made again. `rhythm_edit`: a beat labelled, and the list of rhythms as
    it is then. `lasso`: half of the Poincaré plot. `select_all`; and `jump`, to the
    next ectopic beat and others. `rhythms_24h_cpu_ms`: of the two of rhythms the median
    of all runs by processor time, in which other processes have no part.
    """
    make_application()
    with tempfile.TemporaryDirectory() as name:
        window = _window(Path(name), duration_s)
        _do(window, "view.table")
        slowest = _slowest_ms(_table(window) | _jumps(window), runs)
        _do(window, "view.kinds")
        slowest |= _slowest_ms(_kinds(window), runs)
        _do(window, "view.rhythm")
        _make_couplets(window)
        works = _rhythm(window)
        slowest |= _slowest_ms(works, runs)
        median = {n: _median_cpu_ms(works[n] * runs) for n in ("rhythm", "rhythm_edit")}
        window.close()
        window.deleteLater()
        QApplication.processEvents()
    return {"lists_24h_ms": slowest, "rhythms_24h_cpu_ms": median}


def _window(folder: Path, duration_s: float) -> MainWindow:
    """Return a window in which a day is open, its beats grouped."""
    store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(store)
    window.resize(1600, 1000)
    window.show()
    ecg = day_ecg(duration_s)
    envelopes = tuple(Envelope.of(values) for values in ecg.record.signal)
    journal = JournalKeeper(folder / "bench.jsonl", "bench")
    window.document.open(classified(ecg.record, ecg.beats), envelopes, journal)
    loop = QEventLoop()
    window.groups.changed.connect(loop.quit)
    window.document.set_state(DocumentState.READY)
    loop.exec()
    window.document.label([0], BeatClass.N)
    QApplication.processEvents()
    return window


def _slowest_ms(works: Works, runs: int) -> dict[str, float]:
    return {name: _slowest(work * runs) for name, work in works.items()}


def _slowest(works: Iterable[Callable[[], object]]) -> float:
    settle()
    return round(1000 * max(seconds(partial(_painted, work)) for work in works), 1)


def _median_cpu_ms(works: Iterable[Callable[[], object]]) -> float:
    settle()
    return milliseconds(processor_s(partial(_painted, work)) for work in works)


def _painted(work: Callable[[], object]) -> None:
    work()
    QApplication.processEvents()


def _do(window: MainWindow, action: str) -> None:
    window.action_set.actions[action].trigger()


def _table(window: MainWindow) -> Works:
    table = window.view(BeatsView).panel
    filtered = table.filter_bar.filter_changed.emit
    sort = table.view.sortByColumn
    unsorted = partial(sort, -1, Qt.SortOrder.AscendingOrder)
    searches = [BeatFilter(search=text) for text in _SEARCHES]
    return {
        "sort": [
            *(partial(sort, i, o) for i in range(len(COLUMNS)) for o in Qt.SortOrder),
            unsorted,
        ],
        "filter": [partial(filtered, each) for each in (*_FILTERS, BeatFilter())],
        "search": [partial(filtered, each) for each in (*searches, BeatFilter())],
        "select_all": [window.review.select_all, partial(window.selection.select, [5])],
    }


def _jumps(window: MainWindow) -> Works:
    document = window.document
    assert document.columns is not None
    n = len(document.columns.beat_id)
    window.commands.go_to()
    dialog = window.findChild(GoToDialog)
    assert isinstance(dialog, GoToDialog)
    dialog.hide()
    numbers = (1, n // 2, n, n // 3)
    return {
        "jump": [partial(_do, window, action) for action in _JUMPS],
        "beat_number": [partial(dialog.beat_chosen.emit, at) for at in numbers],
        "label_and_queue": [
            partial(_do, window, "go.next_in_queue"),
            *(partial(_do, window, f"beat.label_{c}") for c in "SV"),
        ],
    }


def _kinds(window: MainWindow) -> Works:
    panel, groups = window.view(KindsView).panel, window.groups
    assert groups.groups is not None
    biggest = int(np.argmax([summary.count for summary in panel.grid.summaries]))
    code = panel.grid.summaries[biggest].code
    by_count = sorted(panel.grid.summaries, key=lambda summary: -summary.count)
    most = [summary.code for summary in by_count[:2]]
    beat = groups.groups.typical(code)
    moved = panel.similar.slider.setValue
    return {
        "kind": [partial(panel.grid.choose, at) for at in range(panel.grid.count)],
        "similar": [partial(panel.find_similar, beat)],
        "threshold": [partial(moved, each) for each in _THRESHOLDS],
        # Taken back, so that there is as much to split the next time.
        "split": [partial(groups.split, code), window.document.undo],
        "merge": [partial(groups.merge, most), window.document.undo],
    }


def _rhythm(window: MainWindow) -> Works:
    panel = window.view(RhythmView).panel
    return {
        "rhythm": [panel.refresh],
        "rhythm_edit": [partial(_label, window, each) for each in (5000, 60_000)],
        "lasso": [partial(_lasso, window), window.selection.clear],
    }


def _make_couplets(window: MainWindow) -> None:
    """Label every 13th pair of beats V: in a day there are 8,000 rhythms then."""
    columns = window.document.columns
    assert columns is not None
    row = np.arange(len(columns.beat_id))
    window.document.label(columns.beat_id[row % _COUPLET_EVERY < 2], BeatClass.V)
    _wait(window)


def _wait(window: MainWindow) -> None:
    while window.view(RhythmView).panel.awaits_refresh:
        QApplication.processEvents()


def _label(window: MainWindow, beat_id: int) -> None:
    """Label a beat, and wait for the list of rhythms."""
    columns = window.document.columns
    assert columns is not None
    row = min(beat_id, len(columns.label) - 1)
    was_v = columns.label[row] == BeatClass.V
    window.document.label(columns.beat_id[row], BeatClass.N if was_v else BeatClass.V)
    _wait(window)


def _lasso(window: MainWindow) -> None:
    plot, left = window.view(RhythmView).panel.plot, Qt.MouseButton.LeftButton
    w, h = plot.width(), plot.height()
    QTest.mousePress(plot, left, pos=QPoint(0, 0))
    for corner in (QPoint(w, 0), QPoint(w, h // 2), QPoint(0, h // 2)):
        QTest.mouseMove(plot, corner)
    QTest.mouseRelease(plot, left, pos=QPoint(0, h // 2))
