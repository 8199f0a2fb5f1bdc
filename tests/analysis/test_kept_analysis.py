"""An analysis that was made before is not made again; anything else is."""

from __future__ import annotations

import logging
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from itertools import takewhile
from pathlib import Path

import numpy as np
import pytest

import ecgviewer
from ecgviewer.analysis import kept_analysis, record_analysis
from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.analysis.kept_analysis import KeptAnalysis
from ecgviewer.analysis.record_analysis import Event, RecordAnalysis
from ecgviewer.core.analysis_events import (
    BeatsDetected,
    Noticed,
    SignalJudged,
    SignalKnown,
)
from ecgviewer.core.beats import BeatTable, concatenate, new_beats
from ecgviewer.core.growth import stream_identity
from ecgviewer.core.predictions import PredictionBatch, joined_batches
from ecgviewer.core.record import Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.files.analysis_cache import AnalysisCache
from ecgviewer.formats.files.output_file import OutputFile
from tests.analysis.test_record_analysis import _repeating
from tests.fakes import FakeClassifier


class Counting(FakeClassifier):
    """Knows how many pictures it was shown."""

    @property
    def n_shown(self) -> int:
        return sum(self.batches)


@pytest.fixture(scope="module")
def record() -> Record:
    return replace(synthetic_record(120.0).record, checksum="c0ffee", identity="this")


@pytest.fixture
def cache(tmp_path: Path) -> AnalysisCache:
    return AnalysisCache(tmp_path)


def _run(
    record: Record,
    cache: AnalysisCache,
    beats: BeatTable | None = None,
    classifier: Counting | None = None,
) -> tuple[list[Event], int]:
    """Return the events of an analysis, and how many pictures it looked at."""
    used = classifier or Counting()
    events = list(RecordAnalysis(record, used, cache=cache).run(beats))
    return events, used.n_shown


def _said(events: list[Event]) -> PredictionBatch:
    return joined_batches([e for e in events if isinstance(e, PredictionBatch)])


def _found(events: list[Event]) -> BeatTable:
    return concatenate([e.beats for e in events if isinstance(e, BeatsDetected)])


def _known(events: list[Event]) -> tuple[list[int], list[int], list[str], list[int]]:
    """Return all but the beats: gaps, states, notices, and leads' number."""
    (gaps,) = [e.unknown for e in events if isinstance(e, SignalKnown)]
    (judged,) = [e.findings for e in events if isinstance(e, SignalJudged)]
    notices = [e.text for e in events if isinstance(e, Noticed)]
    spikes = judged.spikes.tolist()
    return gaps.start.tolist(), judged.states.codes.tolist(), notices, spikes


def test_the_second_time_nothing_is_looked_at(
    record: Record, cache: AnalysisCache
) -> None:
    first, n_first = _run(record, cache)
    again, n_again = _run(record, cache)
    assert n_first == 2 * len(_found(first))
    assert n_again == 0
    assert _found(again) == _found(first)
    assert _known(again) == _known(first)
    before, after = _said(first), _said(again)
    order = np.argsort(before.beat_id)
    assert np.array_equal(after.beat_id, before.beat_id[order])
    for name in ("sample", "probabilities", "quality", "dissent"):
        assert np.array_equal(getattr(after, name), getattr(before, name)[order])


def test_what_was_in_view_first_is_taken_in_its_place_again(
    record: Record, cache: AnalysisCache
) -> None:
    fs = round(record.fs)
    analysis = RecordAnalysis(record, Counting(), cache=cache)
    first = list(analysis.run(None, lambda: (60 * fs, 70 * fs)))
    assert (np.diff(_said(first).sample) < 0).any()
    again, n_again = _run(record, cache)
    assert n_again == 0
    before, after = _said(first), _said(again)
    order = np.argsort(before.beat_id)
    assert np.array_equal(after.beat_id, before.beat_id[order])
    assert np.array_equal(after.probabilities, before.probabilities[order])


def test_what_the_reader_must_know_is_said_again(cache: AnalysisCache) -> None:
    fast = replace(_repeating(400), checksum="fa57")
    notices = [_known(_run(fast, cache)[0])[2] for _ in range(2)]
    assert notices[0] == notices[1]
    assert "beats are found up to" in notices[0][0]


