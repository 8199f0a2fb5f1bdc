"""The analysis of many records: resumed where it stopped, the same for any engine."""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis import batch
from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.analysis.batch import (
    BatchAnalysis,
    DiskFullError,
    Outcome,
    analyse_records,
)
from ecgviewer.analysis.engine import InTurn, Processes
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import relabel, remove_beats
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.analysis_log import LOG_NAME, read_log
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.fakes import FakeClassifier


@pytest.fixture
def records(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "records"
    folder.mkdir()
    made = (synthetic_record(20.0, name=name) for name in ("ada", "bob", "cyd"))
    return [write_record(folder, ecg.record) for ecg in made]


@pytest.fixture
def analysis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BatchAnalysis:
    monkeypatch.setattr(batch, "_classifier", lambda _: FakeClassifier())
    return BatchAnalysis("", "", _folder(tmp_path, "out"), "ecgv")


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


def _run(
    paths: list[Path], analysis: BatchAnalysis, *, force: bool = False
) -> list[Outcome]:
    return list(analyse_records(paths, analysis, InTurn(), force=force))


def _skipped(outcomes: list[Outcome]) -> list[bool]:
    return [outcome.skipped for outcome in outcomes]


def test_a_second_run_skips_what_is_done(
    records: list[Path], analysis: BatchAnalysis
) -> None:
    assert _skipped(_run(records[:2], analysis)) == [False, False]
    again = _run(records, analysis)
    assert _skipped(again) == [True, True, False]
    assert all(done.finished and done.finished.n_beats > 10 for done in again)
    assert _skipped(_run(records, analysis, force=True)) == [False] * 3


def test_tables_are_written_where_they_are_asked_for(
    records: list[Path], analysis: BatchAnalysis
) -> None:
    assert _skipped(_run(records[:1], analysis)) == [False]
    with_tables = replace(analysis, parquet=True)
    (done,) = _run(records[:1], with_tables)
    assert not done.skipped, "the table was missing"
    assert done.finished
    assert "ada.beats.parquet" in done.finished.files
    assert _skipped(_run(records[:1], with_tables)) == [True]
    assert _skipped(_run(records[:1], analysis)) == [True]
    (analysis.output / "bob.beats.parquet").write_bytes(b"somebody's")
    (refused,) = _run(records[1:2], with_tables)
    assert "bob.beats.parquet" in refused.failure
    assert (analysis.output / "bob.beats.parquet").read_bytes() == b"somebody's"


def test_a_run_goes_on_where_it_was_stopped(
    records: list[Path], analysis: BatchAnalysis
) -> None:
    outcomes = analyse_records(records, analysis, InTurn(), force=False)
    next(outcomes)
    del outcomes
    assert _skipped(_run(records, analysis)) == [True, False, False]


@pytest.mark.parametrize("what", ["lead", "annotator", "classifier", "record", "csv"])
def test_what_does_not_fit_is_done_again(
    records: list[Path],
    analysis: BatchAnalysis,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    _run(records, analysis)
    if what == "lead":
        analysis = replace(analysis, lead="V1")
    elif what == "annotator":
        analysis = replace(analysis, annotator="other")
    elif what == "classifier":
        monkeypatch.setattr(FakeClassifier, "classifier_id", "fake-2")
    elif what == "record":
        for path in records:
            write_record(path.parent, synthetic_record(25.0, name=path.stem).record)
    else:
        for path in records:
            table = analysis.output / f"{path.stem}.beats.csv"
            table.write_bytes(table.read_bytes()[:-100])
    assert _skipped(_run(records, analysis)) == [False] * 3
    assert _skipped(_run(records, analysis)) == [True] * 3


def test_a_failure_keeps_no_other_record_from_it(
    records: list[Path], analysis: BatchAnalysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = records[0].with_name("missing.hea")
    outcomes = _run([records[0], missing, records[1]], analysis)
    assert [bool(done.failure) for done in outcomes] == [False, True, False]
    assert "missing.hea" in outcomes[1].failure

    def broken(*_: object, **__: object) -> None:
        raise IndexError("by a fault of ours")

    monkeypatch.setattr(batch, "analyse_record", broken)
    (outcome,) = _run([records[2]], analysis)
    assert outcome.failure == "IndexError: by a fault of ours"
    assert outcome.finished is None


def test_a_rate_beyond_the_detector_is_told_with_the_outcome(
    tmp_path: Path, analysis: BatchAnalysis
) -> None:
    phase_s = (np.arange(40 * 250) / 250 * 400 / 60 % 1 - 0.5) * 60 / 400
    values = np.exp(-0.5 * (phase_s / 0.011) ** 2).astype(np.float32)
    record = Record("fast", 250.0, (Lead("II"),), values[None])
    (outcome,) = _run([write_record(_folder(tmp_path, "fast"), record)], analysis)
    assert not outcome.failure
    assert "II repeats some 39" in outcome.notices[-1]


def _reviewed(record: Path, folder: Path) -> Path:
    """Export a review of a record into a folder, and return the table."""
    session = analyse_record(read_record(record), FakeClassifier())
    session.edit(relabel(session.beats, session.beats.beat_id[:5], BeatClass.V, 5))
    export_wfdb(session, folder, "ecgv")
    return export_csv(session, folder, "Ada")


@pytest.mark.parametrize("analysed_before", [False, True])
def test_a_review_is_not_replaced(
    records: list[Path], analysis: BatchAnalysis, analysed_before: bool
) -> None:
    if analysed_before:
        _run(records, analysis)
    table = _reviewed(records[0], analysis.output)
    before = table.read_bytes()
    refused, *others = _run(records, analysis)
    assert "5 beats reviewed by Ada, which --force would lose" in refused.failure
    assert table.read_bytes() == before
    assert not any(done.failure for done in others)
    forced = _run(records, analysis, force=True)[0]
    assert forced.notices == (
        f"{table} is replaced, which held 5 beats reviewed by Ada.",
    )
    assert table.read_bytes() != before
    assert _run(records, analysis)[0].skipped


def test_a_review_that_only_removed_beats_is_not_replaced(
    records: list[Path], analysis: BatchAnalysis
) -> None:
    session = analyse_record(read_record(records[0]), FakeClassifier())
    session.edit(remove_beats(session.beats, session.beats.beat_id[:5]))
    table = export_csv(session, analysis.output, "Ada")
    before = table.read_bytes()
    (refused,) = _run(records[:1], analysis)
    assert "beats other than those found now" in refused.failure
    assert table.read_bytes() == before


@pytest.mark.parametrize("name", ["ada.beats.csv", "ada.ecgv"])
def test_what_others_wrote_is_not_replaced(
    records: list[Path], analysis: BatchAnalysis, name: str
) -> None:
    path = analysis.output / name
    path.write_text("shopping list")
    (refused,) = _run(records[:1], analysis)
    assert str(path) in refused.failure
    assert path.read_text() == "shopping list"
    assert list(analysis.output.iterdir()) == [path]


def test_outputs_that_a_kill_kept_from_the_log_are_made_again(
    records: list[Path], analysis: BatchAnalysis
) -> None:
    _run(records, analysis)
    (analysis.output / LOG_NAME).unlink()
    left = analysis.output / ".ada.beats.csv.0a1b2c3d.ecgv.tmp"
    left.touch()
    assert not any(done.failure for done in _run(records, analysis))
    assert _skipped(_run(records, analysis)) == [True] * 3
    assert not left.exists()


def test_a_full_disk_ends_the_run_and_names_the_file(
    records: list[Path], analysis: BatchAnalysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(records[:1], analysis)
    sync = os.fsync

    def full(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    table = analysis.output / "bob.beats.csv"
    with pytest.raises(DiskFullError, match=re.escape(f"{table}: No space left")):
        _run(records, analysis)
    monkeypatch.undo()
    monkeypatch.setattr(batch, "_classifier", lambda _: FakeClassifier())
    assert _skipped(_run(records, analysis)) == [True, False, False]


def test_namesakes_are_one_batch(
    records: list[Path], analysis: BatchAnalysis, tmp_path: Path
) -> None:
    others = _folder(tmp_path, "others")
    namesake = write_record(others, synthetic_record(25.0, name="ada").record)
    paths = [*records, namesake]
    assert not any(done.failure for done in _run(paths, analysis))
    assert len(list(analysis.output.glob("*.beats.csv"))) == 2
    first, second = (
        read_csv(analysis.output / folder / "ada.beats.csv")
        for folder in ("records", "others")
    )
    assert len(first) < len(second)
    assert _skipped(_run(paths, analysis)) == [True] * 4


def _die_at_bob(path: Path) -> Record:
    if path.stem == "bob":
        os.kill(os.getpid(), signal.SIGKILL)
    return read_record(path)


@dataclass(frozen=True)
class _Deadly(BatchAnalysis):
    """An analysis whose process is killed at a record."""

    def __call__(self, assignment: batch.Assignment) -> Outcome:
        vars(batch).update(
            read_record=_die_at_bob, _classifier=lambda _: FakeClassifier()
        )
        return super().__call__(assignment)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_a_process_that_dies_costs_its_record_only(
    records: list[Path], tmp_path: Path
) -> None:
    deadly = _Deadly("", "", _folder(tmp_path, "out"), "ecgv")
    outcomes = list(analyse_records(records, deadly, Processes(2), force=False))
    assert [done.path for done in outcomes] == records
    assert [bool(done.failure) for done in outcomes] == [False, True, False]
    assert "killed by signal 9" in outcomes[1].failure
    assert set(read_log(deadly.output).done) == {"ada", "cyd"}


@pytest.mark.slow
def test_processes_write_the_same_files(records: list[Path], tmp_path: Path) -> None:
    written = []
    for engine in (InTurn(), Processes(2)):
        output = _folder(tmp_path, type(engine).__name__)
        analysis = BatchAnalysis("", "", output, "ecgv")
        outcomes = list(analyse_records(records, analysis, engine, force=False))
        assert not any(done.failure for done in outcomes)
        written.append({path.name: path.read_bytes() for path in output.iterdir()})
    assert written[0] == written[1]
    assert LOG_NAME in written[0]
    assert len(written[0]) == 2 * len(records) + 1


def test_a_process_loads_its_classifier_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def load(bundle: str) -> FakeClassifier:
        loaded.append(bundle)
        return FakeClassifier()

    monkeypatch.setattr(batch, "load_classifier", load)
    batch._classifier.cache_clear()
    assert batch._classifier("one") is batch._classifier("one")
    batch._classifier("two")
    batch._classifier.cache_clear()
    assert loaded == ["one", "two"]
