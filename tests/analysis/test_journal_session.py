"""Which classifier a journal's review is exported with."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.analysis import journal_session
from ecgviewer.analysis.journal_session import (
    NoClassifierError,
    classifier_of,
    session_of,
)
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import bundle_paths
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.reader import read_journal
from tests.fakes import FakeClassifier


def test_the_classifier_that_the_journal_names(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(journal_session, "load_classifier", loaded.append)
    for path in bundle_paths().values():
        classifier_of(load_bundle(path).classifier_id)
    classifier_of("gone-1", "folder")
    assert loaded == [*bundle_paths(), "folder"]
    assert classifier_of("") is None


def test_a_classifier_that_is_not_installed() -> None:
    with pytest.raises(NoClassifierError, match=r"gone-1.*--without-classifier"):
        classifier_of("gone-1")


def test_a_damaged_bundle_is_no_reason_to_refuse_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bundle.json").write_text("{")
    name, path = next(iter(bundle_paths().items()))
    known = {"damaged": tmp_path, name: path}
    monkeypatch.setattr(journal_session, "known_bundles", lambda: known)
    loaded: list[str] = []
    monkeypatch.setattr(journal_session, "load_classifier", loaded.append)
    classifier_of(load_bundle(path).classifier_id)
    assert loaded == [name]


def test_a_review_has_its_edits_and_what_a_classifier_says(tmp_path: Path) -> None:
    ecg = synthetic_record(20.0)
    session = ReviewSession(ecg.record, ecg.beats)
    path = tmp_path / "r.Dr_Smith.ecgedits.jsonl"
    journal = EditJournal.create(path, session, "Dr Smith")
    edit = relabel(session.beats, [1], BeatClass.V, 7)
    journal.append(session.edit(edit)[0])
    journal.close()
    contents = read_journal(path)
    plain = session_of(ecg.record, contents, None)
    assert plain.beats.label[1] == BeatClass.V
    assert plain.predictions.classifier_id == ""
    stages: list[Progress] = []
    full = session_of(ecg.record, contents, FakeClassifier(), stages.append)
    assert full.beats == plain.beats
    assert full.predictions.classifier_id == "fake-1"
    assert stages