def test_an_analysis_goes_on_where_it_stopped(
    record: Record,
    cache: AnalysisCache,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Else all of so short a record would be one answer.
    portion = record_analysis.BATCH_PICTURES
    monkeypatch.setattr(record_analysis, "ANSWER_PICTURES", portion)
    steps = RecordAnalysis(record, Counting(), cache=cache).run()
    while not isinstance(next(steps), PredictionBatch):
        pass
    del steps
    rest, n_rest = _run(record, cache)
    whole, n_whole = _run(record, AnalysisCache(tmp_path / "other"))
    assert 0 < n_rest < n_whole
    assert np.array_equal(
        _said(rest).probabilities[np.argsort(_said(rest).beat_id)],
        _said(whole).probabilities[np.argsort(_said(whole).beat_id)],
    )
    assert _run(record, cache)[1] == 0


def test_the_analysis_of_a_command_serves_the_window(
    record: Record, cache: AnalysisCache
) -> None:
    analyse_record(record, Counting(), cache=cache)
    assert _run(record, cache)[1] == 0


def test_another_reader_of_the_same_beats_waits_for_nothing(
    record: Record, cache: AnalysisCache
) -> None:
    beats = _found(_run(record, cache)[0])
    renumbered = new_beats(beats.sample, first_id=500)
    events, n_shown = _run(record, cache, renumbered)
    assert n_shown == 0
    assert np.array_equal(_said(events).beat_id, renumbered.beat_id)


def test_of_an_edited_review_only_what_is_new_is_classified(
    record: Record, cache: AnalysisCache
) -> None:
    first, n_first = _run(record, cache)
    sample = _found(first).sample
    added = (sample[20] + sample[21]) // 2
    edited = new_beats(np.sort(np.append(np.delete(sample, 40), added)))
    used = Counting()
    events, n_shown = _run(record, cache, edited, used)
    assert 0 < n_shown < n_first // 4
    assert set(_said(events).sample.tolist()) == set(edited.sample.tolist())
    # What was said among other beats is not kept as if it had been said among these.
    assert _run(record, cache, edited)[1] == n_shown
    assert _run(record, cache)[1] == 0


def test_beats_of_a_reference_are_kept_apart(
    record: Record, cache: AnalysisCache
) -> None:
    found = _found(_run(record, cache)[0])
    reference = new_beats(found.sample + 5)
    assert _run(record, cache, reference)[1] == 2 * len(reference)
    assert _run(record, cache, reference)[1] == 0
    assert _run(record, cache)[1] == 0


def test_an_edit_ends_what_is_kept_of_the_beats_before(
    record: Record, cache: AnalysisCache
) -> None:
    used = Counting()
    analysis = RecordAnalysis(record, used, cache=cache)
    steps = analysis.run()
    beats = _found(list(takewhile(lambda e: not isinstance(e, PredictionBatch), steps)))
    n_kept = used.n_shown
    fewer = beats.take(np.arange(len(beats)) != 30)
    none = np.zeros(len(fewer), bool)
    analysis.classify_edited(fewer, none, np.full(len(fewer), np.nan, np.float32))
    list(steps)
    assert used.n_shown == 2 * len(beats)
    assert _run(record, cache)[1] == 2 * len(beats) - n_kept


def test_what_was_kept_is_explained_and_edited_as_ever(
    record: Record, cache: AnalysisCache, tmp_path: Path
) -> None:
    beats = _found(_run(record, cache)[0])
    fewer = beats.take(np.arange(len(beats)) != 30)
    edited = np.arange(len(fewer)) == 29
    quality = np.full(len(fewer), np.nan, np.float32)
    answers = []
    for kept in (AnalysisCache(tmp_path / "other"), cache):
        analysis = RecordAnalysis(record, Counting(), cache=kept)
        list(analysis.run())
        explained = analysis.explain(beats, 7)
        batch = analysis.classify_edited(fewer, edited, quality)
        assert batch is not None
        answers.append((explained.probabilities.tolist(), batch.sample.tolist()))
    assert answers[0] == answers[1]


class Other(Counting):
    digest = "other"


def _other_records(record: Record) -> list[Record]:
    lead, *leads = record.leads
    return [
        replace(record, checksum="another"),
        replace(record, identity="another"),
        replace(record, fs=record.fs * 1.001),
        replace(record, leads=(replace(lead, unit="uV"), *leads)),
        replace(record, leads=(replace(lead, name="II"), *leads)),
        replace(record, source=record.signal[:, :-1]),
    ]


def test_any_difference_is_another_analysis(
    record: Record, cache: AnalysisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptAnalysis(cache, record, Counting())
    kept.keep_beats("MLII", np.array([1, 2]), ())
    kept.keep_leads((), [1, 0])
    assert kept.beats("V1") is None
    assert kept.leads(("", "MLII")) is None
    for other in _other_records(record):
        assert KeptAnalysis(cache, other, Counting()).beats("MLII") is None
    assert KeptAnalysis(cache, record, None).leads(()) is None
    assert KeptAnalysis(cache, record, Counting()).leads(()) == [1, 0]
    monkeypatch.setattr(kept_analysis, "program", lambda: "newer")
    assert KeptAnalysis(cache, record, Counting()).beats("MLII") is None


def test_another_classifier_says_its_own(record: Record, cache: AnalysisCache) -> None:
    _run(record, cache)
    events, n_shown = _run(record, cache, classifier=Other())
    assert n_shown == 2 * len(_found(events))


def test_without_a_classifier_beats_are_kept(
    record: Record, cache: AnalysisCache
) -> None:
    first, again = (
        list(RecordAnalysis(record, None, cache=cache).run()) for _ in range(2)
    )
    assert _found(again) == _found(first)
    kept = KeptAnalysis(cache, record, None)
    assert kept.outputs(("MLII",), np.array([1])) is None
    assert kept.new_outputs(("MLII",), np.array([1])) is None


@pytest.mark.parametrize(
    ("checksum", "identity"), [("", ""), ("c0ffee", stream_identity("live"))]
)
def test_nothing_is_kept_of_a_record_without_files_or_an_end(
    record: Record, tmp_path: Path, checksum: str, identity: str
) -> None:
    other = replace(record, checksum=checksum, identity=identity)
    _run(other, AnalysisCache(tmp_path / "cache"))
    assert not (tmp_path / "cache").exists()


def test_a_full_disk_costs_time_only(
    record: Record,
    cache: AnalysisCache,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(file: OutputFile, _: object) -> None:
        raise OSError(28, "No space left on device", str(file.path))

    monkeypatch.setattr(OutputFile, "add", full)
    with caplog.at_level(logging.WARNING):
        events, _ = _run(record, cache)
    assert len(_said(events).sample) == len(_found(events))
    assert caplog.text.count("cannot be written") == 1


def test_what_is_deleted_meanwhile_is_worked_out_again(
    record: Record,
    cache: AnalysisCache,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    _run(record, cache)
    opened = OutputFile.opened

    def deleted(path: Path) -> OutputFile | None:
        found = opened(path)
        path.unlink()
        return found

    monkeypatch.setattr(OutputFile, "opened", deleted)
    with caplog.at_level(logging.WARNING):
        events, n_shown = _run(record, cache)
    assert n_shown == 2 * len(_found(events))
    assert len(_said(events).sample) == len(_found(events))
    assert "cannot be read" in caplog.text


def test_the_program_stands_for_its_sources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept_analysis.program.cache_clear()
    known = kept_analysis.program()
    monkeypatch.setattr(ecgviewer, "__path__", [str(tmp_path)])
    kept_analysis.program.cache_clear()
    # A packaged program has no sources beside it.
    packed = kept_analysis.program()
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "one.py").write_text("changed")
    kept_analysis.program.cache_clear()
    assert len({known, packed, kept_analysis.program()}) == 3
    kept_analysis.program.cache_clear()


def test_the_program_stands_for_the_libraries_that_it_uses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def with_newer(newer: str) -> str:
        versions = kept_analysis, "version"
        monkeypatch.setattr(*versions, lambda name: "2" if name == newer else "1")
        return _program()

    def missing(_name: str) -> str:
        raise PackageNotFoundError

    libraries = ("numpy", "scipy", "ai-edge-litert", "soundfile")
    found = [_program(), *map(with_newer, ("", *libraries))]
    monkeypatch.setattr(kept_analysis, "version", missing)
    assert len({*found, _program()}) == len(libraries) + 3


def _program() -> str:
    kept_analysis.program.cache_clear()
    found = kept_analysis.program()
    kept_analysis.program.cache_clear()
    return found


def test_leads_that_are_off_are_kept(cache: AnalysisCache) -> None:
    whole = synthetic_record(60.0, n_leads=3).record
    signal = whole.signal.copy()
    signal[1, 2500:10_000] = signal[2, 5000:6000] = signal[2, 11_000:12_000] = np.nan
    record = replace(whole, source=signal, checksum="c0ffee")
    first, again = (_run(record, cache)[0] for _ in range(2))
    assert _off(first) == _off(again)
    assert [row[0] for row in _off(again)] == [1, 2]
    assert _known(first) == _known(again)
    assert any("off 0:00:" in text for text in _known(again)[2])


def _off(events: list[Event]) -> list[tuple[int, str, list[int], list[int]]]:
    (off,) = [e.leads_off for e in events if isinstance(e, SignalKnown)]
    return [
        (*each.lead, each.stretches.start.tolist(), each.stretches.stop.tolist())
        for each in off
    ]
