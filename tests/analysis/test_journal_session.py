"""Which classifier a journal's review is exported with."""

from __future__ import annotations

import pytest

from ecgviewer.analysis import journal_session
from ecgviewer.analysis.journal_session import NoClassifierError, classifier_of
from ecgviewer.classifier.bundle import bundle_paths, load_bundle


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
