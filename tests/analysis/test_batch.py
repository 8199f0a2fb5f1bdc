"""The analysis of many records: resumed where it stopped, the same for any engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis import batch
from ecgviewer.analysis.batch import (
    BatchAnalysis,
    Outcome,
    analyse_records,
    distinct_records,
)
from ecgviewer.analysis.engine import InTurn, Processes
from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.analysis_log import LOG_NAME
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

    def broken(*_: object) -> None:
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


def test_records_named_twice_are_one_and_namesakes_are_refused(tmp_path: Path) -> None:
    one, signal = tmp_path / "100.hea", tmp_path / "100.dat"
    assert distinct_records([one, signal, one]) == [one]
    other = tmp_path / "other" / "100.hea"
    with pytest.raises(InputError, match="different folders"):
        distinct_records([one, other])


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
