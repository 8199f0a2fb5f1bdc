"""The bench measures everything that it says it does; here on small recordings."""

from __future__ import annotations

import json
import math
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QGraphicsView, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.bench import (
    analysis,
    bulk,
    cluster,
    compare,
    day,
    files,
    formats,
    layouts,
    lists,
    pages,
    paper,
    start,
    studies,
    view,
    week,
)
from ecgviewer.bench.__main__ import SECTIONS, main
from ecgviewer.bench.desk import Desk, settle
from ecgviewer.bench.material import classified, day_ecg, thirty_minutes
from ecgviewer.bench.stopwatch import Figures
from ecgviewer.core.errors import InputError
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.core.trace.montage import LeadLayout
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import needs

_START = {"start_import_s", "start_window_s", "open_30min_s"}
_ANALYSIS = {
    "classifier_load_s", "read_30min_s", "filter_30min_s", "rpeaks_30min_s",
    "quality_30min_s", "images_per_s", "cnn_beats_per_s", "analysis_beats_per_s",
    "analysis_all_leads_beats_per_s", "gradcam_ms", "peak_memory_mb",
}  # fmt: skip
_FILES = {
    "annotations_read_100k_s", "annotations_write_100k_s", "csv_write_100k_s",
    "csv_read_100k_s", "journal_begin_100k_ms", "journal_append_ms",
    "journal_append_1000_ms", "journal_restore_100k_s",
}  # fmt: skip
_BULK = {
    "bulk_begin_2m_s", "bulk_label_2m_s", "bulk_label_1m_s", "bulk_accept_2m_s",
    "bulk_undo_2m_s", "bulk_redo_2m_s", "bulk_restore_2m_s", "bulk_journal_mb",
}  # fmt: skip
_VIEW = {
    "first_paint_24h_s", "frame_p95_ms", "relabel_1000_ms", "table_filter_100k_ms",
    "table_sort_100k_ms",
}  # fmt: skip
_DAY = {
    "rpeaks_24h_s", "quality_24h_s", "analysis_24h_s",
    "analysis_again_24h_s", "predictions_24h_s",
    "open_24h_s", "rss_24h_mb", "envelopes_24h_s", "envelopes_again_24h_s",
}  # fmt: skip


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return write_record(tmp_path, synthetic_record(20.0).record)


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    small = partial(files.measure, n_beats=50, n_many=5, runs=1)
    monkeypatch.setattr(files, "measure", small)


def _check(figures: Figures, names: set[str]) -> None:
    """Fail unless there are exactly these figures, all of them of something measured.

    Tiny sizes round to zero; less than nothing, or not a number, is never right.
    """
    assert set(figures) == names
    for name, value in figures.items():
        for number in value.values() if isinstance(value, dict) else [value]:
            assert isinstance(number, int | float), name
            assert math.isfinite(number), name
            assert number >= 0, name


@pytest.mark.slow
def test_start(record: Path) -> None:
    figures = start.measure(record, runs=1)
    _check(figures, _START)
    times_s = [float(str(value)) for value in figures.values()]
    assert times_s == sorted(times_s)


def test_analysis(record: Path) -> None:
    figures = analysis.measure(record, runs=1, n_explained=2)
    _check(figures, _ANALYSIS)
    assert figures["analysis_beats_per_s"]


def test_files(record: Path) -> None:
    _check(files.measure(record, n_beats=200, n_many=20, runs=1), _FILES)


def test_bulk(record: Path) -> None:
    _check(bulk.measure(record, n_beats=20_000, runs=2), _BULK)


