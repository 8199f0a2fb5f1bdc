"""A session and its journal, for the tests of journals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.edit_journal import EditJournal
from tests.formats.small_records import small_session


@pytest.fixture
def session() -> ReviewSession:
    return small_session()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.ada.ecgedits.jsonl"


@pytest.fixture
def journal(path: Path, session: ReviewSession) -> Iterator[EditJournal]:
    journal = EditJournal.create(path, session, "Ada")
    yield journal
    journal.close()
