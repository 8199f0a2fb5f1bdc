"""Links that came with a folder are replaced by what is written, never followed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.export.analysis_log import (
    FinishedRecord,
    append_to_log,
    read_log,
)
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.files.envelope_cache import EnvelopeCache
from ecgviewer.formats.journal.audit_trail import write_audit
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.rescue import write_unsaved
from ecgviewer.formats.wfdb.writer import write_record
from tests.formats.small_records import small_session

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="links need a privilege on Windows"
)

_ENTRY = FinishedRecord("100", "c0ffee", "cnn-1", "", "ecgv", 12, {"100.ecgv": "f00d"})


def _journal(folder: Path) -> None:
    session = small_session(3)
    keeper = JournalKeeper(folder / "small.Ada.ecgedits.jsonl", "Ada")
    keeper.open(session)
    step, _ = session.edit(relabel(session.beats, [0], BeatClass.V, 5))
    keeper.append(step)
    keeper.close()


def _envelope(folder: Path) -> None:
    envelope = Envelope.of(np.zeros(10_000, np.float32))
    EnvelopeCache(folder).keep("c0ffee", (envelope,))


_OUTPUTS: dict[str, Callable[[Path], object]] = {
    "csv": lambda folder: export_csv(small_session(3), folder, "Ada"),
    "wfdb": lambda folder: export_wfdb(small_session(3), folder, "review"),
    "record": lambda folder: write_record(folder, small_session(3).record),
    "audit": lambda folder: write_audit(folder / "small.audit.csv", []),
    "log": lambda folder: append_to_log(folder, _ENTRY),
    "unsaved": lambda folder: write_unsaved(Path("j"), folder, b"{}\n"),
    "envelopes": _envelope,
}


@pytest.mark.parametrize("target", ["somebody's", "not there"])
@pytest.mark.parametrize("write", _OUTPUTS.values(), ids=_OUTPUTS.keys())
def test_an_output_takes_the_place_of_a_link(
    tmp_path: Path, write: Callable[[Path], object], target: str
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    write(first)
    names = [path.name for path in first.iterdir()]
    assert names
    elsewhere = tmp_path / "elsewhere"
    if target == "somebody's":
        elsewhere.write_text("precious")
    for name in names:
        (second / name).symlink_to(elsewhere)
    write(second)
    assert {path.name for path in second.iterdir()} == set(names)
    for name in names:
        assert not (second / name).is_symlink()
        assert (second / name).stat().st_size
    if target == "somebody's":
        assert elsewhere.read_text() == "precious"
    else:
        assert not elsewhere.exists()


def test_a_log_that_is_a_link_says_nothing_of_what_is_done(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.mkdir()
    ours.mkdir()
    append_to_log(theirs, _ENTRY)
    (ours / "analyze.jsonl").symlink_to(theirs / "analyze.jsonl")
    assert read_log(ours).done == {}
    assert read_log(theirs).done == {"100": _ENTRY}


def test_a_journal_is_not_begun_through_a_link(tmp_path: Path) -> None:
    _journal(tmp_path)
    (path,) = tmp_path.glob("*.jsonl")
    path.unlink()
    precious = tmp_path / "precious"
    path.symlink_to(precious)
    _journal(tmp_path)
    assert not path.is_symlink()
    assert not precious.exists()
    path.unlink()
    path.symlink_to(precious)
    precious.write_text("precious")
    with pytest.raises(JournalError):
        _journal(tmp_path)
    assert precious.read_text() == "precious"