def test_compare_without_recordings(
    record: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ECGVIEWER_DATA", str(tmp_path))
    _check(compare.measure(record, n_beats=2000, runs=1), {"compare_24h_s"})
    assert "no compare_48_records_s" in capsys.readouterr().err


@needs("mitdb")
def test_compare(record: Path) -> None:
    figures = compare.measure(record, n_beats=2000, n_records=1, runs=1)
    _check(figures, {"compare_24h_s", "compare_48_records_s"})


def test_view(record: Path, qtbot: QtBot) -> None:
    figures = view.measure(
        record, duration_s=60.0, spans_s=(1, 60), n_frames=3, n_relabelled=5, runs=1
    )
    _check(figures, _VIEW)
    frames = figures["frame_p95_ms"]
    assert isinstance(frames, dict)
    assert set(frames) == {"1", "60"}
    assert all(frames.values())


def test_lists(record: Path, qtbot: QtBot) -> None:
    figures = lists.measure(record, duration_s=120.0, runs=1)
    _check(figures, {"lists_24h_ms", "rhythms_24h_cpu_ms"})
    slowest = figures["lists_24h_ms"]
    assert isinstance(slowest, dict)
    assert set(slowest) == {
        *("sort", "filter", "search", "select_all", "jump", "beat_number"),
        *("label_and_queue", "kind", "similar", "threshold", "split", "merge"),
        *("rhythm", "rhythm_edit", "lasso"),
    }
    assert all(slowest.values())
    median = figures["rhythms_24h_cpu_ms"]
    assert isinstance(median, dict)
    assert set(median) == {"rhythm", "rhythm_edit"}
    assert all(median.values())


def test_pages(record: Path, qtbot: QtBot) -> None:
    figures = pages.measure(
        record, duration_s=120.0, hour_s=20.0, spans_s=(10,), n_frames=3
    )
    assert set(figures) == {
        *("twelve_leads_p95_ms", "tachogram_p95_ms", "disclosure_page_ms")
    }
    for frames in (figures["twelve_leads_p95_ms"], figures["tachogram_p95_ms"]):
        assert isinstance(frames, dict)
        assert all(frames.values())


def test_paper(record: Path, qtbot: QtBot) -> None:
    figures = paper.measure(record, duration_s=120.0, n_pages=2)
    names = {
        *("paper_content_24h_s", "paper_strip_pages", "paper_strips_40_s"),
        *("paper_strips_40_mb", "paper_disclosure_24h_s", "paper_disclosure_24h_mb"),
        "paper_report_24h_s",
    }
    _check(figures, names)
    assert figures["paper_strip_pages"] == 2


def test_layouts(record: Path, qtbot: QtBot) -> None:
    figures = layouts.measure(record, duration_s=30.0, n_frames=3, runs=1)
    assert set(figures) == {"layout_switch_ms", "layout_frame_p95_ms"}
    frames = figures["layout_frame_p95_ms"]
    assert isinstance(frames, dict)
    assert set(frames) == {layout.value for layout in LeadLayout}
    assert all(frames.values())


@pytest.mark.slow
def test_formats(record: Path) -> None:
    figures = formats.measure(record, duration_s=60.0)
    each = (
        "open_24h_s", "envelopes_24h_s", "rss_24h_mb", "first_paint_24h_s",
        "first_paint_24h_cpu_s",
    )  # fmt: skip
    words = (*formats.WRITERS, "csv")
    names = {f"{f}_{name}" for f in words for name in each}
    names |= {f"{f}_write_24h_s" for f in formats.WRITERS}
    names |= {"csv_import_24h_s", "csv_import_24h_cpu_s"}
    spans = {f"{f}_frame_p95_ms" for f in words}
    for name in spans:
        frames = figures.pop(name)
        assert isinstance(frames, dict)
        assert frames.keys() == {"10"}, "longer spans than the record are left out"
        assert frames["10"] > 0
    _check(figures, names)


def test_day(record: Path) -> None:
    figures = day.measure(record, duration_s=60.0, runs=1)
    _check(figures, _DAY)
    assert figures["rss_24h_mb"]


@pytest.mark.slow
def test_week(record: Path) -> None:
    figures = week.measure(record, week_s=60.0, day_s=30.0, n_leads=4)
    assert set(figures) == {
        *("analyze_week_s", "peak_week_mb", "analyze_12_leads_s", "peak_12_leads_mb")
    }
    assert all(figures.values())


def test_each_view_is_painted_while_it_is_timed(qtbot: QtBot, tmp_path: Path) -> None:
    desk, ecg = Desk(), day_ecg(60.0)
    plot = desk.waveform.findChild(QGraphicsView)
    assert plot is not None
    trace, rows = (_Paints(part.viewport()) for part in (plot, desk.table.view))
    envelopes = tuple(Envelope.of(values) for values in ecg.record.signal)
    desk.open(classified(ecg.record, ecg.beats), envelopes, tmp_path)
    desk.paint()
    assert trace.painted()
    assert rows.painted()
    settle()
    trace.painted(), rows.painted()
    desk.selection.set_view(20.0, 30.0)
    desk.paint()
    assert trace.painted()
    # Late layout may paint the table as well on a busy machine.
    rows.painted()
    desk.document.label(ecg.beats.beat_id[:9], BeatClass.V)
    desk.paint()
    assert trace.painted()
    assert rows.painted()
    desk.clear()


class _Paints(QObject):
    """Sees a widget being painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._seen = False
        widget.installEventFilter(self)

    def painted(self) -> bool:
        """Return whether the widget was painted since this was asked last."""
        seen, self._seen = self._seen, False
        return seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self._seen |= event.type() is QEvent.Type.Paint
        return False


def test_a_record_that_is_named_is_taken(record: Path) -> None:
    with thirty_minutes(record) as path:
        assert path == record


def test_studies(record: Path) -> None:
    figures = studies.measure(record, n_studies=60, runs=1)
    scans = {f"studies_scan_{what}_s" for what in ("new", "unchanged", "one_new")}
    _check(figures, {*scans, "studies_ms", "studies_window_ms"})
    for name in ("studies_ms", "studies_window_ms"):
        listed = figures[name]
        assert isinstance(listed, dict)
        assert set(listed) == {"open", "sort", "filter", "search"}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_cluster(record: Path) -> None:
    figures = cluster.measure(record, n_records=3)
    each = ("2_s", "2_busy", "2_of_1")
    _check(
        figures, {f"{name}_{what}" for name in ("dask", "processes") for what in each}
    )
    for name in ("dask", "processes"):
        assert 0 < float(str(figures[f"{name}_2_busy"])) <= 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_cannot_be_analysed_is_not_timed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gone"):
        cluster.measure(tmp_path / "gone.hea", n_records=1)


def test_json_is_one_document_and_nothing_else(
    small_files: None, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["files", "--json", "--record", str(record)]) == 0
    assert set(json.loads(capsys.readouterr().out)) == _FILES


def test_figures_are_printed_one_a_line(
    small_files: None, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["files", "--record", str(record)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == _FILES


def test_an_unknown_section_is_a_usage_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as exit_status:
        main(["files", "speed"])
    assert exit_status.value.code == 2
    assert "unknown section: speed" in capsys.readouterr().err


def test_a_record_that_is_not_there_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_status:
        main(["files", "--record", str(tmp_path / "none.hea")])
    assert exit_status.value.code == 2
    assert "none.hea" in capsys.readouterr().err


def test_the_help_names_every_section(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    help_text = " ".join(capsys.readouterr().out.split())
    assert ", ".join(SECTIONS) in help_text
